extension RichText {
    /// Cuts HTML into text and tags, after the tokenization rules of the HTML standard (section 13.2.5).
    /// Character references are left as they are, comments and declarations left out.
    struct TagReader {
        enum Piece {
            case text(Range<Int>)
            /// A `<` that begins no tag, and so is text.
            case lessThan
            case start(Tag)
            case end(String)
        }

        /// The attributes that are read; all others are gone here.
        enum Attribute: String {
            case style, size, href
            case `class`
            case photo = "data-photo"
        }

        struct Tag {
            /// In lower case.
            let name: String
            /// As they are written, character references undecoded. The first of several counts.
            fileprivate(set) var attributes: [Attribute: [UInt8]] = [:]
            fileprivate(set) var isSelfClosing = false

            subscript(attribute: Attribute) -> [UInt8]? { attributes[attribute] }
        }

        let bytes: [UInt8]
        private var position = 0
        private var unclosed: Set<String> = []

        init(_ html: String) {
            bytes = Array(html.utf8)
        }

        /// - Returns: `nil` at the end. A tag or comment that has no end reaches to it, as in a browser.
        mutating func next() -> Piece? {
            while position < bytes.count {
                guard bytes[position] == UInt8(ascii: "<") else {
                    let start = position
                    skip { $0 != UInt8(ascii: "<") }
                    return .text(start..<position)
                }
                let following = byte(at: position + 1)
                switch following {
                case UInt8(ascii: "!")
                where byte(at: position + 2) == UInt8(ascii: "-")
                    && byte(at: position + 3) == UInt8(ascii: "-"):
                    skipComment()
                case UInt8(ascii: "!"), UInt8(ascii: "?"):
                    skipPastGreaterThan()
                case UInt8(ascii: "/") where position + 2 == bytes.count:
                    position += 1
                    return .lessThan
                case UInt8(ascii: "/") where !Self.isLetter(byte(at: position + 2)):
                    skipPastGreaterThan()
                case UInt8(ascii: "/"):
                    position += 2
                    if let tag = readTag() { return .end(tag.name) }
                case _ where Self.isLetter(following):
                    position += 1
                    if let tag = readTag() { return .start(tag) }
                default:
                    position += 1
                    return .lessThan
                }
            }
            return nil
        }

        /// What ends the content of an element that is left out.
        enum ContentEnd {
            /// The first end tag of its name.
            case first
            /// The end tag that belongs to the start tag.
            case matching
            /// The same; but where there is none, a browser would have left the element at the next paragraph or
            /// the like, so then its content stays.
            case matchingIfAny
        }

        /// Goes on after the end tag of an element whose start tag was just read, or at the end without one.
        mutating func skipContent(of name: String, to end: ContentEnd) {
            guard !unclosed.contains(name) else { return }
            let start = position
            var depth = 1
            while depth > 0, position < bytes.count {
                skip { $0 != UInt8(ascii: "<") }
                if hasName(name, at: position + 2), byte(at: position + 1) == UInt8(ascii: "/") {
                    depth -= 1
                    position += 2
                    _ = readTag()
                } else if end != .first, hasName(name, at: position + 1) {
                    position += 1
                    if let tag = readTag(), !tag.isSelfClosing { depth += 1 }
                } else {
                    position = min(position + 1, bytes.count)
                }
            }
            if depth > 0, end == .matchingIfAny {
                // Looked for once: else thousands of such tags would each read to the end.
                unclosed.insert(name)
                position = start
            }
        }

        // MARK: Inside a tag

        /// At the first letter of the name. Without a `>` there is no tag, and nothing after it.
        private mutating func readTag() -> Tag? {
            var tag = Tag(name: readName { Self.endsName($0) })
            while true {
                skip { Self.isSpace($0) }
                guard position < bytes.count else { return nil }
                switch bytes[position] {
                case UInt8(ascii: ">"):
                    position += 1
                    return tag
                case UInt8(ascii: "/"):
                    position += 1
                    tag.isSelfClosing = byte(at: position) == UInt8(ascii: ">")
                default:
                    readAttribute(into: &tag)
                }
            }
        }

        private mutating func readAttribute(into tag: inout Tag) {
            // An equals sign at its start belongs to the name.
            let start = position
            position += 1
            skip { !Self.endsName($0) && $0 != UInt8(ascii: "=") }
            let nameRange = start..<position
            skip { Self.isSpace($0) }
            var value = position..<position
            if byte(at: position) == UInt8(ascii: "=") {
                position += 1
                value = readValue()
            }
            // Long names are none of ours, and not worth a string.
            guard nameRange.count <= 16, let attribute = Attribute(rawValue: Self.lowercased(bytes[nameRange])),
                tag.attributes[attribute] == nil
            else { return }
            tag.attributes[attribute] = Array(bytes[value])
        }

        private mutating func readValue() -> Range<Int> {
            skip { Self.isSpace($0) }
            let quote = byte(at: position)
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                let start = position
                skip { !Self.isSpace($0) && $0 != UInt8(ascii: ">") }
                return start..<position
            }
            position += 1
            let start = position
            skip { $0 != quote }
            defer { position = min(position + 1, bytes.count) }
            return start..<position
        }

        private mutating func readName(until isEnd: (UInt8) -> Bool) -> String {
            let start = position
            skip { !isEnd($0) }
            return Self.lowercased(bytes[start..<position])
        }

        // MARK: Outside of tags

        /// At `<!--`. `<!-->` and `<!--->` are whole comments; `--!>` ends one as well as `-->`.
        private mutating func skipComment() {
            position += 2
            while position < bytes.count {
                skip { $0 != UInt8(ascii: ">") }
                let isEnd =
                    byte(at: position - 1) == UInt8(ascii: "-") && byte(at: position - 2) == UInt8(ascii: "-")
                    || byte(at: position - 1) == UInt8(ascii: "!") && byte(at: position - 2) == UInt8(ascii: "-")
                        && byte(at: position - 3) == UInt8(ascii: "-")
                position = min(position + 1, bytes.count)
                if isEnd { return }
            }
        }

        private mutating func skipPastGreaterThan() {
            skip { $0 != UInt8(ascii: ">") }
            position = min(position + 1, bytes.count)
        }

        // MARK: Bytes

        private func byte(at index: Int) -> UInt8? {
            bytes.indices.contains(index) ? bytes[index] : nil
        }

        private mutating func skip(while condition: (UInt8) -> Bool) {
            while position < bytes.count, condition(bytes[position]) { position += 1 }
        }

        private func hasName(_ name: String, at index: Int) -> Bool {
            let end = index + name.utf8.count
            guard end < bytes.count, Self.endsName(bytes[end]) else { return false }
            return zip(bytes[index..<end], name.utf8).allSatisfy { Self.lowercased($0) == $1 }
        }

        private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
            String(decoding: bytes.map { lowercased($0) }, as: UTF8.self)
        }

        private static func lowercased(_ byte: UInt8) -> UInt8 {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }

        private static func isLetter(_ byte: UInt8?) -> Bool {
            guard let byte else { return false }
            return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercased(byte))
        }

        private static func endsName(_ byte: UInt8) -> Bool {
            isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
        }

        private static func isSpace(_ byte: UInt8) -> Bool {
            byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
        }
    }
}
