import CLOModel

/// Nobody could administer any more.
public struct LastAdministrator: Error, CustomStringConvertible {
    public let description = "C’est le dernier administrateur : nommez-en un autre d’abord."
}

/// Who may administer, and what the choice of a password needs to know of a person.
extension AccountStore {
    public enum RoleOutcome: Sendable, Hashable {
        case changed
        /// He was, or was not, an administrator already.
        case unchanged
        /// Nobody could administer any more: refused, whoever asks.
        case lastAdministrator
        /// There is no such employee. A client never becomes an administrator.
        case notAnEmployee
    }

    /// Makes an employee an administrator, or no longer one. His sessions end: an administrator's sign-in asks for more.
    ///
    /// The last administrator who can sign in stays one: not even two who remove each other at the same moment leave the
    /// house without.
    /// - Parameter actor: `nil` on the command line.
    public func setAdministrator(
        _ isAdministrator: Bool, of account: Account.ID, by actor: Account.ID?, at now: Instant
    ) throws -> RoleOutcome {
        try database.transaction { connection in
            let others = try Self.lockedAdministrators(but: account, connection)
            guard
                var row = try connection.row(
                    "SELECT is_administrator FROM account WHERE id = \(account) AND kind = 'employee' FOR UPDATE")
            else { return .notAnEmployee }
            guard try row.bool() != isAdministrator else { return .unchanged }
            guard isAdministrator || others > 0 else { return .lastAdministrator }
            try connection.execute(
                "UPDATE account SET is_administrator = \(isAdministrator) WHERE id = \(account)")
            try connection.execute("DELETE FROM session WHERE account_id = \(account)")
            try connection.execute("DELETE FROM sign_in_step WHERE account_id = \(account)")
            try JournalStore.record(
                .init(
                    .roleChanged, by: actor, on: account,
                    detail: isAdministrator ? "employé → administrateur" : "administrateur → employé"),
                at: now, connection)
            return .changed
        }
    }

    /// Whether suspending or erasing this account would leave nobody to administer. Locks the administrators' rows until
    /// the end of the transaction, before anything else is locked.
    static func isLastAdministrator(_ account: Account.ID, _ connection: Connection) throws -> Bool {
        let others = try lockedAdministrators(but: account, connection)
        guard others == 0 else { return false }
        return try connection.row(
            "SELECT 1 FROM account WHERE id = \(account) AND is_administrator = 1 AND suspended_at IS NULL") != nil
    }

    /// How many others can sign in and administer. All administrators' rows are locked, in the order of their keys.
    private static func lockedAdministrators(but account: Account.ID, _ connection: Connection) throws -> Int {
        try Turn.administrators.take(connection)
        return try connection.rows(
            """
            SELECT id, suspended_at IS NULL AND password_hash IS NOT NULL FROM account
            WHERE is_administrator = 1 ORDER BY id FOR UPDATE
            """
        ).count { row in
            var row = row
            let id: Account.ID = try row.id()
            return try row.bool() && id != account
        }
    }

    /// What a person's password must not be made of: all that is known of him.
    public func ownWords(of account: Account.ID) throws -> [String] {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT identifier, first_name, last_name, company, street_address, postal_code, city, phone, mobile,
                           email
                    FROM account WHERE id = \(account)
                    """)
            else { return [] }
            var words: [String] = []
            for _ in 0..<10 {
                guard let text = try row.optionalText() else { continue }
                words.append(text)
                // « 06 12 34 56 78 » as one number, too.
                let digits = text.filter(\.isNumber)
                if digits.count >= 6 { words.append(digits) }
            }
            return words
        }
    }

    /// The accounts that a forgotten password may be about: the one of that identifier, or those of that e-mail address
    /// (a couple may share one). Suspended ones are not found, nor those to which no message could be sent.
    /// - Returns: five at most.
    public func reachable(by typed: String) throws -> [Account.ID] {
        let address = typed.trimmingSpaces
        guard (2...254).contains(address.unicodeScalars.count) else { return [] }
        let name = SignInName(address)
        return try database.read { connection in
            try connection.rows(
                """
                SELECT id FROM account WHERE identifier = \(name) AND suspended_at IS NULL AND email IS NOT NULL
                UNION
                SELECT id FROM account WHERE email = \(address) AND suspended_at IS NULL
                LIMIT 5
                """
            ).map { row in
                var row = row
                return try row.id()
            }
        }
    }

    /// What the person signs in with.
    public func signInName(of account: Account.ID) throws -> SignInName? {
        try database.read { connection in
            guard var row = try connection.row("SELECT identifier FROM account WHERE id = \(account)") else {
                return nil
            }
            return SignInName(try row.text())
        }
    }

    /// What the person sees of his own password.
    public func passwordChangedAt(_ account: Account.ID) throws -> Instant? {
        try database.read { connection in
            guard var row = try connection.row("SELECT password_changed_at FROM account WHERE id = \(account)") else {
                return nil
            }
            return try row.optionalMoment()
        }
    }
}
