/// Why the database did not do what it was asked. The message is for the log, never for the visitor.
public enum StoreError: Error, Sendable, CustomStringConvertible {
    /// The server is away, refuses new connections, or went away before anything was committed.
    case unavailable(String)
    /// The connection broke while a transaction was being committed: it may have been, or not.
    case outcomeUnknown(String)
    /// Another transaction was in the way; nothing was changed, trying again may succeed.
    case conflict(String)
    /// A UNIQUE key forbids it.
    case duplicate(String)
    /// Anything else that the server or its library says: a mistake of ours, a full disk.
    case failed(code: UInt32, String)
    /// A row does not have the shape that the code expects: the schema is another one.
    case unexpectedRow(String)

    /// The code of a server that has no table of that name: the database is empty, or not yet whole.
    static let noSuchTable: UInt32 = 1_146

    /// Whether there are no tables yet: the program is there, its installation is not finished.
    public var isBeforeInstallation: Bool {
        if case .failed(Self.noSuchTable, _) = self { return true }
        return false
    }

    public var description: String {
        switch self {
        case .unavailable(let message): return "database unavailable: \(message)"
        case .outcomeUnknown(let message): return "connection lost during commit: \(message)"
        case .conflict(let message): return "conflict: \(message)"
        case .duplicate(let message): return "duplicate: \(message)"
        case .failed(let code, let message): return "database error \(code): \(message)"
        case .unexpectedRow(let message): return "unexpected row: \(message)"
        }
    }
}
