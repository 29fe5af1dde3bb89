import CLOModel

/// What monitors and the doctor ask of the database: short questions, whatever it holds.
public struct HealthStore {
    let database: Database

    public enum Schema: Hashable, Sendable {
        case current
        /// Something is missing, or everything.
        case older
        /// Written by a later version of the program.
        case newer
    }

    /// - Parameter numbers: of the migrations that the program has.
    /// - Throws: ``StoreError`` when the database does not answer.
    public func schema(expecting numbers: [Int]) throws -> Schema {
        try database.read { connection in
            do {
                guard var row = try connection.row("SELECT COUNT(*), COALESCE(MAX(number), 0) FROM migration") else {
                    throw StoreError.unexpectedRow("a count has no row")
                }
                let (count, newest) = (try row.int(), try row.int())
                if newest > numbers.max() ?? 0 { return .newer }
                return count >= numbers.count ? .current : .older
            } catch StoreError.failed(StoreError.noSuchTable, _) {
                return .older
            }
        }
    }

    /// Messages that should have gone out, and those that could not.
    public struct Queue: Hashable, Sendable {
        public let overdue: Int
        /// When the one that has waited longest was due.
        public let overdueSince: Instant?
        public let failed: Int
    }

    /// - Parameter start: failures before it are no news.
    public func queue(since start: Instant, at now: Instant) throws -> Queue {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT COUNT(*), MIN(next_attempt_at),
                           (SELECT COUNT(*) FROM outgoing_message WHERE state = 'failed' AND settled_at >= \(start))
                    FROM outgoing_message WHERE state = 'waiting' AND next_attempt_at <= \(now)
                    """)
            else { throw StoreError.unexpectedRow("a count has no row") }
            return Queue(overdue: try row.int(), overdueSince: try row.optionalMoment(), failed: try row.int())
        }
    }

    /// The database server, as far as this account may know it.
    public struct Server: Sendable {
        public let now: Instant
        /// What the account may do with this database: `SELECT`, `CREATE`. Rights that come by a role may be missing.
        public let rights: Set<String>
        /// Connections at the same time: of this account, or of the whole server.
        public let connectionLimit: Int
    }

    public func server() throws -> Server {
        try database.read { connection in
            let rights = try connection.rows(
                """
                SELECT privilege_type FROM information_schema.schema_privileges WHERE DATABASE() LIKE table_schema
                UNION SELECT privilege_type FROM information_schema.user_privileges
                """
            ).map { row in
                var row = row
                return try row.text()
            }
            guard
                var row = try connection.row(
                    "SELECT UTC_TIMESTAMP(3), IF(@@max_user_connections > 0, @@max_user_connections, @@max_connections)"
                )
            else { throw StoreError.unexpectedRow("the server does not tell its time") }
            return Server(now: try row.moment(), rights: Set(rights), connectionLimit: try row.int())
        }
    }
}
