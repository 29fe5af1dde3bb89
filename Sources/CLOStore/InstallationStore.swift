import CLOModel
import CLOSecurity

/// Whether an installation has had its first administrator, and the making of him.
///
/// What `/admin/installation` does ends for good with the first administrator. It is told by two things, either of which
/// is enough: an account that is an administrator's (`clo user` makes some as well), and the row `installation` of the
/// settings, which stays whatever becomes of the accounts.
public struct InstallationStore {
    let database: Database

    private static let row = "installation"

    /// - Throws: ``StoreError`` when the database cannot be asked. One without tables has had no administrator.
    public func isClosed() throws -> Bool {
        try database.read { connection in
            let hasAdministrator = try Self.exists(
                "SELECT 1 FROM account WHERE is_administrator = 1 LIMIT 1", connection)
            return try hasAdministrator || Self.exists("SELECT 1 FROM setting WHERE name = \(Self.row)", connection)
        }
    }

    private static func exists(_ question: SQL, _ connection: Connection) throws -> Bool {
        do {
            return try connection.row(question) != nil
        } catch StoreError.failed(StoreError.noSuchTable, _) {
            return false
        }
    }

    public enum Outcome: Hashable, Sendable {
        case made(Account.ID)
        /// There was an administrator before, perhaps since a moment.
        case closed
        case identifierTaken
    }

    /// Makes the first administrator and closes the installation, both or neither. However many ask at once, one of them
    /// does it: the row of the settings has room for one.
    public func makeFirstAdministrator(
        _ new: AccountStore.NewAccount, passwordHash: PasswordHash, at now: Instant
    ) throws -> Outcome {
        precondition(new.role == .employee(isAdministrator: true), "the first account is an administrator's")
        do {
            return try database.transaction { connection in
                do {
                    try connection.execute(
                        """
                        INSERT INTO setting (name, value, changed_at, changed_by)
                        VALUES (\(Self.row), 'terminée', \(now), NULL)
                        """)
                } catch StoreError.duplicate {
                    throw AlreadyClosed()
                }
                guard try connection.row("SELECT 1 FROM account WHERE is_administrator = 1 LIMIT 1") == nil else {
                    throw AlreadyClosed()
                }
                let account = try AccountStore.insert(new, passwordHash: passwordHash, at: now, connection)
                try JournalStore.record(
                    .init(
                        .accountAdded, by: nil, on: account, object: new.name.description,
                        detail: "Premier administrateur, par la page d’installation"), at: now, connection)
                return .made(account)
            }
        } catch is AlreadyClosed {
            return .closed
        } catch StoreError.duplicate {
            return .identifierTaken
        }
    }

    private struct AlreadyClosed: Error {}
}
