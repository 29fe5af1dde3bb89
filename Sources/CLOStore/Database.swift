import CLOModel
import Glibc

/// The way to MariaDB for one process: connects when first asked, reconnects after a loss, and knows what may
/// be tried again.
///
/// - Reads are tried once more on a new connection when the old one turns out to be dead.
/// - Transactions are tried again after a deadlock (the server has undone them), and after a loss *before*
///   the commit was asked for.
/// - With several addresses the one that answered last is asked first; the one that was lost, last.
/// - After a loss *during* the commit nobody knows; only ``repeatableTransaction(_:)`` runs again, because its
///   body finds its own traces.
public final class Database {
    private let addresses: [Connection.Address]
    private var connection: Connection?
    /// Which address is tried first: the one that answered last, or the one after it when that was lost.
    private var preferred = 0

    /// Where the request came from that is being answered: set once for each request, written into the journal with
    /// every change, so that no action can forget it. `nil` for the command line.
    public var origin: Connection.Origin?

    /// How often a transaction is tried again after deadlocks. With the sheet's row locked first they are
    /// rare; on a Galera cluster certification failures count here too.
    private static let attempts = 8

    /// - Parameter addresses: tried in order; several are the nodes of a Galera cluster.
    public init(_ addresses: [Connection.Address]) {
        precondition(!addresses.isEmpty, "a database needs an address")
        self.addresses = addresses
    }

    public convenience init(_ address: Connection.Address) {
        self.init([address])
    }

    /// Closes the connection; the next use opens a new one.
    public func disconnect() {
        connection = nil
    }

    /// Gives up a connection that turned out to be dead, or a node that says that it is not ready (Galera's error
    /// 1047, while it has lost sight of the others): the next use begins with the next address.
    private func moveOn() {
        disconnect()
        preferred = (preferred + 1) % addresses.count
    }

    /// Runs statements that change nothing.
    public func read<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        for _ in addresses {
            do {
                return try body(try connected())
            } catch StoreError.unavailable where connection?.isBroken == true {
                moveOn()
            }
        }
        return try body(try connected())
    }

    /// Runs a transaction whose effects must not happen twice.
    /// - Throws: ``StoreError/outcomeUnknown(_:)`` when the connection broke during the commit.
    @discardableResult
    public func transaction<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        var lastConflict = StoreError.conflict("no attempt was made")
        var losses = 0
        for attempt in 0..<Self.attempts {
            if attempt > 0 { Self.pause(beforeAttempt: attempt) }
            do {
                return try runTransaction(body)
            } catch let error as StoreError {
                switch error {
                case .conflict: lastConflict = error
                // An idle connection that the server has closed is noticed only when it is used.
                case .unavailable where connection?.isBroken == true && losses < addresses.count:
                    losses += 1
                    moveOn()
                default: throw error
                }
            }
        }
        throw lastConflict
    }

    /// Runs a transaction whose body, when it has been committed before, notices and answers the same again:
    /// it looks for its ``Submission`` first, or only sets what is then already set.
    @discardableResult
    public func repeatableTransaction<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        do {
            return try transaction(body)
        } catch StoreError.outcomeUnknown {
            return try transaction(body)
        }
    }

    private func runTransaction<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        let connection = try connected()
        connection.origin = origin
        try connection.command("START TRANSACTION")
        let value: Value
        do {
            value = try body(connection)
        } catch {
            rollBack(connection)
            throw error
        }
        do {
            try connection.command("COMMIT")
        } catch {
            switch error {
            case .unavailable(let message), .outcomeUnknown(let message):
                moveOn()
                throw StoreError.outcomeUnknown(message)
            default:
                rollBack(connection)
                throw error
            }
        }
        return value
    }

    /// Runs statements that all see the database as it is now, whatever others commit meanwhile. Locks nothing and
    /// needs no right but `SELECT`.
    ///
    /// - Throws: also when a migration changes a table meanwhile. Nothing is tried again: another try would see another
    ///   database.
    public func snapshot<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        let connection = try connected()
        // Whatever the host's own default is.
        try connection.command("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        try connection.command("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        defer { rollBack(connection) }
        return try body(connection)
    }

    private func rollBack(_ connection: Connection) {
        guard !connection.isBroken else { return }
        do {
            try connection.command("ROLLBACK")
        } catch {
            // The server undoes the transaction of a connection that goes away.
            disconnect()
        }
    }

    /// Between attempts: 2 to 4 ms at first, doubling up to a quarter of a second, uneven so that two
    /// transactions that met do not meet again.
    private static func pause(beforeAttempt attempt: Int) {
        let ceiling = UInt32(min(250_000, 4_000 << attempt))
        usleep(UInt32.random(in: ceiling / 2...ceiling))
    }

    private func connected() throws -> Connection {
        if let connection, !connection.isBroken { return connection }
        var lastError = StoreError.unavailable("no address")
        for step in addresses.indices {
            let index = (preferred + step) % addresses.count
            do {
                let opened = try Connection(addresses[index])
                connection = opened
                preferred = index
                return opened
            } catch {
                lastError = error
            }
        }
        connection = nil
        throw lastError
    }
}

