import CLOModel
import CLOSecurity

/// The second factor: a person's one-time codes, and the recovery codes for when the telephone is lost (ASVS 2.6, 2.8).
public struct OneTimeCodeStore {
    let database: Database

    /// How many recovery codes a person is given.
    public static let recoveryCodeCount = 10

    public struct State: Sendable, Hashable {
        /// `nil`: the account has no second factor.
        public let enabledAt: Instant?
        /// Recovery codes that have not served.
        public let remainingCodes: Int

        public var isEnabled: Bool { enabledAt != nil }
    }

    public func state(of account: Account.ID) throws -> State {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT (SELECT enabled_at FROM one_time_secret WHERE account_id = \(account)),
                           (SELECT COUNT(*) FROM recovery_code WHERE account_id = \(account) AND used_at IS NULL)
                    """)
            else { throw StoreError.unexpectedRow("a SELECT without FROM has a row") }
            return State(enabledAt: try row.optionalMoment(), remainingCodes: try row.int())
        }
    }

    // MARK: Setting up

    /// Takes a secret whose first code has just been given, in place of an earlier one, with new recovery codes.
    /// - Parameter firstStep: the period of that code, which so never serves again.
    /// - Returns: the recovery codes, which are known here and now only.
    public func enable(
        _ secret: OneTimeSecret, firstStep: UInt64, pepper: [UInt8], of account: Account.ID, at now: Instant
    ) throws -> [TypedCode] {
        let sealed = secret.sealed(pepper: pepper, account: account.rawValue)
        return try database.repeatableTransaction { connection in
            try connection.execute(
                """
                INSERT INTO one_time_secret (account_id, sealed, enabled_at, last_step)
                VALUES (\(account), \(sealed), \(now), \(firstStep))
                ON DUPLICATE KEY UPDATE sealed = \(sealed), enabled_at = \(now), last_step = \(firstStep)
                """)
            try JournalStore.record(.init(.oneTimeCodesEnabled, by: account, on: account), at: now, connection)
            return try Self.drawRecoveryCodes(of: account, at: now, connection)
        }
    }

    /// New recovery codes; the former ones no longer serve.
    /// - Returns: `nil` when the account has no second factor.
    public func renewRecoveryCodes(of account: Account.ID, at now: Instant) throws -> [TypedCode]? {
        try database.repeatableTransaction { connection in
            guard
                try connection.row("SELECT 1 FROM one_time_secret WHERE account_id = \(account) FOR UPDATE") != nil
            else { return nil }
            try JournalStore.record(
                .init(.oneTimeCodesEnabled, by: account, on: account, detail: "nouveaux codes de secours"), at: now,
                connection)
            return try Self.drawRecoveryCodes(of: account, at: now, connection)
        }
    }

    private static func drawRecoveryCodes(
        of account: Account.ID, at now: Instant, _ connection: Connection
    ) throws -> [TypedCode] {
        try connection.execute("DELETE FROM recovery_code WHERE account_id = \(account)")
        let codes = (0..<recoveryCodeCount).map { _ in TypedCode(length: TypedCode.lengthOfRecovery) }
        for code in codes {
            try connection.execute(
                """
                INSERT INTO recovery_code (account_id, code_hash, created_at)
                VALUES (\(account), \(code.hash(for: account.rawValue)), \(now))
                """)
        }
        return codes
    }

    /// - Parameter actor: `nil` on the command line, which repairs access.
    /// - Returns: whether there was a second factor.
    public func disable(of account: Account.ID, by actor: Account.ID?, at now: Instant) throws -> Bool {
        try database.transaction { connection in
            try connection.execute("DELETE FROM recovery_code WHERE account_id = \(account)")
            let deleted = try connection.execute("DELETE FROM one_time_secret WHERE account_id = \(account)")
            guard deleted.affected == 1 else { return false }
            try JournalStore.record(.init(.oneTimeCodesDisabled, by: actor, on: account), at: now, connection)
            return true
        }
    }

    // MARK: Signing in

    public enum Check: Sendable, Hashable {
        case accepted
        /// It was a recovery code, which has now served.
        case acceptedRecoveryCode(remaining: Int)
        /// A right code that has served before: somebody may have looked over a shoulder (ASVS 2.8.4, 2.8.5).
        case replayed
        case wrong
    }

    /// Looks at a code, and makes sure that it serves once, whoever else comes with it at the same moment.
    /// - Parameter typed: a one-time code or a recovery code, as it was typed.
    public func check(_ typed: String, of account: Account.ID, pepper: [UInt8], at now: Instant) throws -> Check {
        try database.transaction { connection in
            guard
                var row = try connection.row(
                    "SELECT sealed, last_step FROM one_time_secret WHERE account_id = \(account) FOR UPDATE")
            else { return .wrong }
            let sealed = try row.bytes()
            let lastStep = try row.unsigned()
            if let code = TypedCode(typed, length: TypedCode.lengthOfRecovery) {
                return try Self.use(code, of: account, at: now, connection)
            }
            guard let secret = OneTimeSecret(sealed: sealed, pepper: pepper, account: account.rawValue) else {
                // Another pepper: recovery codes still serve, and « clo user » can take the second factor away.
                Log.write("one-time-secret-unreadable", ["account": "\(account.rawValue)"])
                return .wrong
            }
            guard let step = secret.step(of: typed, atSeconds: now.milliseconds / 1_000) else { return .wrong }
            guard step > lastStep else { return .replayed }
            try connection.execute(
                "UPDATE one_time_secret SET last_step = \(step) WHERE account_id = \(account)")
            return .accepted
        }
    }

    private static func use(
        _ code: TypedCode, of account: Account.ID, at now: Instant, _ connection: Connection
    ) throws -> Check {
        let hash = code.hash(for: account.rawValue)
        let used = try connection.execute(
            """
            UPDATE recovery_code SET used_at = \(now)
            WHERE account_id = \(account) AND code_hash = \(hash) AND used_at IS NULL
            """)
        guard used.affected == 1 else {
            let served = try connection.row(
                "SELECT 1 FROM recovery_code WHERE account_id = \(account) AND code_hash = \(hash)")
            return served == nil ? .wrong : .replayed
        }
        try JournalStore.record(.init(.recoveryCodeUsed, by: account, on: account), at: now, connection)
        guard
            var row = try connection.row(
                "SELECT COUNT(*) FROM recovery_code WHERE account_id = \(account) AND used_at IS NULL")
        else { throw StoreError.unexpectedRow("a count has a row") }
        return .acceptedRecoveryCode(remaining: try row.int())
    }
}
