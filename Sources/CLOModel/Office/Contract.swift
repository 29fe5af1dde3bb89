/// A signed document that its client may read and download (S4).
public struct Contract: Hashable, Sendable {
    public typealias ID = Identifier<Contract>

    public let id: ID
    /// Unguessable; names its file in the data folder.
    public let name: String
    public let client: Account.ID
    public let worksite: WorksiteCode?
    public let title: String
    public let signedOn: Day
    /// In bytes.
    public let byteCount: Int
    public let pageCount: Int
    public let addedAt: Instant

    public init(
        id: ID, name: String, client: Account.ID, worksite: WorksiteCode?, title: String, signedOn: Day,
        byteCount: Int, pageCount: Int, addedAt: Instant
    ) {
        self.id = id
        self.name = name
        self.client = client
        self.worksite = worksite
        self.title = title
        self.signedOn = signedOn
        self.byteCount = byteCount
        self.pageCount = pageCount
        self.addedAt = addedAt
    }

    public static let titleLength = 200

    /// The name under which it is saved: « Devis signé - CH-2026-014 - 2026-03-12.pdf ». What file systems do not
    /// take, or read as a path, is a hyphen.
    public var fileName: String {
        let parts = [title, worksite?.description, signedOn.iso].compactMap { $0 }
        let name = parts.joined(separator: " - ").unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "/", "\\", ":", "*", "?", "\"", "<", ">", "|": return "-"
            case _ where scalar.properties.generalCategory == .control: return " "
            default: return Character(scalar)
            }
        }
        return trimmingWhitespace(String(name)) + ".pdf"
    }

    /// Where it lies below the data folder.
    public var path: String { "contrats/\(name).pdf" }
}
