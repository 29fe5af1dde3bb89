/// What a restore asks of a database before and after it puts rows in.
public struct RestorationStore {
    private let database: Database
    /// The names of all our tables, in the order in which the migrations make them.
    private let tables: [String]

    /// Stands in the database from a restore's beginning until its end, and holds its token.
    private static let marker: SQL = "restoration"

    public init(_ database: Database, migrations: [Migrations.File]) {
        self.database = database
        tables = migrations.sorted { $0.number < $1.number }.flatMap(\.tables)
    }

    /// Whether nothing was ever written here but by migrations. Tables of other programs do not count.
    public func isUnused() throws -> Bool {
        try database.read { connection in
            let present = try present(connection).subtracting([LeftOut.migration, .duty].map(\.rawValue))
            for table in present.sorted() {
                if try connection.row("SELECT 1 FROM \(SavedTable.quoted(table)) LIMIT 1") != nil { return false }
            }
            return true
        }
    }

    /// Of the restore that began here and did not end; `nil` when there is none.
    public func token() throws -> String? {
        try database.read { connection in
            guard
                try connection.row(
                    """
                    SELECT 1 FROM information_schema.tables
                    WHERE table_schema = DATABASE() AND table_name = 'restoration'
                    """) != nil
            else { return nil }
            guard var row = try connection.row("SELECT token FROM \(Self.marker)") else { return nil }
            return try row.text()
        }
    }

    /// - Parameter token: 32 characters of ASCII.
    public func begin(_ token: String) throws {
        try database.read { connection in
            try connection.command("DROP TABLE IF EXISTS restoration")
            try connection.command(
                """
                CREATE TABLE restoration (token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY)
                ENGINE=InnoDB
                """)
            try connection.execute("INSERT INTO \(Self.marker) (token) VALUES (\(token))")
        }
    }

    public func end() throws {
        try database.read { connection in try connection.command("DROP TABLE IF EXISTS restoration") }
    }

    /// Drops our tables with all that is in them. Whoever calls it has made sure that nothing of worth is.
    public func dropTables() throws {
        // The settings of a connection that drops end with it.
        defer { database.disconnect() }
        try database.read { connection in
            try connection.command("SET foreign_key_checks = 0")
            for table in try present(connection).sorted() {
                try connection.command("DROP TABLE IF EXISTS `\(table)`")
            }
        }
    }

    private func present(_ connection: Connection) throws -> Set<String> {
        Set(
            try connection.rows(
                """
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = DATABASE() AND table_name IN (\(list: tables))
                """
            ).map { row in
                var row = row
                return try row.text()
            })
    }
}
