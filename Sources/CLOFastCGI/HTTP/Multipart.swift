/// A form that was sent as `multipart/form-data` (RFC 7578): what a browser sends when there is a file field.
///
/// Read strictly: a body that is not what its header says is refused whole, since one that two readers read
/// differently is how checks are slipped past.
struct Multipart: Sendable {
    /// A file as it was sent. Its name and type are the sender's word and nothing more.
    struct File: Sendable, Hashable {
        /// Of the field in the form.
        let field: String
        let fileName: String
        let bytes: [UInt8]
    }

    let fields: Fields
    /// Those that were chosen: an empty file field sends a nameless, empty file, which is left out.
    let files: [File]

    private static let malformed = BadRequest("Ce formulaire a été mal transmis. Rechargez la page puis recommencez.")

    /// The boundary in a content type, if that is multipart at all: 1 to 70 characters (RFC 2046, 5.1.1).
    static func boundary(contentType: String) throws -> [UInt8]? {
        let parts = contentType.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard let type = parts.first,
            String(Substring(type)).filter({ $0 != " " }).lowercased() == "multipart/form-data"
        else { return nil }
        for part in parts.dropFirst() {
            let trimmed = part.drop(while: { $0 == UInt8(ascii: " ") })
            let name = "boundary="
            guard String(Substring(trimmed.prefix(name.utf8.count))).lowercased() == name else { continue }
            var value = trimmed.dropFirst(name.utf8.count)
            while value.last == UInt8(ascii: " ") { value = value.dropLast() }
            if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
                value = value.dropFirst().dropLast()
            }
            guard (1...70).contains(value.count), value.allSatisfy({ (33...126).contains($0) && $0 != 34 }) else {
                throw malformed
            }
            return Array(value)
        }
        throw malformed
    }

    /// - Throws: ``BadRequest`` when the body is not what a browser sends.
    init(body: [UInt8], boundary: [UInt8]) throws {
        var pairs: [(name: String, value: String)] = []
        var files: [File] = []
        // Each part ends where the next delimiter begins, which takes the line break before it along.
        let delimiter = Array("\r\n--".utf8) + boundary
        var position = delimiter.count - 2
        guard body.starts(with: delimiter.dropFirst(2)) else { throw Self.malformed }
        while true {
            if body[position...].starts(with: "--".utf8) {
                // The end. Some senders add a line break; nothing else may follow.
                let rest = body[(position + 2)...]
                guard rest.isEmpty || rest.elementsEqual("\r\n".utf8) else { throw Self.malformed }
                break
            }
            guard body[position...].starts(with: "\r\n".utf8) else { throw Self.malformed }
            position += 2
            guard let end = Self.find(delimiter, in: body, from: position) else { throw Self.malformed }
            let part = try Part(body[position..<end])
            guard pairs.count + files.count < Fields.maximumCount else {
                throw BadRequest("Ce formulaire contient trop de champs.")
            }
            if let fileName = part.fileName {
                if !fileName.isEmpty || !part.content.isEmpty {
                    files.append(File(field: part.name, fileName: fileName, bytes: Array(part.content)))
                }
            } else {
                pairs.append((part.name, try part.text()))
            }
            position = end + delimiter.count
        }
        fields = Fields(pairs)
        self.files = files
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + wanted.count <= bytes.count {
            // The delimiter begins with a carriage return, which is rare.
            guard let candidate = bytes[index...].firstIndex(of: wanted[0]),
                candidate + wanted.count <= bytes.count
            else { return nil }
            if bytes[candidate..<candidate + wanted.count].elementsEqual(wanted) { return candidate }
            index = candidate + 1
        }
        return nil
    }

    /// One field: its header lines and its content.
    private struct Part {
        let name: String
        /// `nil` for what is no file.
        let fileName: String?
        let content: ArraySlice<UInt8>

        /// Header lines of a part, in bytes: far more than a browser sends.
        private static let headerLimit = 4_096

        init(_ bytes: ArraySlice<UInt8>) throws {
            guard let end = Self.endOfHeader(bytes.prefix(Self.headerLimit)) else { throw malformed }
            content = bytes[(end + 4)...]
            var disposition: [String: String]?
            for line in Self.lines(bytes[bytes.startIndex..<end]) {
                guard let text = String(validating: line, as: UTF8.self), let colon = text.firstIndex(of: ":") else {
                    throw malformed
                }
                guard text[..<colon].lowercased() == "content-disposition" else { continue }
                guard disposition == nil else { throw malformed }
                disposition = try Self.parameters(String(text[text.index(after: colon)...]))
            }
            guard let disposition, let name = disposition["name"] else { throw malformed }
            self.name = name
            fileName = disposition["filename"]
        }

        func text() throws -> String {
            // A NUL would be cut off by the C functions further down.
            guard !content.contains(0), let text = String(validating: content, as: UTF8.self) else {
                throw BadRequest("Les données reçues sont mal codées (UTF-8 attendu).")
            }
            return text
        }

        private static func endOfHeader(_ bytes: ArraySlice<UInt8>) -> Int? {
            bytes.indices.first { bytes[$0...].starts(with: "\r\n\r\n".utf8) }
        }

        private static func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
            bytes.split(separator: UInt8(ascii: "\n")).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
        }

        /// Reads `form-data; name="photos"; filename="façade.jpg"`. Browsers write `%22`, `%0D` and `%0A` for what
        /// cannot stand between the quotes (HTML, 4.10.21.8).
        private static func parameters(_ text: String) throws -> [String: String] {
            var rest = Substring(text).drop(while: { $0 == " " })
            let kind = rest.prefix(while: { $0 != ";" })
            guard kind.filter({ $0 != " " }).lowercased() == "form-data" else { throw malformed }
            rest = rest.dropFirst(kind.count)
            var parameters: [String: String] = [:]
            while rest.first == ";" {
                rest = rest.dropFirst().drop(while: { $0 == " " })
                let name = rest.prefix(while: { $0 != "=" }).lowercased()
                rest = rest.dropFirst(name.count)
                guard rest.hasPrefix("=\""), parameters[name] == nil else { throw malformed }
                rest = rest.dropFirst(2)
                let value = rest.prefix(while: { $0 != "\"" })
                rest = rest.dropFirst(value.count)
                guard rest.first == "\"" else { throw malformed }
                rest = rest.dropFirst().drop(while: { $0 == " " })
                parameters[name] = unescaped(value)
            }
            guard rest.isEmpty else { throw malformed }
            return parameters
        }

        private static func unescaped(_ value: Substring) -> String {
            var text = ""
            var rest = value
            while let character = rest.first {
                switch rest.prefix(3).uppercased() {
                case "%22": text += "\""
                case "%0D": text += "\r"
                case "%0A": text += "\n"
                default:
                    text.append(character)
                    rest = rest.dropFirst()
                    continue
                }
                rest = rest.dropFirst(3)
            }
            return text
        }
    }
}
