/// A form that carries files: `multipart/form-data` (RFC 7578), read strictly and in memory; the gateway bounds the
/// body.
struct Multipart: Sendable {
    struct File: Sendable {
        let field: String
        /// As the sender's device calls it; never part of a path of ours.
        let name: String
        let bytes: [UInt8]
    }

    /// What is not a file.
    private(set) var fields: [(name: String, value: String)] = []
    /// Those that were chosen: a file field left empty sends an empty one without a name.
    private(set) var files: [File] = []

    private static let unreadable = BadRequest("Ce formulaire a été mal transmis. Réessayez.")

    /// - Parameter contentType: with its `boundary`.
    init(_ body: [UInt8], contentType: String) throws {
        guard let boundary = Self.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count) else {
            throw Self.unreadable
        }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter has no line end of a part before it.
        var position = try Self.skip(Array(delimiter.dropFirst(2)), in: body, at: 0)
        while true {
            if body[position...].starts(with: Array("--".utf8)) { return }
            position = try Self.skip(Array("\r\n".utf8), in: body, at: position)
            guard let end = Self.find(delimiter, in: body, from: position),
                fields.count + files.count < Fields.maximumCount
            else { throw Self.unreadable }
            try read(body[position..<end])
            position = end + delimiter.count
        }
    }

    private mutating func read(_ part: ArraySlice<UInt8>) throws {
        let blank = Array("\r\n\r\n".utf8)
        guard let headerEnd = Self.find(blank, in: Array(part), from: 0), headerEnd <= 4_096,
            let header = String(validating: part.prefix(headerEnd), as: UTF8.self)
        else { throw Self.unreadable }
        let content = Array(part.dropFirst(headerEnd + blank.count))
        let lines = header.split(separator: "\r\n")
        guard
            let disposition = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            disposition.lowercased().contains("form-data"),
            let field = Self.parameter("name", of: String(disposition)), !field.isEmpty
        else { throw Self.unreadable }
        if let fileName = Self.parameter("filename", of: String(disposition)) {
            if fileName.isEmpty && content.isEmpty { return }
            files.append(File(field: field, name: fileName, bytes: content))
            return
        }
        guard !content.contains(0), let value = String(validating: content, as: UTF8.self) else {
            throw Self.unreadable
        }
        fields.append((field, value))
    }

    /// Browsers write quotes and line ends inside a name as percent escapes (WHATWG HTML, 4.10.21.8), so a quoted
    /// value ends at the next quote.
    private static func parameter(_ name: String, of header: String) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let trimmed = piece.drop(while: { $0 == " " })
            guard let equals = trimmed.firstIndex(of: "="), trimmed[..<equals].lowercased() == name else { continue }
            let value = trimmed[trimmed.index(after: equals)...]
            guard value.hasPrefix("\"") else { return String(value) }
            return String(value.dropFirst().prefix(while: { $0 != "\"" }))
        }
        return nil
    }

    private static func skip(_ wanted: [UInt8], in body: [UInt8], at position: Int) throws -> Int {
        guard body[position...].starts(with: wanted) else { throw unreadable }
        return position + wanted.count
    }

    private static func find(_ wanted: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard let first = wanted.first, body.count >= wanted.count else { return nil }
        var position = start
        while position <= body.count - wanted.count {
            guard let next = body[position...].firstIndex(of: first), next <= body.count - wanted.count else {
                return nil
            }
            if body[next..<(next + wanted.count)].elementsEqual(wanted) { return next }
            position = next + 1
        }
        return nil
    }
}
