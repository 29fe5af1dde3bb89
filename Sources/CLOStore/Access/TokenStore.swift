import CLOModel
import CLOSecurity

/// What opens the page on which a password is chosen: a link or a typed code, each used once, of which only the hash is
/// kept (ASVS 2.3.1, 2.5.6, 2.7.3 to 2.7.6).
public struct TokenStore {
    let database: Database
    let notices: NoticeQueue

    /// A link and a code that do the same. They are known here and now, and never again.
    public struct Issued: Sendable {
        /// 256 bits, for a link.
        public let token: SecretToken
        /// For a card; typed beside the identifier.
        public let code: TypedCode
        public let expiresAt: Instant
    }

    /// Whom a link or a code is for.
    public struct Holder: Sendable {
        public let account: Account.ID
        public let role: Role
        /// What he signs in with.
        public let name: SignInName
        /// « Martin Dupont »
        public let fullName: String
        /// Whether he has chosen a password before.
        public let isActivated: Bool
        public let purpose: AccessPurpose
        public let expiresAt: Instant
        let row: UInt64
    }

    // MARK: Giving out

    /// - Parameter employee: who invites; `nil` when the person himself asks, or the command line.
    /// - Returns: `nil` when there is no such account, or it is suspended.
    public func issue(
        _ purpose: AccessPurpose, to account: Account.ID, by employee: Account.ID? = nil, at now: Instant
    ) throws -> Issued? {
        try database.transaction { try Self.issue(purpose, to: account, by: employee, at: now, $0) }
    }

    /// The same within the caller's transaction.
    static func issue(
        _ purpose: AccessPurpose, to account: Account.ID, by employee: Account.ID?, at now: Instant,
        _ connection: Connection
    ) throws -> Issued? {
        let issued = Issued(
            token: SecretToken(), code: TypedCode(length: TypedCode.lengthOfAccess), expiresAt: now + purpose.lifetime)
        let inserted = try connection.execute(
            """
            INSERT INTO access_token
                (account_id, purpose, token_hash, code_hash, created_at, expires_at, created_by)
            SELECT id, \(purpose.rawValue), \(issued.token.hash), \(issued.code.hash(for: account.rawValue)), \(now),
                   \(issued.expiresAt), \(employee)
            FROM account WHERE id = \(account) AND suspended_at IS NULL
            """)
        return inserted.affected == 1 ? issued : nil
    }

    // MARK: Looking at

    /// Whom this link is for; `nil` when it has served, has expired, or never was one. Changes nothing (B12).
    public func holder(of token: SecretToken, at now: Instant) throws -> Holder? {
        try database.read { connection in
            try Self.holder(
                connection.row("\(Self.columns) WHERE t.token_hash = \(token.hash) AND \(Self.isOpen(now))"))
        }
    }

    /// Whom this code is for, if it is the one of that person.
    public func holder(of code: TypedCode, named name: SignInName, at now: Instant) throws -> Holder? {
        try database.read { connection in
            guard var found = try connection.row("SELECT id FROM account WHERE identifier = \(name)") else {
                return nil
            }
            let account: Account.ID = try found.id()
            return try Self.holder(
                connection.row(
                    """
                    \(Self.columns)
                    WHERE t.account_id = \(account) AND t.code_hash = \(code.hash(for: account.rawValue))
                      AND \(Self.isOpen(now))
                    """))
        }
    }

    private static let columns: SQL = """
        SELECT t.id, t.purpose, t.expires_at, a.id, a.kind, a.is_administrator, a.identifier, a.first_name, a.last_name,
               a.password_hash IS NOT NULL
        FROM access_token t JOIN account a ON a.id = t.account_id
        """

    private static func isOpen(_ now: Instant) -> SQL {
        "t.used_at IS NULL AND t.expires_at > \(now) AND a.suspended_at IS NULL"
    }

    private static func holder(_ row: Row?) throws -> Holder? {
        guard var row else { return nil }
        let id = try row.unsigned()
        let spelled = try row.text()
        guard let purpose = AccessPurpose(rawValue: spelled) else {
            throw StoreError.unexpectedRow("« \(spelled) » is no purpose of a link")
        }
        let expiresAt = try row.moment()
        let account: Account.ID = try row.id()
        let role = try Role(&row)
        let identifier = try row.text()
        guard let name = SignInName(identifier) else {
            throw StoreError.unexpectedRow("account \(account.rawValue) has an identifier that is none")
        }
        return Holder(
            account: account, role: role, name: name, fullName: "\(try row.text()) \(try row.text())",
            isActivated: try row.bool(), purpose: purpose, expiresAt: expiresAt, row: id)
    }

    // MARK: Using

    /// Sets the password that the holder has chosen. The link or code, and all others of the account, have then served;
    /// every session of the account ends.
    /// - Returns: whether it was still to be used: of two who come with the same at once, one does.
    public func redeem(_ holder: Holder, password: PasswordHash, at now: Instant) throws -> Bool {
        try database.repeatableTransaction { connection in
            // The account's row first: one order of locks for all who change an account.
            guard
                var account = try connection.row(
                    "SELECT password_hash, suspended_at FROM account WHERE id = \(holder.account) FOR UPDATE")
            else { return false }
            let present = try account.optionalText()
            guard try account.optionalMoment() == nil else { return false }
            // A repeat of what was committed before the connection broke.
            if present == password.encoded { return true }
            let used = try connection.execute(
                """
                UPDATE access_token SET used_at = \(now)
                WHERE id = \(holder.row) AND used_at IS NULL AND expires_at > \(now)
                """)
            guard used.affected == 1 else { return false }
            // Of his first password nobody need be told that it was changed.
            let accounts = AccountStore(
                database: database, notices: present == nil ? NoticeQueue(policy: nil) : notices)
            try accounts.setPassword(password, of: holder.account, at: now, connection)
            try JournalStore.record(
                .init(present == nil ? .accountActivated : .passwordReset, by: holder.account, on: holder.account),
                at: now, connection)
            return true
        }
    }

    /// Makes what was given out useless: it may have gone to an address that was never the person's.
    static func revoke(of account: Account.ID, at now: Instant, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE access_token SET used_at = \(now)
            WHERE account_id = \(account) AND used_at IS NULL AND expires_at > \(now)
            """)
    }
}
