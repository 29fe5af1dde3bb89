/// What became of a text from one version to the next: the same, struck out, or added, in the order of reading.
///
///     TextComparison(from: "Le mur est droit.", to: "Le mur est d’aplomb.").pieces
///     // same « Le mur est », removed « droit. », added « d’aplomb. »
///
/// Whole lines are set against each other first, then the words of the lines that differ. Beyond a bounded effort
/// a passage is shown as replaced.
public struct TextComparison: Hashable, Sendable {
    public enum Fate: Hashable, Sendable {
        case same
        case removed
        case added
    }

    public struct Piece: Hashable, Sendable {
        public let text: String
        public let fate: Fate
    }

    public let pieces: [Piece]

    /// - Parameters: plain texts.
    public init(from former: String, to latter: String) {
        var writer = Writer()
        let lines = Self.alignment(Self.lines(former), Self.lines(latter))
        for passage in lines {
            switch passage {
            case .same(let line): writer.append(line, .same)
            case .differing(let removed, let added):
                let words = Self.alignment(Self.words(removed.joined()), Self.words(added.joined()))
                for passage in words {
                    switch passage {
                    case .same(let word): writer.append(word, .same)
                    case .differing(let removed, let added):
                        writer.append(removed.joined(), .removed)
                        writer.append(added.joined(), .added)
                    }
                }
            }
        }
        pieces = writer.pieces
    }

    public var isUnchanged: Bool { pieces.allSatisfy { $0.fate == .same } }

    /// Pieces of one fate that follow one another are one.
    private struct Writer {
        var pieces: [Piece] = []

        mutating func append(_ text: some StringProtocol, _ fate: Fate) {
            guard !text.isEmpty else { return }
            if let last = pieces.last, last.fate == fate {
                pieces[pieces.count - 1] = Piece(text: last.text + text, fate: fate)
            } else {
                pieces.append(Piece(text: String(text), fate: fate))
            }
        }
    }

    /// Each with its line feed.
    private static func lines(_ text: String) -> [Substring] {
        cut(text) { $0.isNewline }
    }

    /// Each with the white space after it.
    private static func words(_ text: String) -> [Substring] {
        cut(text) { $0.isWhitespace }
    }

    /// Cuts after each run of the characters that part.
    private static func cut(_ text: String, where parts: (Character) -> Bool) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var wasPart = false
        for index in text.indices {
            let isPart = parts(text[index])
            if wasPart && !isPart {
                pieces.append(text[start..<index])
                start = index
            }
            wasPart = isPart
        }
        if start < text.endIndex { pieces.append(text[start...]) }
        return pieces
    }

    private enum Passage {
        case same(Substring)
        case differing(removed: ArraySlice<Substring>, added: ArraySlice<Substring>)
    }

    /// Cells of the table below: 2 MB at most.
    private static let effort = 1_000_000

    /// The longest common subsequence, after what both begin and end with.
    private static func alignment(_ former: [Substring], _ latter: [Substring]) -> [Passage] {
        var start = 0
        while start < former.count, start < latter.count, former[start] == latter[start] { start += 1 }
        var tail = 0
        while tail < former.count - start, tail < latter.count - start,
            former[former.count - 1 - tail] == latter[latter.count - 1 - tail]
        { tail += 1 }
        let middle = align(former[start..<(former.count - tail)], latter[start..<(latter.count - tail)])
        return former[..<start].map(Passage.same) + middle + former[(former.count - tail)...].map(Passage.same)
    }

    private static func align(_ former: ArraySlice<Substring>, _ latter: ArraySlice<Substring>) -> [Passage] {
        guard !former.isEmpty || !latter.isEmpty else { return [] }
        let (rows, columns) = (former.count, latter.count)
        guard rows > 0, columns > 0, (rows + 1) * (columns + 1) <= effort else {
            return [.differing(removed: former, added: latter)]
        }
        // common[row, column]: how many pieces the rests from there on share. Bounded by 1,000, as is the shorter.
        let width = columns + 1
        var common = [UInt16](repeating: 0, count: (rows + 1) * width)
        for row in stride(from: rows - 1, through: 0, by: -1) {
            for column in stride(from: columns - 1, through: 0, by: -1) {
                let isSame = former[former.startIndex + row] == latter[latter.startIndex + column]
                common[row * width + column] =
                    isSame
                    ? common[(row + 1) * width + column + 1] + 1
                    : max(common[(row + 1) * width + column], common[row * width + column + 1])
            }
        }

        var passages: [Passage] = []
        var (row, column) = (0, 0)
        var (removedFrom, addedFrom) = (0, 0)
        func close() {
            guard removedFrom < row || addedFrom < column else { return }
            passages.append(
                .differing(
                    removed: former[(former.startIndex + removedFrom)..<(former.startIndex + row)],
                    added: latter[(latter.startIndex + addedFrom)..<(latter.startIndex + column)]))
        }
        while row < rows || column < columns {
            if row < rows, column < columns,
                former[former.startIndex + row] == latter[latter.startIndex + column]
            {
                close()
                passages.append(.same(former[former.startIndex + row]))
                (row, column) = (row + 1, column + 1)
                (removedFrom, addedFrom) = (row, column)
            } else if column == columns
                || row < rows && common[(row + 1) * width + column] >= common[row * width + column + 1]
            {
                row += 1
            } else {
                column += 1
            }
        }
        close()
        return passages
    }
}
