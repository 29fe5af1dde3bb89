/// Puts saved rows back, into tables that the migrations have made: in one transaction, so that they are all there or
/// none.
public final class TableLoader {
    private let connection: Connection
    private let tables: [String: SavedTable]
    public enum Failure: Error, CustomStringConvertible {
        case unknownTable(String)
        case unknownColumn(table: String, column: String)
        /// A foreign key whose other end is not there.
        case orphan(table: String, constraint: String, count: Int)

        public var description: String {
            switch self {
            case .unknownTable(let name): return "la sauvegarde contient une table inconnue, « \(name) »"
            case .unknownColumn(let table, let column):
                return "la sauvegarde contient une colonne inconnue, « \(column) » de « \(table) »"
            case .orphan(let table, let constraint, let count):
                return "\(count) lignes de « \(table) » en nomment d’autres qui manquent (\(constraint))"
            }
        }
    }

    /// - Parameter names: of all our tables.
    /// - Parameter body: puts the rows in; when it throws, none of them is.
    public static func load<Value>(
        into database: Database, tables names: [String], _ body: (TableLoader) throws -> Value
    ) throws -> Value {
        // The settings of a connection that loads end with it.
        defer { database.disconnect() }
        return try database.transaction { connection in
            // Rows come table by table, and answers may stand before what they answer. What these checks would have
            // found is looked for at the end.
            try connection.command("SET foreign_key_checks = 0")
            let loader = try TableLoader(connection, names)
            let value = try body(loader)
            try loader.checkReferences()
            return value
        }
    }

    private init(_ connection: Connection, _ names: [String]) throws {
        self.connection = connection
        let saved = try SavedTable.all(among: names, connection)
        tables = Dictionary(uniqueKeysWithValues: saved.map { ($0.name, $0) })
        // What migrations put in is in the backup too, as it was then.
        for table in saved { try connection.execute("DELETE FROM \(SavedTable.quoted(table.name))") }
    }

    /// - Parameter columns: of each row, in its order. One that is not named has its default value.
    public func insert(_ rows: [[SavedTable.Cell]], into name: String, columns: [String]) throws {
        guard let table = tables[name] else { throw Failure.unknownTable(name) }
        let known = Set(table.columns.map(\.name))
        if let stranger = columns.first(where: { !known.contains($0) }) {
            throw Failure.unknownColumn(table: name, column: stranger)
        }
        guard let first = columns.first else { return }
        let list = columns.dropFirst().reduce(SavedTable.quoted(first)) { "\($0), \(SavedTable.quoted($1))" }
        for row in rows {
            guard row.count == columns.count else {
                throw StoreError.unexpectedRow("a saved row of \(name) has \(row.count) of \(columns.count) values")
            }
            let values = row.dropFirst().reduce("\(row[0])" as SQL) { "\($0), \($1)" }
            try connection.execute("INSERT INTO \(SavedTable.quoted(name)) (\(list)) VALUES (\(values))")
        }
    }

    /// How many rows the table has now, as the database counts them.
    public func count(_ name: String) throws -> Int {
        guard let table = tables[name] else { throw Failure.unknownTable(name) }
        return try table.count(connection)
    }

    // MARK: Foreign keys

    private struct Reference {
        let constraint: String
        let table: String
        let parent: String
        var columns: [(child: String, parent: String)]
    }

    private func checkReferences() throws {
        for reference in try references() where tables[reference.table] != nil {
            let pairs = reference.columns.map { pair in
                (SavedTable.quoted(pair.child), SavedTable.quoted(pair.parent))
            }
            let matches = pairs.reduce("TRUE" as SQL) { "\($0) AND p.\($1.1) = c.\($1.0)" }
            let isSet = pairs.reduce("TRUE" as SQL) { "\($0) AND c.\($1.0) IS NOT NULL" }
            var row = try connection.row(
                """
                SELECT COUNT(*) FROM \(SavedTable.quoted(reference.table)) c
                WHERE \(isSet) AND NOT EXISTS (
                    SELECT 1 FROM \(SavedTable.quoted(reference.parent)) p WHERE \(matches))
                """)
            let count = try row?.int() ?? 0
            guard count == 0 else {
                throw Failure.orphan(table: reference.table, constraint: reference.constraint, count: count)
            }
        }
    }

    private func references() throws -> [Reference] {
        var references: [Reference] = []
        for row in try connection.rows(
            """
            SELECT constraint_name, table_name, referenced_table_name, column_name, referenced_column_name
            FROM information_schema.key_column_usage
            WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE()
            ORDER BY table_name, constraint_name, ordinal_position
            """)
        {
            var row = row
            let (constraint, table, parent) = (try row.text(), try row.text(), try row.text())
            let pair = (child: try row.text(), parent: try row.text())
            if let last = references.indices.last, references[last].constraint == constraint,
                references[last].table == table
            {
                references[last].columns.append(pair)
            } else {
                references.append(
                    Reference(constraint: constraint, table: table, parent: parent, columns: [pair]))
            }
        }
        return references
    }
}
