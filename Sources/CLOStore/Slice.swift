/// One page of a list.
public struct Slice<Element: Sendable>: Sendable {
    public let items: [Element]
    /// Of the whole list.
    public let total: Int

    public init(items: [Element], total: Int) {
        self.items = items
        self.total = total
    }
}

/// Which page of a list, counted from 1.
public struct PageRequest: Sendable, Hashable {
    public let page: Int
    public let size: Int

    public init(page: Int, size: Int) {
        self.page = page
        self.size = size
    }

    var offset: Int { (page - 1) * size }
}

extension SQL {
    /// All of these hold; `TRUE` when there are none.
    static func all(_ conditions: [SQL]) -> SQL {
        guard var sum = conditions.first else { return "TRUE" }
        for condition in conditions.dropFirst() { sum = "\(sum) AND \(condition)" }
        return sum
    }
}

extension String {
    /// The words to look for: each of them has to be found somewhere. Eight at most.
    var searchWords: [String] {
        split(whereSeparator: \.isWhitespace).prefix(8).map { String($0) }
    }

    /// A pattern for `LIKE` that finds this text anywhere.
    var likeAnywhere: String { "%" + escapedForLike + "%" }

    var escapedForLike: String {
        reduce(into: "") { escaped, character in
            if character == "%" || character == "_" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
    }

    var isASCII: Bool { utf8.allSatisfy { $0 < 128 } }
}
