/// A text as search sees it: its words in lower case and without accents, and where each of them stands.
///
/// Letters and digits make words, everything else parts them. Accents, case and ligatures do not count: « Cœur »
/// and « coeur » are one word, « m² » is `m2`. Done here and not by the database's collation, so that what is found,
/// what is marked on the page, and every server agree.
public struct SearchWords: Sendable {
    public struct Word: Hashable, Sendable {
        /// `pose` for « Posé ».
        public let folded: String
        /// In the text as it was written.
        public let range: Range<String.Index>
    }

    public let text: String
    public let words: [Word]

    public init(_ text: String) {
        self.text = text
        var words: [Word] = []
        var folded = ""
        var start = text.startIndex
        var end = start
        let scalars = text.unicodeScalars
        func close() {
            if !folded.isEmpty { words.append(Word(folded: folded, range: start..<end)) }
            folded = ""
        }
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let next = scalars.index(after: index)
            switch Self.role(of: scalars[index]) {
            case .letter(let letters):
                if folded.isEmpty { start = index }
                folded += letters
                end = next
            // An accent belongs to the letter before it; without one it is nothing.
            case .mark: if !folded.isEmpty { end = next }
            case .boundary: close()
            }
            index = next
        }
        close()
        self.words = words
    }

    /// What the store keeps and looks through: ` le coffrage est pose `, with a space before and after each word, so
    /// that a word can be told from a part of another. Empty for a text without words.
    public var indexed: String {
        words.isEmpty ? "" : words.reduce(into: " ") { $0 += $1.folded + " " }
    }

    private enum Role {
        case letter(String)
        case mark
        case boundary
    }

    private static func role(of scalar: Unicode.Scalar) -> Role {
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A: return .letter(String(scalar))
        case 0x41...0x5A: return .letter(String(Unicode.Scalar(UInt8(scalar.value + 32))))
        case 0..<0x80: return .boundary
        // Soft hyphen and joiners stand inside words without being seen.
        case 0xAD, 0x200C, 0x200D, 0x2060: return .mark
        default: break
        }
        if let folded = foldings[scalar] { return .letter(folded) }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return .mark
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            let lower = scalar.properties.lowercaseMapping
            // U+0130 becomes two; its dot is an accent.
            guard let first = lower.unicodeScalars.first else { return .boundary }
            return .letter(foldings[first] ?? String(first))
        default: return .boundary
        }
    }

    /// Latin letters with accents, ligatures and superscripts. Capitals are looked up in lower case.
    private static let foldings: [Unicode.Scalar: String] = {
        let groups: [(String, String)] = [
            ("a", "àáâãäåāăąǎªạảấầẩẫậắằẳẵặ"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"),
            ("e", "èéêëēĕėęěẹẻẽếềểễệ"), ("g", "ĝğġģ"), ("h", "ĥħ"), ("i", "ìíîïĩīĭįıǐỉị"), ("ij", "ĳ"), ("j", "ĵ"),
            ("k", "ķĸ"), ("l", "ĺļľŀł"), ("n", "ñńņňŋŉ"), ("o", "òóôõöøōŏőǒºọỏốồổỗộớờởỡợơ"), ("oe", "œ"),
            ("r", "ŕŗř"), ("s", "śŝşšșſ"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"),
            ("u", "ùúûüũūŭůűųǔụủứừửữựư"), ("w", "ŵ"), ("y", "ýÿŷỳỵỷỹ"), ("z", "źżž"), ("0", "⁰₀"), ("1", "¹₁"),
            ("2", "²₂"), ("3", "³₃"), ("4", "⁴₄"), ("5", "⁵₅"), ("6", "⁶₆"), ("7", "⁷₇"), ("8", "⁸₈"), ("9", "⁹₉"),
            ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"),
        ]
        var foldings: [Unicode.Scalar: String] = [:]
        for (folded, letters) in groups {
            for scalar in letters.unicodeScalars { foldings[scalar] = folded }
        }
        return foldings
    }()
}
