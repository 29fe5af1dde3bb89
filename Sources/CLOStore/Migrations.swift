import CLOModel

/// Brings the schema up to date from the numbered files of `sql/`.
public struct Migrations {
    let database: Database

    public init(_ database: Database) {
        self.database = database
    }

    /// One file of `sql/`: `001_fondations.sql`.
    public struct File: Sendable {
        public let number: Int
        public let name: String
        public let text: String

        /// - Returns: `nil` when the name is not that of a migration.
        public init?(name: String, text: String) {
            let digits = name.prefix(while: \.isNumber)
            guard digits.count == 3, name.hasSuffix(".sql"), let number = Int(digits) else { return nil }
            self.number = number
            self.name = name
            self.text = text
        }

        /// The statements of the file. A statement ends with a semicolon at the end of a line; lines that begin
        /// with `--` are comments.
        var statements: [String] {
            var statements: [String] = []
            var current = ""
            for line in text.split(whereSeparator: \.isNewline) {
                let trimmed = line.drop(while: { $0 == " " })
                if trimmed.isEmpty || trimmed.hasPrefix("--") { continue }
                current += line + "\n"
                if trimmed.hasSuffix(";") {
                    statements.append(String(current.dropLast(2)))
                    current = ""
                }
            }
            if !current.isEmpty { statements.append(current) }
            return statements
        }
    }

    public enum Failure: Error, CustomStringConvertible {
        /// The database was written by a later version of the program.
        case newerSchema(number: Int)

        public var description: String {
            switch self {
            case .newerSchema(let number):
                return "la base contient la migration \(number), plus récente que ce programme"
            }
        }
    }

    /// Applies what is missing, in order.
    /// - Returns: the names of the files that were applied.
    public func apply(_ files: [File], at now: Instant) throws -> [String] {
        let applied = try appliedNumbers()
        if let newest = applied.max(), newest > files.map(\.number).max() ?? 0 {
            throw Failure.newerSchema(number: newest)
        }
        var names: [String] = []
        for file in files.sorted(by: { $0.number < $1.number }) where !applied.contains(file.number) {
            try database.read { connection in
                for statement in file.statements { try connection.command(statement) }
                try connection.execute(
                    "INSERT INTO migration (number, name, applied_at) VALUES (\(file.number), \(file.name), \(now))")
            }
            names.append(file.name)
        }
        return names
    }

    private func appliedNumbers() throws -> Set<Int> {
        try database.read { connection in
            guard
                try connection.row(
                    """
                    SELECT 1 FROM information_schema.tables
                    WHERE table_schema = DATABASE() AND table_name = 'migration'
                    """) != nil
            else { return [] }
            return Set(
                try connection.rows("SELECT number FROM migration").map { row in
                    var row = row
                    return try row.int()
                })
        }
    }
}
