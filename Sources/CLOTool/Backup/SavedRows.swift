import CLOStore
import Foundation

/// Rows as lines of JSON, in parts of about a megabyte.
struct SavedRows {
    private let table: SavedTable
    private var lines: [UInt8] = []
    private var part = 0

    /// In bytes, of a part that is large enough. One row may make it larger: a publication has 16 MiB at the very most.
    private static let partSize = 1 << 20
    /// In bytes, of a part that no program of ours has written.
    static let partLimit = 96 << 20

    init(of table: SavedTable) {
        self.table = table
    }

    /// - Parameter write: takes a part that is full, with its name.
    mutating func add(_ row: [SavedTable.Cell], _ write: (String, [UInt8]) throws -> Void) throws {
        if lines.isEmpty {
            let columns = BackupFormat.Columns(
                table: table.name, colonnes: table.columns.map(\.name),
                binaires: table.columns.filter(\.isBinary).map(\.name))
            lines += try Self.encoder.encode(columns) + [10]
        }
        let texts = row.map { cell -> String? in
            switch cell {
            case .null: return nil
            case .text(let text): return text
            case .bytes(let bytes): return Data(bytes).base64EncodedString()
            }
        }
        lines += try Self.encoder.encode(texts) + [10]
        if lines.count >= Self.partSize { try flush(write) }
    }

    mutating func flush(_ write: (String, [UInt8]) throws -> Void) throws {
        guard !lines.isEmpty else { return }
        part += 1
        let number = String(repeating: "0", count: max(0, 6 - String(part).count)) + String(part)
        try write("\(BackupFormat.tables)\(table.name)/\(number).jsonl", lines)
        lines.removeAll(keepingCapacity: true)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return encoder
    }

    // MARK: Reading

    /// - Throws: ``BackupFailure`` when it is not such a part.
    static func read(_ part: [UInt8]) throws -> (columns: BackupFormat.Columns, rows: [[SavedTable.Cell]]) {
        var lines = part.split(separator: 10)[...]
        let decoder = JSONDecoder()
        guard let first = lines.popFirst() else { throw BackupFailure("Une table de la sauvegarde est vide.") }
        let columns = try decoder.decode(BackupFormat.Columns.self, from: Data(first))
        let binary = Set(columns.binaires)
        let isBinary = columns.colonnes.map(binary.contains)
        let rows = try lines.map { line in
            let texts = try decoder.decode([String?].self, from: Data(line))
            guard texts.count == isBinary.count else {
                throw BackupFailure("Une ligne de « \(columns.table) » n’a pas le bon nombre de valeurs.")
            }
            return try zip(texts, isBinary).map { text, isBinary -> SavedTable.Cell in
                guard let text else { return .null }
                guard isBinary else { return .text(text) }
                guard let data = Data(base64Encoded: text) else {
                    throw BackupFailure("Une valeur de « \(columns.table) » n’est pas en base64.")
                }
                return .bytes(Array(data))
            }
        }
        return (columns, rows)
    }
}
