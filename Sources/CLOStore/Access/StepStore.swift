import CLOModel
import CLOSecurity

/// Sign-ins whose password was right and whose one-time code is still to come. Not sessions: nothing takes one for the
/// other, they are other rows under another cookie.
public struct StepStore {
    let database: Database

    /// Ten minutes to find the telephone, or to set it up.
    public static let lifetime = Duration.minutes(10)

    public struct Step: Sendable {
        public let account: Account.ID
        public let role: Role
        public let name: SignInName
        /// « Anne Leroy »
        public let fullName: String
        /// Whether the browser had signed in to this account before.
        public let isKnownDevice: Bool
    }

    public func begin(
        _ token: SecretToken, for account: Account.ID, isKnownDevice: Bool, at now: Instant
    ) throws {
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                INSERT INTO sign_in_step (token_hash, account_id, is_known_device, created_at, expires_at)
                VALUES (\(token.hash), \(account), \(isKnownDevice), \(now), \(now + Self.lifetime))
                ON DUPLICATE KEY UPDATE account_id = account_id
                """)
        }
    }

    /// The step of a cookie, unless it has expired or the account was suspended meanwhile. A password that was changed
    /// meanwhile has deleted it.
    public func find(_ token: SecretToken, at now: Instant) throws -> Step? {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT a.id, a.kind, a.is_administrator, a.identifier, a.first_name, a.last_name, s.is_known_device
                    FROM sign_in_step s JOIN account a ON a.id = s.account_id
                    WHERE s.token_hash = \(token.hash) AND s.expires_at > \(now) AND a.suspended_at IS NULL
                    """)
            else { return nil }
            let account: Account.ID = try row.id()
            let role = try Role(&row)
            let identifier = try row.text()
            guard let name = SignInName(identifier) else {
                throw StoreError.unexpectedRow("account \(account.rawValue) has an identifier that is none")
            }
            return Step(
                account: account, role: role, name: name, fullName: "\(try row.text()) \(try row.text())",
                isKnownDevice: try row.bool())
        }
    }

    public func end(_ token: SecretToken) throws {
        try database.repeatableTransaction { connection in
            try connection.execute("DELETE FROM sign_in_step WHERE token_hash = \(token.hash)")
        }
    }
}
