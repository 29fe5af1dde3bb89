import CLOModel
import CLOSecurity

/// Signed-in browsers. The cookie's token is never stored, only its SHA-256.
public struct SessionStore {
    let database: Database

    /// How long a session lasts: in all, and without a page being asked for (ASVS 3.3.2).
    public struct Limits: Sendable, Hashable {
        public let absolute: Duration
        public let idle: Duration

        /// A client reads on his own telephone, often weeks apart, and nothing that can be done here costs him
        /// money: he stays signed in as long as level 1 allows.
        public static let client = Limits(absolute: .days(30), idle: .days(14))
        /// A working day. Two hours without a page end it.
        public static let employee = Limits(absolute: .hours(12), idle: .hours(2))

        public static func of(_ role: Role) -> Limits {
            role.isEmployee ? .employee : .client
        }
    }

    /// A session that holds, and, when a sheet was asked for with it, that sheet as far as its viewer sees it.
    public struct Opened: Sendable {
        public let viewer: Viewer
        public let seenAt: Instant
        /// When the password was last typed in this session.
        public let authenticatedAt: Instant?
        public let sheet: SheetGlimpse?

        public func isAuthenticated(within time: Duration, at now: Instant) -> Bool {
            guard let authenticatedAt else { return false }
            return now.since(authenticatedAt) < time
        }
    }

    /// What every request about a sheet needs, fetched with the session in one query.
    public struct SheetGlimpse: Sendable, Hashable {
        public let id: ProgressSheet.ID
        public let code: WorksiteCode
        public let owner: Account.ID
        public let revision: ProgressSheet.Revision
        /// The viewer's present or last visit, if it was asked for.
        public let visit: Visit?

        public struct Visit: Sendable, Hashable {
            public let baseline: ProgressSheet.Revision
            public let seen: ProgressSheet.Revision
            public let seenAt: Instant
        }
    }

    /// - Parameter hash: the password that was just verified. If it has been changed meanwhile, or the account
    ///   suspended, no session begins.
    /// - Returns: whether a session began.
    public func begin(
        for account: Account.ID, role: Role, knowing hash: PasswordHash?, token: SecretToken, address: String,
        userAgent: String, at now: Instant
    ) throws -> Bool {
        try database.transaction { connection in
            try connection.execute(
                """
                INSERT INTO session
                    (token_hash, account_id, created_at, seen_at, authenticated_at, expires_at, address, user_agent)
                SELECT \(token.hash), id, \(now), \(now), \(now), \(now + Limits.of(role).absolute), \(address),
                       \(userAgent)
                FROM account
                WHERE id = \(account) AND password_hash <=> \(hash?.encoded) AND suspended_at IS NULL
                """
            ).affected == 1
        }
    }

    /// The session of a cookie, if it holds: not expired, not idle for too long, account not suspended.
    ///
    /// - Parameter code: the sheet that the request is about. It is found only if the viewer may see it, so
    ///   that nothing after this can tell a stranger's sheet from one that does not exist.
    public func open(_ token: SecretToken, sheet code: WorksiteCode?, at now: Instant) throws -> Opened? {
        let row: Row? = try database.read { connection in
            guard let code else {
                return try connection.row(
                    """
                    SELECT a.id, a.kind, a.is_administrator, a.first_name, a.last_name, s.seen_at,
                           s.authenticated_at
                    FROM session s JOIN account a ON a.id = s.account_id
                    WHERE s.token_hash = \(token.hash) AND s.expires_at > \(now) AND a.suspended_at IS NULL
                    """)
            }
            return try connection.row(
                """
                SELECT a.id, a.kind, a.is_administrator, a.first_name, a.last_name, s.seen_at,
                       s.authenticated_at, f.id, w.client_id, f.revision, v.baseline_revision, v.seen_revision, v.seen_at
                FROM session s
                JOIN account a ON a.id = s.account_id
                LEFT JOIN worksite w ON w.code = \(code) AND (a.kind = 'employee' OR w.client_id = a.id)
                LEFT JOIN sheet f ON f.worksite_id = w.id
                LEFT JOIN sheet_visit v ON v.sheet_id = f.id AND v.account_id = a.id
                WHERE s.token_hash = \(token.hash) AND s.expires_at > \(now) AND a.suspended_at IS NULL
                """)
        }
        guard var row else { return nil }
        let account: Account.ID = try row.id()
        let role = try Role(&row)
        let viewer = Viewer(account: account, role: role, name: "\(try row.text()) \(try row.text())")
        let seenAt = try row.moment()
        let authenticatedAt = try row.optionalMoment()
        guard now.since(seenAt) < Limits.of(role).idle else { return nil }
        var glimpse: SheetGlimpse?
        if let code, let sheet: ProgressSheet.ID = try row.optionalID() {
            glimpse = SheetGlimpse(
                id: sheet, code: code, owner: try row.id(), revision: try row.unsigned(),
                visit: try Self.visit(&row))
        }
        return Opened(viewer: viewer, seenAt: seenAt, authenticatedAt: authenticatedAt, sheet: glimpse)
    }

    /// The poll of a client's open page, the most frequent request of all, answered from three rows by their keys.
    ///
    /// The account's own row is not looked at, which costs a third of the time: whoever suspends or erases an account
    /// ends its sessions in the same transaction, and no session begins for one that is suspended (``begin``).
    ///
    /// - Returns: the account whose session this is, when the sheet is that of a worksite of its own and still at this
    ///   revision. `nil` for everything else, whatever it is; ``open`` then says what.
    public func owner(
        _ token: SecretToken, of code: WorksiteCode, stillAt revision: ProgressSheet.Revision, at now: Instant
    ) throws -> Account.ID? {
        let row: Row? = try database.read { connection in
            try connection.row(
                """
                SELECT s.account_id
                FROM session s
                JOIN worksite w ON w.code = \(code) AND w.client_id = s.account_id
                JOIN sheet f ON f.worksite_id = w.id AND f.revision = \(revision)
                WHERE s.token_hash = \(token.hash) AND s.expires_at > \(now)
                  AND s.seen_at > \(now - Limits.client.idle)
                """)
        }
        guard var row else { return nil }
        return try row.id()
    }

    static func visit(_ row: inout Row) throws -> SheetGlimpse.Visit? {
        guard let baseline = try row.optionalUnsigned() else { return nil }
        return SheetGlimpse.Visit(baseline: baseline, seen: try row.unsigned(), seenAt: try row.moment())
    }

    /// Notes that the person is there. Called at most once a minute for a session: a page need not write.
    public func touch(_ token: SecretToken, at now: Instant) throws {
        try database.repeatableTransaction { connection in
            try connection.execute("UPDATE session SET seen_at = \(now) WHERE token_hash = \(token.hash)")
        }
    }

    public func end(_ token: SecretToken) throws {
        try database.repeatableTransaction { connection in
            try connection.execute("DELETE FROM session WHERE token_hash = \(token.hash)")
        }
    }

    // MARK: Known devices

    /// Whether this browser has signed in to this account before.
    public func isKnown(device token: SecretToken, of account: Account.ID) throws -> Bool {
        try database.read { connection in
            try connection.row(
                "SELECT 1 FROM device WHERE token_hash = \(token.hash) AND account_id = \(account)") != nil
        }
    }

    public func remember(device token: SecretToken, of account: Account.ID, at now: Instant) throws {
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                INSERT INTO device (token_hash, account_id, created_at, seen_at)
                VALUES (\(token.hash), \(account), \(now), \(now))
                ON DUPLICATE KEY UPDATE account_id = \(account), seen_at = \(now)
                """)
        }
    }
}
