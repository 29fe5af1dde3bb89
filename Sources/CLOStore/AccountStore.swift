import CLOModel
import CLOSecurity

/// The accounts of clients and employees.
public struct AccountStore {
    let database: Database
    var notices = NoticeQueue(policy: nil)

    /// What signing in needs to know of an account.
    public struct Credentials: Sendable {
        public let account: Account.ID
        public let role: Role
        /// `nil` until the account is activated.
        public let passwordHash: PasswordHash?
        public let isSuspended: Bool
    }

    public func credentials(of name: SignInName) throws -> Credentials? {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT id, kind, is_administrator, password_hash, suspended_at
                    FROM account WHERE identifier = \(name)
                    """)
            else { return nil }
            return try Credentials(&row)
        }
    }

    public func credentials(of account: Account.ID) throws -> Credentials? {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT id, kind, is_administrator, password_hash, suspended_at
                    FROM account WHERE id = \(account)
                    """)
            else { return nil }
            return try Credentials(&row)
        }
    }

    /// Sets the password, ends every session of the account, everywhere (ASVS 3.3.3), and tells its holder (2.2.3).
    public func setPassword(_ hash: PasswordHash, of account: Account.ID, at now: Instant) throws {
        try database.repeatableTransaction { try setPassword(hash, of: account, at: now, $0) }
    }

    /// The same within the caller's transaction. Links and codes that were to set a password have served, and a sign-in
    /// that still waits for its code begins anew.
    func setPassword(
        _ hash: PasswordHash, of account: Account.ID, at now: Instant, _ connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE account SET password_hash = \(hash.encoded), password_changed_at = \(now)
            WHERE id = \(account)
            """)
        try connection.execute("DELETE FROM session WHERE account_id = \(account)")
        try connection.execute("DELETE FROM device WHERE account_id = \(account)")
        try connection.execute("DELETE FROM sign_in_step WHERE account_id = \(account)")
        try connection.execute(
            "UPDATE access_token SET used_at = \(now) WHERE account_id = \(account) AND used_at IS NULL")
        try notices.letter(.passwordChanged, [.date: ParisTime(now).sentence], to: account, at: now, connection)
    }

    /// Stores the same password under today's cost; sessions go on.
    public func refreshHash(_ hash: PasswordHash, of account: Account.ID) throws {
        try database.repeatableTransaction { connection in
            try connection.execute("UPDATE account SET password_hash = \(hash.encoded) WHERE id = \(account)")
        }
    }

    /// A suspended account can do nothing, and its open sessions end at once.
    /// - Returns: whether there is such an account.
    /// - Throws: ``LastAdministrator``.
    public func suspend(_ name: SignInName, at now: Instant) throws -> Bool {
        try database.repeatableTransaction { connection in
            guard let account = try Self.account(named: name, connection) else { return false }
            guard try !Self.isLastAdministrator(account, connection) else { throw LastAdministrator() }
            try connection.execute(
                "UPDATE account SET suspended_at = \(now) WHERE id = \(account) AND suspended_at IS NULL")
            try connection.execute("DELETE FROM session WHERE account_id = \(account)")
            return true
        }
    }

    public func reopen(_ name: SignInName) throws -> Bool {
        try database.repeatableTransaction { connection in
            guard let account = try Self.account(named: name, connection) else { return false }
            try connection.execute("UPDATE account SET suspended_at = NULL WHERE id = \(account)")
            return true
        }
    }

    private static func account(named name: SignInName, _ connection: Connection) throws -> Account.ID? {
        guard var row = try connection.row("SELECT id FROM account WHERE identifier = \(name)") else { return nil }
        return try row.id()
    }

    /// What is known of a person when the account is made.
    public struct NewAccount: Sendable {
        public var name: SignInName
        public var role: Role
        public var firstName: String
        public var lastName: String
        public var civility: String?
        public var company: String?
        public var position: String?
        public var streetAddress: String?
        public var postalCode: String?
        public var city: String?
        public var phone: String?
        public var mobile: String?
        public var email: String?

        public init(name: SignInName, role: Role, firstName: String, lastName: String) {
            self.name = name
            self.role = role
            self.firstName = firstName
            self.lastName = lastName
        }
    }

    /// - Throws: ``StoreError/duplicate(_:)`` when the identifier is taken.
    public func add(_ new: NewAccount, passwordHash: PasswordHash?, at now: Instant) throws -> Account.ID {
        try database.transaction { try Self.insert(new, passwordHash: passwordHash, at: now, $0) }
    }

    /// The same within the caller's transaction.
    static func insert(
        _ new: NewAccount, passwordHash: PasswordHash?, at now: Instant, _ connection: Connection
    ) throws -> Account.ID {
        let kind: String
        let isAdministrator: Bool
        switch new.role {
        case .client: (kind, isAdministrator) = ("client", false)
        case .employee(let administrator): (kind, isAdministrator) = ("employee", administrator)
        }
        let inserted = try connection.execute(
            """
            INSERT INTO account
                (kind, is_administrator, identifier, password_hash, civility, last_name, first_name, company,
                 position, street_address, postal_code, city, phone, mobile, email, created_at,
                 password_changed_at)
            VALUES
                (\(kind), \(isAdministrator), \(new.name), \(passwordHash?.encoded), \(new.civility),
                 \(new.lastName), \(new.firstName), \(new.company), \(new.position), \(new.streetAddress),
                 \(new.postalCode), \(new.city), \(new.phone), \(new.mobile), \(new.email), \(now),
                 \(passwordHash == nil ? nil : now))
            """)
        return Account.ID(inserted.insertedID)
    }

    /// An account as `clo user list` shows it.
    public struct Summary: Sendable {
        public let name: String
        public let role: Role
        public let fullName: String
        public let isSuspended: Bool
        public let isActivated: Bool
    }

    public func all() throws -> [Summary] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT identifier, kind, is_administrator, first_name, last_name, suspended_at, password_hash
                FROM account ORDER BY kind, last_name, first_name
                """
            ).map { row in
                var row = row
                let name = try row.text()
                let role = try Role(&row)
                return Summary(
                    name: name, role: role, fullName: "\(try row.text()) \(try row.text())",
                    isSuspended: try row.optionalMoment() != nil, isActivated: try row.optionalText() != nil)
            }
        }
    }
}

extension AccountStore.Credentials {
    fileprivate init(_ row: inout Row) throws {
        account = try row.id()
        role = try Role(&row)
        if let encoded = try row.optionalText() {
            guard let hash = PasswordHash(encoded: encoded) else {
                throw StoreError.unexpectedRow("the password hash of account \(account.rawValue) cannot be read")
            }
            passwordHash = hash
        } else {
            passwordHash = nil
        }
        isSuspended = try row.optionalMoment() != nil
    }
}

extension Role {
    /// Reads `kind, is_administrator`.
    init(_ row: inout Row) throws {
        let kind = try row.text()
        let isAdministrator = try row.bool()
        switch kind {
        case "client": self = .client
        case "employee": self = .employee(isAdministrator: isAdministrator)
        default: throw StoreError.unexpectedRow("« \(kind) » is no kind of account")
        }
    }
}
