import CLOModel
import CLOStore

/// Rendered pages of sheets, kept in files from one process to the next.
///
/// Under plain CGI a process serves one request: what ``RenderCache`` and ``SheetCache`` keep in memory is lost each
/// time. A page that is still at the sheet's present revision is read from `rendus/` in the data folder instead of
/// being fetched and rendered again. What is there can be deleted at any moment; `clo purge` deletes what is old.
struct RenderedFiles {
    /// `nil` when the process lives on: its memory is quicker.
    let folder: String?
    /// Changes with the program, so that a new version does not send what an older one has rendered.
    let programMark: String

    struct Key {
        let sheet: ProgressSheet.ID
        let revision: ProgressSheet.Revision
        let readerIsEmployee: Bool
        let order: ProgressSheet.Order
        let limit: Int
    }

    struct Page {
        let listing: PublicationStore.Listing
        /// In the listing's order; those that were deleted while it was made are left out.
        let fragments: [Personalised]
    }

    /// Of publications: larger pages are rare and not worth their room.
    static let publicationLimit = 200

    func page(_ key: Key) -> Page? {
        guard let folder, let bytes = DataFile.read(path(key, in: folder)) else { return nil }
        return bytes.withUnsafeBytes { bytes in
            var reader = PageReader(bytes)
            return reader.page(mark: mark(key))
        }
    }

    /// A page that cannot be kept is rendered again next time.
    func keep(_ page: Page, _ key: Key) {
        guard let folder, page.listing.references.count <= Self.publicationLimit else { return }
        var writer = PageWriter()
        writer.append(page, mark: mark(key))
        do {
            try DataFile.makeFolder("\(folder)/\(key.sheet.rawValue)")
            try DataFile.writeCache(writer.bytes, to: path(key, in: folder))
        } catch {
            Log.write("cache-unwritable", ["error": "\(error)"])
        }
    }

    private func path(_ key: Key, in folder: String) -> String {
        let reader = key.readerIsEmployee ? "bureau" : "client"
        return "\(folder)/\(key.sheet.rawValue)/\(reader)-\(key.order.rawValue)-\(key.limit)"
    }

    private func mark(_ key: Key) -> String {
        // Fragments hold links.
        "\(programMark) \(SitePaths.installed) \(key.revision)"
    }
}

/// A page as bytes: a checksum, the mark of program and revision, the listing, and each fragment's parts. Numbers
/// are little-endian and 8 bytes long; texts follow their length.
private struct PageWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ page: RenderedFiles.Page, mark: String) {
        append(0)
        append(mark)
        append(page.listing.hasMoreBefore ? 1 : 0)
        append(page.listing.hasMoreAfter ? 1 : 0)
        append(UInt64(page.listing.references.count))
        for reference in page.listing.references {
            append(reference.id.rawValue)
            append(UInt64(reference.number))
            append(reference.revision)
        }
        append(UInt64(page.fragments.count))
        for fragment in page.fragments {
            let parts = fragment.parts
            append(UInt64(parts.count))
            for part in parts { append(part) }
        }
        let sum = bytes.withUnsafeBytes { checksum($0) }
        withUnsafeBytes(of: sum.littleEndian) { bytes.replaceSubrange(0..<8, with: $0) }
    }

    private mutating func append(_ part: Personalised.Part) {
        switch part {
        case .html(let html):
            append(0)
            append(html.text)
        case .formTokens: append(1)
        case .onlyFor(let account, let html):
            append(2)
            append(account.rawValue)
            append(html.text)
        case .onlyIfNew(let revision, let author, let html):
            append(3)
            append(revision)
            append(author.rawValue)
            append(html.text)
        }
    }

    private mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ text: String) {
        append(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
}

/// Reads what ``PageWriter`` wrote. Anything else, a file that a power cut has torn among it, is no page.
private struct PageReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private struct Torn: Error {}

    mutating func page(mark: String) -> RenderedFiles.Page? {
        do {
            guard try number() == checksum(bytes), try text() == mark else { return nil }
            let hasMoreBefore = try number() == 1
            let hasMoreAfter = try number() == 1
            let references = try list { reader throws(Torn) in
                PublicationStore.Reference(
                    id: .init(try reader.number()), number: Int(clamping: try reader.number()),
                    revision: try reader.number())
            }
            let fragments = try list { reader throws(Torn) in
                Personalised(try reader.list { reader throws(Torn) in try reader.part() })
            }
            return RenderedFiles.Page(
                listing: .init(references: references, hasMoreBefore: hasMoreBefore, hasMoreAfter: hasMoreAfter),
                fragments: fragments)
        } catch {
            return nil
        }
    }

    private mutating func part() throws(Torn) -> Personalised.Part {
        switch try number() {
        case 0: return .html(HTML(trustedFile: try text()))
        case 1: return .formTokens
        case 2: return .onlyFor(.init(try number()), HTML(trustedFile: try text()))
        case 3: return .onlyIfNew(try number(), author: .init(try number()), HTML(trustedFile: try text()))
        default: throw Torn()
        }
    }

    private mutating func list<Element>(
        _ element: (inout PageReader) throws(Torn) -> Element
    ) throws(Torn) -> [Element] {
        let count = try number()
        // Each element takes a number at least: a longer list is none of ours.
        guard count <= UInt64(bytes.count / 8) else { throw Torn() }
        var elements: [Element] = []
        elements.reserveCapacity(Int(count))
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }

    private mutating func number() throws(Torn) -> UInt64 {
        guard bytes.count - position >= 8 else { throw Torn() }
        defer { position += 8 }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    private mutating func text() throws(Torn) -> String {
        let count = try number()
        guard count <= UInt64(bytes.count - position) else { throw Torn() }
        defer { position += Int(count) }
        return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
    }
}

/// Of all that follows the first 8 bytes. Against torn files, not against malice: who can write into the data
/// folder needs no forged checksum.
private func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var position = 8
    while position + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        sum = (sum ^ word) &* 0xFF51_AFD7_ED55_8CCD
        sum ^= sum >> 32
        position += 8
    }
    while position < bytes.count {
        sum = (sum ^ UInt64(bytes[position])) &* 0xFF51_AFD7_ED55_8CCD
        position += 1
    }
    return sum
}
