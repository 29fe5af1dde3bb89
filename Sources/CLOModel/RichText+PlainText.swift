extension RichText {
    /// Reads the text of a plain form field: blank lines part paragraphs, single line ends are line breaks.
    ///
    /// - Throws: ``Failure/tooLong(limit:)`` when it, or the canonical HTML of it, exceeds ``maximumBytes``.
    public init(plainText: String) throws(Failure) {
        guard plainText.utf8.count <= Self.maximumBytes else { throw .tooLong(limit: Self.maximumBytes) }
        var builder = Builder()
        var isAfterText = false
        // By bytes, since "\r\n" is one Character. An empty line between the two changes nothing.
        for line in Self.lines(of: plainText) {
            if line.utf8.allSatisfy({ $0 <= 0x20 }) {
                builder.endParagraph()
                isAfterText = false
            } else {
                if isAfterText { builder.appendLineBreak() }
                builder.append(String(line), .plain)
                isAfterText = true
            }
        }
        self = try builder.finish()
    }

    private static func lines(of text: String) -> [Substring] {
        var lines: [Substring] = []
        var start = text.startIndex
        var index = start
        while index < text.endIndex {
            let byte = text.utf8[index]
            let end = index
            text.utf8.formIndex(after: &index)
            guard byte == 0x0A || byte == 0x0D else { continue }
            lines.append(text[start..<end])
            if byte == 0x0D, index < text.endIndex, text.utf8[index] == 0x0A { text.utf8.formIndex(after: &index) }
            start = index
        }
        lines.append(text[start...])
        return lines
    }

    /// The text for mail and SMS: paragraphs parted by blank lines, « • » or numbers before the items of
    /// lists, addresses of links in parentheses where they differ from what is linked, `[Photo]` for photos.
    public var plainText: String {
        var writer = PlainTextWriter()
        for block in blocks {
            switch block {
            case .paragraph(let inlines): writer.paragraphs.append(PlainTextWriter.text(of: inlines))
            case .list(let list): writer.paragraphs.append(PlainTextWriter.lines(of: list).joined(separator: "\n"))
            case .photo: writer.paragraphs.append("[Photo]")
            }
        }
        // An empty paragraph is the blank line that parts paragraphs anyhow.
        return writer.paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// The first words of the text on one line, without photos, markers of lists and addresses.
    ///
    /// - Parameter maxCharacters: of the result, the « … » that shows that there is more included.
    public func excerpt(maxCharacters: Int) -> String {
        var words: [Substring] = []
        var room = maxCharacters
        var isWhole = true
        forEachParagraph { inlines in
            guard isWhole else { return }
            // No-break spaces stay: what they hold together is one word.
            for word in PlainTextWriter.words(of: inlines) {
                let needed = word.count + (words.isEmpty ? 0 : 1)
                words.append(word)
                room -= needed
                guard room >= 0 else {
                    isWhole = false
                    return
                }
            }
        }
        guard !isWhole else { return words.joined(separator: " ") }
        return Self.shortened(words, maxCharacters)
    }

    private static func shortened(_ words: [Substring], _ maxCharacters: Int) -> String {
        guard maxCharacters > 0 else { return "" }
        var kept = words.dropLast()
        var length = kept.reduce(kept.count) { $0 + $1.count }
        while length > maxCharacters, let word = kept.popLast() { length -= word.count + 1 }
        // A first word that is too long on its own has no better place to be cut.
        guard !kept.isEmpty else { return words[0].prefix(maxCharacters - 1) + "…" }
        var excerpt = kept.joined(separator: " ")
        while let last = excerpt.last, ".,;:\u{A0}".contains(last) { excerpt.removeLast() }
        return excerpt + "…"
    }

    private func forEachParagraph(_ body: ([Inline]) -> Void) {
        for block in blocks {
            switch block {
            case .paragraph(let inlines): body(inlines)
            case .list(let list): Self.forEachParagraph(of: list, body)
            case .photo: break
            }
        }
    }

    private static func forEachParagraph(of list: List, _ body: ([Inline]) -> Void) {
        for entry in list.items.joined() {
            switch entry {
            case .paragraph(let inlines): body(inlines)
            case .list(let inner): forEachParagraph(of: inner, body)
            }
        }
    }

    private struct PlainTextWriter {
        var paragraphs: [String] = []

        static func lines(of list: List) -> [String] {
            list.items.enumerated().flatMap { index, item in
                let marker = list.marker == .bullets ? "• " : "\(index + 1). "
                let indent = String(repeating: " ", count: marker.count)
                return lines(of: item).enumerated().map { ($0.offset == 0 ? marker : indent) + $0.element }
            }
        }

        private static func lines(of item: List.Item) -> [String] {
            item.flatMap { entry in
                switch entry {
                case .paragraph(let inlines): text(of: inlines).split(separator: "\n").map(String.init)
                case .list(let inner): lines(of: inner)
                }
            }
        }

        static func text(of inlines: [Inline]) -> String {
            var text = ""
            var linked = ""
            for (index, inline) in inlines.enumerated() {
                switch inline {
                case .lineBreak: text += "\n"
                case .text(let run, let style):
                    text += run
                    guard let link = style.link else { continue }
                    linked += run
                    // One link may be several runs, of several styles; its address comes after the last.
                    if index + 1 < inlines.count, case .text(_, let next) = inlines[index + 1], next.link == link {
                        continue
                    }
                    if !link.isShown(by: linked) { text += " (\(link.shown))" }
                    linked = ""
                }
            }
            return text
        }

        static func words(of inlines: [Inline]) -> [Substring] {
            var text = ""
            for inline in inlines {
                switch inline {
                case .lineBreak: text += " "
                case .text(let run, _): text += run
                }
            }
            return text.split(separator: " ")
        }
    }
}

extension RichText.Link {
    /// Whether someone who reads the text has read the address.
    fileprivate func isShown(by text: String) -> Bool {
        let isTelephone = address.hasPrefix("tel:")
        return text == address || text == shown || RichText.Link(text) == self
            || isTelephone && RichText.Link("tel:" + text) == self
            || ["http://", "https://"].contains { RichText.Link($0 + text) == self }
    }
}
