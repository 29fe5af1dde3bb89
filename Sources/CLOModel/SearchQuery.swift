/// What somebody looks for in a sheet (B10): all the words, in any order, each as the beginning of a word of the
/// text; between quotation marks, exactly those words one after the other.
///
///     SearchQuery(typed: "coffrage \"dalle béton\"")     // coffrage…, and the phrase « dalle beton »
public struct SearchQuery: Hashable, Sendable {
    /// Words that follow one another in the text.
    public struct Term: Hashable, Sendable {
        /// Folded as ``SearchWords`` folds them; never empty.
        public let words: [String]
        /// Whether the last word may go on: « coffr » finds « coffrage ».
        public let isPrefix: Bool

        init(_ words: [String], isPrefix: Bool) {
            self.words = words
            self.isPrefix = isPrefix
        }
    }

    /// All of them must be found in one text.
    public let terms: [Term]

    /// What is longer is cut: nobody looks for a page.
    public static let maximumCharacters = 200
    public static let maximumTerms = 8

    /// - Parameter typed: as it stands in the field. Without any letter or digit in it, ``isEmpty``.
    public init(typed: String) {
        var terms: [Term] = []
        for (piece, isQuoted) in Self.pieces(String(typed.prefix(Self.maximumCharacters))) {
            let found = isQuoted ? [Self.phrase(piece)] : piece.split(whereSeparator: \.isWhitespace).map(Self.term)
            for case let term? in found where !terms.contains(term) { terms.append(term) }
        }
        self.terms = Array(terms.prefix(Self.maximumTerms))
    }

    public var isEmpty: Bool { terms.isEmpty }

    /// The typed text, cut at quotation marks of all kinds; every other piece stands between them.
    private static func pieces(_ typed: String) -> [(piece: Substring, isQuoted: Bool)] {
        let parts = typed.split(omittingEmptySubsequences: false) { "\"“”„«»".contains($0) }
        // A mark that is never closed quotes nothing.
        let quotedCount = (parts.count - 1) / 2
        return parts.enumerated().map { ($0.element, $0.offset % 2 == 1 && $0.offset / 2 < quotedCount) }
    }

    private static func phrase(_ piece: Substring) -> Term? {
        let words = SearchWords(String(piece)).words.map(\.folded)
        return words.isEmpty ? nil : Term(words, isPrefix: false)
    }

    /// « d’escalier » is looked for as « escalier », « CH-2026-014 » as its three parts in a row.
    private static func term(_ piece: Substring) -> Term? {
        var words = SearchWords(String(piece)).words.map(\.folded)
        if words.count > 1, elisions.contains(words[0]), piece.contains(where: { $0 == "'" || $0 == "’" }) {
            words.removeFirst()
        }
        guard let last = words.last else { return nil }
        words[words.count - 1] = singular(last)
        // Two letters begin too many words to mean any but themselves.
        return Term(words, isPrefix: last.unicodeScalars.count > 2)
    }

    private static let elisions: Set<String> = ["l", "d", "c", "j", "m", "n", "s", "t", "qu", "jusqu", "lorsqu"]

    /// As beginnings of words are looked for, « dalles » without its last letter finds one and several.
    private static func singular(_ word: String) -> String {
        word.unicodeScalars.count >= 5 && (word.hasSuffix("s") || word.hasSuffix("x")) ? String(word.dropLast()) : word
    }

    // MARK: In a text

    /// Where the terms stand in a text, in its order, none within another.
    public func matches(in text: SearchWords) -> [Range<String.Index>] {
        var matches: [Range<String.Index>] = []
        var index = 0
        while index < text.words.count {
            let length = terms.lazy.filter { $0.matches(text.words[index...]) }.map(\.words.count).max()
            if let length {
                matches.append(text.words[index].range.lowerBound..<text.words[index + length - 1].range.upperBound)
            }
            index += length ?? 1
        }
        return matches
    }
}

extension SearchQuery.Term {
    fileprivate func matches(_ following: ArraySlice<SearchWords.Word>) -> Bool {
        guard following.count >= words.count else { return false }
        for (position, (wanted, word)) in zip(words, following).enumerated() {
            let mayGoOn = isPrefix && position == words.count - 1
            guard mayGoOn ? word.folded.hasPrefix(wanted) : word.folded == wanted else { return false }
        }
        return true
    }
}

/// Some words of a text around what was looked for.
public struct SearchExcerpt: Hashable, Sendable {
    public struct Piece: Hashable, Sendable {
        public let text: String
        /// Whether it is what was looked for.
        public let isMatch: Bool
    }

    public let pieces: [Piece]

    /// - Parameters:
    ///   - text: plain text; its line ends become spaces.
    ///   - maxCharacters: about so many are kept, from shortly before the first match, cut between words.
    /// - Returns: `nil` when nothing that was looked for stands in the text.
    public init?(of text: String, query: SearchQuery, maxCharacters: Int) {
        let text = String(text.map { $0.isNewline ? " " : $0 })
        let words = SearchWords(text)
        let matches = query.matches(in: words)
        guard let first = matches.first else { return nil }

        let start = Self.start(before: first.lowerBound, in: words, room: maxCharacters / 3)
        let limit = text.index(start, offsetBy: maxCharacters, limitedBy: text.endIndex) ?? text.endIndex
        let end =
            limit == text.endIndex
            ? limit
            : max(first.upperBound, words.words.last { $0.range.upperBound <= limit }?.range.upperBound ?? limit)

        var pieces: [Piece] = []
        func append(_ range: Range<String.Index>, isMatch: Bool, before: String = "", after: String = "") {
            let piece = before + text[range] + after
            if !piece.isEmpty { pieces.append(Piece(text: piece, isMatch: isMatch)) }
        }
        var position = start
        var opening = start == text.startIndex ? "" : "… "
        for match in matches where match.upperBound <= end {
            append(position..<match.lowerBound, isMatch: false, before: opening)
            opening = ""
            append(match, isMatch: true)
            position = match.upperBound
        }
        append(position..<end, isMatch: false, after: end == text.endIndex ? "" : " …")
        self.pieces = pieces
    }

    private static func start(before index: String.Index, in words: SearchWords, room: Int) -> String.Index {
        let text = words.text
        guard let earliest = text.index(index, offsetBy: -room, limitedBy: text.startIndex) else {
            return text.startIndex
        }
        return words.words.first { $0.range.lowerBound >= earliest }?.range.lowerBound ?? index
    }
}
