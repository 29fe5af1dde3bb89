/// What a client or an employee writes under a publication, or under a comment, to any depth (S15).
public struct Comment: Hashable, Sendable {
    public typealias ID = Identifier<Comment>

    public let id: ID
    public let publication: Publication.ID
    /// The comment that this one answers; `nil` when it answers the publication.
    public let parent: ID?
    /// The M of « n° 12.M » (B1): its number under the publication, never reused.
    public let number: Int
    public let author: Author
    public let writtenAt: Instant
    /// Plain text, paragraphs parted by line feeds.
    public let text: String
    /// The revision of the sheet that brought it.
    public let createdRevision: ProgressSheet.Revision

    public init(
        id: ID, publication: Publication.ID, parent: ID?, number: Int, author: Author, writtenAt: Instant,
        text: String, createdRevision: ProgressSheet.Revision
    ) {
        self.id = id
        self.publication = publication
        self.parent = parent
        self.number = number
        self.author = author
        self.writtenAt = writtenAt
        self.text = text
        self.createdRevision = createdRevision
    }
}

/// The comments of one publication in the order in which they are read: each one after what it answers,
/// answers oldest first.
public struct CommentThread: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public let comment: Comment
        /// 0 under the publication, 1 under a comment, and so on.
        public let depth: Int
        /// B6: a client's comment that no employee has answered, under it or after it at the same level.
        public let isUnanswered: Bool
    }

    public let entries: [Entry]

    /// - Parameter comments: of one publication, in any order. A comment whose parent is not among them
    ///   cannot exist in the store (foreign key); it would be left out.
    public init(_ comments: [Comment]) {
        let answers = Dictionary(grouping: comments, by: \.parent).mapValues { $0.sorted { $0.number < $1.number } }
        var entries: [Entry] = []
        entries.reserveCapacity(comments.count)

        // An explicit stack: depth has no bound (S7), and a thread must not be able to overflow ours.
        var pending: [(siblings: [Comment], next: Int)] = [(answers[nil] ?? [], 0)]
        while let (siblings, next) = pending.last {
            guard next < siblings.count else {
                pending.removeLast()
                continue
            }
            pending[pending.count - 1].next += 1
            let comment = siblings[next]
            entries.append(Entry(comment: comment, depth: pending.count - 1, isUnanswered: false))
            if let replies = answers[comment.id] { pending.append((replies, 0)) }
        }
        self.entries = Self.markingUnanswered(entries)
    }

    /// Reads the thread backwards: when a comment is met, all that stands under it and after it has been seen.
    private static func markingUnanswered(_ entries: [Entry]) -> [Entry] {
        /// Of the siblings at one depth that were already met: did an employee write one of them, or under one?
        struct Siblings {
            var includeEmployee = false
            var branchesIncludeEmployee = false
        }
        var marked = entries
        var levels: [Siblings] = []
        for index in entries.indices.reversed() {
            let (comment, depth) = (entries[index].comment, entries[index].depth)
            while levels.count <= depth + 1 { levels.append(Siblings()) }
            let isAnsweredBelow = levels[depth + 1].branchesIncludeEmployee
            levels.removeLast(levels.count - depth - 1)
            if comment.author.isEmployee {
                levels[depth].includeEmployee = true
            } else {
                let isAnswered = isAnsweredBelow || levels[depth].includeEmployee
                marked[index] = Entry(comment: comment, depth: depth, isUnanswered: !isAnswered)
            }
            if comment.author.isEmployee || isAnsweredBelow { levels[depth].branchesIncludeEmployee = true }
        }
        return marked
    }

    public var unansweredCount: Int {
        entries.reduce(0) { $0 + ($1.isUnanswered ? 1 : 0) }
    }

    /// A comment and all that answers it, to any depth, in the order in which they are read.
    public func branch(ofNumber number: Int) -> (comment: Comment, replies: [Comment])? {
        guard let start = entries.firstIndex(where: { $0.comment.number == number }) else { return nil }
        let replies = entries[(start + 1)...].prefix { $0.depth > entries[start].depth }
        return (entries[start].comment, replies.map(\.comment))
    }
}
