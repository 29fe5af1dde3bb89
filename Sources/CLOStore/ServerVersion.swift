import CLOModel

/// Which database server there is, and whether our SQL is written for it.
public struct ServerVersion: Sendable, Hashable {
    /// As the server says it: `10.11.6-MariaDB-0+deb12u1`.
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public init(of database: Database) throws {
        let row = try database.read { try $0.row("SELECT VERSION()") }
        guard var row else { throw StoreError.unexpectedRow("the server does not tell its version") }
        text = try row.text()
    }

    /// MariaDB 10.3 and later, MySQL 8 and later.
    public var isSupported: Bool {
        var text = Substring(text)
        // What some connectors put before MariaDB's own number.
        if text.hasPrefix("5.5.5-") { text = text.dropFirst(6) }
        let numbers = text.split(separator: ".").prefix(2).map { part in Int(part.prefix(while: \.isNumber)) ?? 0 }
        guard numbers.count == 2 else { return false }
        let oldest = text.contains("MariaDB") ? [10, 3] : [8, 0]
        return !numbers.lexicographicallyPrecedes(oldest)
    }
}
