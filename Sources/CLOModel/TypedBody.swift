/// The text of a publication as a form sends it.
public enum TypedBody: Hashable, Sendable {
    /// HTML, from the editor.
    case rich(String)
    /// From a text area that was filled with the words of one of `shown`. What was not changed in it keeps its
    /// formatting.
    case plain(String, shown: [RichText])

    public func richText() throws(RichText.Failure) -> RichText {
        switch self {
        case .rich(let html): return try RichText(html: html)
        case .plain(let text, let shown): return try RichText(typed: text, over: shown)
        }
    }
}

extension RichText {
    /// Reads what comes from a text area: HTML when it begins with a tag that our HTML begins with, plain text
    /// otherwise.
    public init(typed text: String) throws(Failure) {
        if Self.isHTML(typed: text) {
            try self.init(html: text)
        } else {
            try self.init(plainText: text)
        }
    }

    private static func isHTML(typed text: String) -> Bool {
        let start = trimmingWhitespace(text).prefix(8).lowercased()
        return ["<p>", "<p ", "<ul>", "<ul ", "<ol>", "<ol ", "<figure ", "<div>", "<div "]
            .contains(where: start.hasPrefix)
    }

    /// Reads what comes from a text area that was filled with a text's words (``plainText``).
    ///
    /// - Parameter shown: texts that it may have been filled with. The one whose words are all still there is what was
    ///   meant; failing that, unchanged paragraphs of the first keep their formatting, and their photos.
    init(typed text: String, over shown: [RichText]) throws(Failure) {
        let typedParagraphs = Self.paragraphs(ofTyped: text)
        let whole = shown.first { Self.paragraphs(ofTyped: $0.plainText) == typedParagraphs }
        if let whole {
            self = whole
            return
        }
        let plain = try RichText(typed: text)
        guard let former = shown.first, former.hasFormatting, !Self.isHTML(typed: text) else {
            self = plain
            return
        }
        var blocks: [Block] = []
        var rest = former.blocks[...]
        for paragraph in typedParagraphs {
            let kept = rest.firstIndex { Self.paragraphs(ofTyped: Self.plainText(of: $0)) == [paragraph] }
            if let kept {
                blocks.append(rest[kept])
                rest = rest[(kept + 1)...]
            } else {
                blocks += try RichText(plainText: paragraph).blocks
            }
        }
        self = try RichText(blocks)
    }

    /// Whether a text area, which shows only the words, shows less than there is.
    public var hasFormatting: Bool {
        do {
            return try RichText(plainText: plainText) != self
        } catch {
            // Too long to be read back from its words alone.
            return true
        }
    }

    /// The text without the photos that are not among these.
    public func keepingPhotos(among names: [String]) throws(Failure) -> RichText {
        guard photoNames.contains(where: { !names.contains($0) }) else { return self }
        return try RichText(
            blocks.filter { block in
                guard case .photo(let name) = block else { return true }
                return names.contains(name.description)
            })
    }

    private static func plainText(of block: Block) -> String {
        RichText(canonical: [block], html: "").plainText
    }

    /// Parted by blank lines, as ``init(plainText:)`` reads them; line ends as line feeds, nothing blank at the ends
    /// of lines. Browsers send other line ends than they were given.
    private static func paragraphs(ofTyped text: String) -> [String] {
        var paragraphs: [String] = []
        var lines: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let line = trimmingWhitespace(String(line))
            if !line.isEmpty {
                lines.append(line)
            } else if !lines.isEmpty {
                paragraphs.append(lines.joined(separator: "\n"))
                lines = []
            }
        }
        return lines.isEmpty ? paragraphs : paragraphs + [lines.joined(separator: "\n")]
    }
}