/// The stores, one for each aggregate, on one database.
public struct Store {
    public let database: Database
    /// `nil`: nobody is told of anything.
    public let notices: NoticePolicy?

    public init(_ database: Database, notices: NoticePolicy? = nil) {
        self.database = database
        self.notices = notices
    }

    public var accounts: AccountStore {
        AccountStore(database: database, notices: NoticeQueue(policy: notices))
    }
    public var sessions: SessionStore { SessionStore(database: database) }
    public var tokens: TokenStore { TokenStore(database: database, notices: NoticeQueue(policy: notices)) }
    public var steps: StepStore { StepStore(database: database) }
    public var oneTimeCodes: OneTimeCodeStore { OneTimeCodeStore(database: database) }
    public var throttle: ThrottleStore { ThrottleStore(database: database) }
    public var worksites: WorksiteStore { WorksiteStore(database: database) }
    public var sheets: SheetStore { SheetStore(database: database) }
    public var publications: PublicationStore {
        PublicationStore(database: database, notices: NoticeQueue(policy: notices))
    }
    public var comments: CommentStore { CommentStore(database: database, notices: NoticeQueue(policy: notices)) }
    public var drafts: DraftStore { DraftStore(database: database) }
    public var search: SearchStore { SearchStore(database: database) }
    public var preferences: PreferenceStore { PreferenceStore(database: database, policy: notices) }
    public var letters: LetterStore { LetterStore(database: database, policy: notices) }
    public var messages: MessageStore { MessageStore(database: database) }
    public var templates: TemplateStore { TemplateStore(database: database) }
    public var duties: DutyStore { DutyStore(database: database) }
    /// Held by whoever counts on the files of the data folder for a while, and by whoever deletes some: a backup, `clo
    /// purge`.
    public var fileDuty: DutyStore { DutyStore(database: database, name: "files") }
    /// Held until a purge is due again.
    public var purgeDuty: DutyStore { DutyStore(database: database, name: "purge") }
    public var photos: PhotoStore { PhotoStore(database: database) }
    public var uploads: UploadStore { UploadStore(database: database) }
    public var exports: ExportStore { ExportStore(database: database) }
    public var journal: JournalStore { JournalStore(database: database) }
    public var settings: SettingStore { SettingStore(database: database) }
    public var contracts: ContractStore { ContractStore(database: database) }
    public var details: DetailStore { DetailStore(database: database, notices: NoticeQueue(policy: notices)) }
    public var board: BoardStore { BoardStore(database: database) }
    public var personalData: PersonalDataStore { PersonalDataStore(database: database) }
    public var health: HealthStore { HealthStore(database: database) }
    public var installation: InstallationStore { InstallationStore(database: database) }
    public var erasures: ErasureStore { ErasureStore(database: database) }
}
