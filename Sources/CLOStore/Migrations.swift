import CLOModel
import Glibc

/// Brings the schema up to date from the numbered files of `sql/`.
///
/// The server cannot undo a `CREATE TABLE` or `ALTER TABLE`, so a migration that was interrupted is run again from
/// its beginning. Hence the rule for every file: **each statement can be run again.**
///
/// - A table is made with `CREATE TABLE IF NOT EXISTS`.
/// - An `ALTER TABLE` makes one change. When the server answers that it is already made, that counts as done
///   (MySQL 8 has no `ADD COLUMN IF NOT EXISTS`). Constraints have names, so that the server can tell.
/// - Rows are written by `INSERT IGNORE`, or by an `UPDATE` that sets what is then already set.
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
        /// with `--` are comments. Neither stands inside a text.
        var statements: [String] {
            var statements: [String] = []
            var current = ""
            for line in text.split(whereSeparator: \.isNewline) {
                let trimmed = String(line).trimmingSpaces
                if trimmed.isEmpty || trimmed.hasPrefix("--") { continue }
                current += current.isEmpty ? trimmed : "\n\(line)"
                if trimmed.hasSuffix(";"), let end = current.lastIndex(of: ";") {
                    statements.append(String(current[..<end]))
                    current = ""
                }
            }
            if !current.isEmpty { statements.append(current) }
            return statements
        }

        /// The names of the tables that the file makes.
        public var tables: [String] {
            statements.compactMap { statement in
                let words = statement.split(maxSplits: 6, whereSeparator: \.isWhitespace)
                return words.count > 5 && words.starts(with: ["CREATE", "TABLE", "IF", "NOT", "EXISTS"])
                    ? String(words[5]) : nil
            }
        }
    }

    public enum Failure: Error, CustomStringConvertible {
        /// The database was written by a later version of the program.
        case newerSchema(number: Int)
        /// A database that this program never wrote to has a table with the name of one of ours.
        case foreignTable(name: String)
        /// The folder of migrations or a file in it cannot be read.
        case unreadable(path: String)

        public var description: String {
            switch self {
            case .newerSchema(let number):
                return "la base contient la migration \(number), plus récente que ce programme"
            case .foreignTable(let name):
                return "la base contient déjà une table « \(name) », qui n’est pas de ce programme"
            case .unreadable(let path): return "\(path) ne peut pas être lu"
            }
        }
    }

    /// The migrations of a folder, in order.
    /// - Throws: ``Failure/unreadable(path:)``
    public static func files(in folder: String) throws(Failure) -> [File] {
        var files: [File] = []
        for name in try names(in: folder) where File(name: name, text: "") != nil {
            guard let text = DataFile.read("\(folder)/\(name)"),
                let file = File(name: name, text: String(decoding: text, as: UTF8.self))
            else { throw .unreadable(path: "\(folder)/\(name)") }
            files.append(file)
        }
        return files
    }

    /// The numbers of the migrations of a folder, without reading them.
    public static func numbers(in folder: String) throws(Failure) -> [Int] {
        try names(in: folder).compactMap { File(name: $0, text: "")?.number }
    }

    private static func names(in folder: String) throws(Failure) -> [String] {
        guard let listing = opendir(folder) else { throw .unreadable(path: folder) }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names.sorted()
    }

    /// Those of the files that ``apply(_:at:)`` would apply, in order. Changes nothing.
    public func missing(among files: [File]) throws -> [File] {
        let applied = try appliedNumbers() ?? []
        return files.filter { !applied.contains($0.number) }.sorted { $0.number < $1.number }
    }

    /// The newest that the database has; `nil` when this program never wrote to it.
    public func newest() throws -> Int? {
        try appliedNumbers().map { $0.max() ?? 0 }
    }

    /// Applies what is missing, in order.
    /// - Throws: ``Failure``, before anything is changed.
    /// - Returns: the names of the files that were applied.
    public func apply(_ files: [File], at now: Instant) throws -> [String] {
        let files = files.sorted { $0.number < $1.number }
        guard let applied = try appliedNumbers() else {
            // `CREATE TABLE IF NOT EXISTS` must not take the table of another program for ours. Once our first
            // table stands, it is an interrupted migration of ours that left the others.
            if let name = try presentTables(among: files.flatMap(\.tables)).first {
                // Unless another process has just begun with the same.
                if try appliedNumbers() != nil { return try self.apply(files, at: now) }
                throw Failure.foreignTable(name: name)
            }
            return try files.map { try apply($0, at: now) }
        }
        if let newest = applied.max(), newest > files.last?.number ?? 0 {
            throw Failure.newerSchema(number: newest)
        }
        return try files.filter { !applied.contains($0.number) }.map { try apply($0, at: now) }
    }

    /// How often a file is begun again because another process applies it as well.
    private static let attempts = 8

    private func apply(_ file: File, at now: Instant) throws -> String {
        // Run again after a conflict and, on a new connection, when this one breaks: so says the rule for files.
        for _ in 1..<Self.attempts {
            do {
                try run(file, at: now)
                return file.name
            } catch StoreError.conflict {}
        }
        try run(file, at: now)
        return file.name
    }

    private func run(_ file: File, at now: Instant) throws {
        try database.read { connection in
            for statement in file.statements {
                do {
                    try connection.command(statement)
                } catch StoreError.failed(let code, let message)
                    where statement.hasPrefix("ALTER TABLE ") && Self.isAlreadyDone(code, message)
                {
                    continue
                }
            }
            try connection.execute(
                """
                INSERT INTO migration (number, name, applied_at) VALUES (\(file.number), \(file.name), \(now))
                ON DUPLICATE KEY UPDATE number = number
                """)
        }
    }

    /// Answers of the server to an `ALTER TABLE` whose change is already made: the column is there, the key is
    /// there, a constraint of that name is there (MariaDB says so in the words of its 1005), what is to be dropped
    /// is not.
    private static func isAlreadyDone(_ code: UInt32, _ message: String) -> Bool {
        [1060, 1061, 1091, 1826].contains(code) || (code == 1005 && message.contains("errno: 121"))
    }

    /// - Returns: `nil` when there is no table to tell.
    private func appliedNumbers() throws -> Set<Int>? {
        guard try !presentTables(among: ["migration"]).isEmpty else { return nil }
        return try database.read { connection in
            Set(
                try connection.rows("SELECT number FROM migration").map { row in
                    var row = row
                    return try row.int()
                })
        }
    }

    private func presentTables(among names: [String]) throws -> [String] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = DATABASE() AND table_name IN (\(list: names))
                """
            ).map { row in
                var row = row
                return try row.text()
            }
        }
    }
}
