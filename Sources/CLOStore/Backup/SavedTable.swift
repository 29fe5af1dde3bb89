/// A table as the server describes it, to be copied without knowing what it holds.
///
/// Each value travels as text, as the server itself writes and reads it, but for binary columns.
public struct SavedTable: Sendable {
    public let name: String
    public let columns: [Column]
    /// Positions in ``columns`` of the primary key's, in the key's order.
    let key: [Int]

    public struct Column: Sendable, Hashable {
        public let name: String
        public let isBinary: Bool
    }

    /// One value.
    public enum Cell: Sendable, Hashable {
        case null
        case text(String)
        case bytes([UInt8])
    }

    /// Those of the tables that the database has and that are saved, in the order given.
    ///
    /// - Parameter tables: the names of ours: other programs may have theirs in the same database.
    /// - Throws: ``StoreError/unexpectedRow(_:)`` for a table without a primary key.
    public static func all(among tables: [String], _ connection: Connection) throws -> [SavedTable] {
        let leftOut = Set(LeftOut.allCases.map(\.rawValue))
        return try tables.filter { !leftOut.contains($0) }.compactMap { try SavedTable($0, connection) }
    }

    /// - Returns: `nil` when there is no such table.
    private init?(_ name: String, _ connection: Connection) throws {
        self.name = name
        columns = try connection.rows(
            """
            SELECT column_name, LOWER(data_type) FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name = \(name)
                AND COALESCE(generation_expression, '') = ''
            ORDER BY ordinal_position
            """
        ).map { row in
            var row = row
            return Column(name: try row.text(), isBinary: try Self.isBinary(row.text()))
        }
        guard !columns.isEmpty else { return nil }
        let keyNames = try connection.rows(
            """
            SELECT column_name FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND table_name = \(name) AND index_name = 'PRIMARY'
            ORDER BY seq_in_index
            """
        ).map { row in
            var row = row
            return try row.text()
        }
        let columns = columns
        key = keyNames.compactMap { name in columns.firstIndex { $0.name == name } }
        guard !key.isEmpty, key.count == keyNames.count else {
            throw StoreError.unexpectedRow("the table \(name) has no primary key to read it by")
        }
    }

    private static func isBinary(_ type: String) -> Bool {
        type.hasSuffix("binary") || type.hasSuffix("blob")
    }

    /// The row count, as one statement sees it.
    public func count(_ connection: Connection) throws -> Int {
        guard var row = try connection.row("SELECT COUNT(*) FROM \(Self.quoted(name))") else { return 0 }
        return try row.int()
    }

    /// Hands over all rows in the order of the key, some hundred at a time: memory does not grow with their number.
    public func forEachRow(_ connection: Connection, _ body: ([Cell]) throws -> Void) throws {
        var last: [SQLValue]?
        while true {
            let rows = try connection.rows(page(after: last))
            for row in rows { try body(row.values.map(Self.cell)) }
            guard rows.count == Self.pageSize, let values = rows.last?.values else { return }
            last = key.map { values[$0] }
        }
    }

    private static let pageSize = 300

    /// `(a > ?) OR (a = ? AND b > ?) …` rather than `(a, b) > (?, ?)`: that one MariaDB does not answer by the key.
    private func page(after last: [SQLValue]?) -> SQL {
        let names = key.map { Self.quoted(columns[$0].name) }
        let order = Self.list(names)
        guard let last else {
            return "SELECT \(list) FROM \(Self.quoted(name)) ORDER BY \(order) LIMIT \(Self.pageSize)"
        }
        var condition: SQL = "FALSE"
        for place in names.indices {
            var clause: SQL = "\(names[place]) > \(last[place])"
            for before in 0..<place { clause = "\(names[before]) = \(last[before]) AND \(clause)" }
            condition = "\(condition) OR (\(clause))"
        }
        return """
            SELECT \(list) FROM \(Self.quoted(name)) WHERE \(condition) ORDER BY \(order) LIMIT \(Self.pageSize)
            """
    }

    private var list: SQL { Self.list(columns.map { Self.quoted($0.name) }) }

    private static func list(_ parts: [SQL]) -> SQL {
        parts.dropFirst().reduce(parts[0]) { "\($0), \($1)" }
    }

    /// Names come from the server's own description, or were compared with it.
    static func quoted(_ name: String) -> SQL {
        SQL(raw: "`\(name.filter { $0 != "`" })`")
    }

    private static func cell(_ value: SQLValue) -> Cell {
        switch value {
        case .null: return .null
        case .integer(let number): return .text(String(number))
        case .unsigned(let number): return .text(String(number))
        case .text(let text): return .text(text)
        case .bytes(let bytes): return .bytes(bytes)
        case .day(let day): return .text(day.iso)
        case .moment(let moment):
            let (day, millisecond) = moment.utcParts
            let second = millisecond / 1_000
            return .text(
                "\(day.iso) \(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
                    + ".\(padded(millisecond % 1_000, 3))")
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension SavedTable.Cell: SQLConvertible {
    public var sqlValue: SQLValue {
        switch self {
        case .null: return .null
        case .text(let text): return .text(text)
        case .bytes(let bytes): return .bytes(bytes)
        }
    }
}
