import CLOModel
import Testing

/// Swift Testing has a `Comment` of its own.
private typealias Comment = CLOModel.Comment

@Suite("Fil de commentaires")
struct CommentThreadTests {
    @Test("chaque réponse suit ce à quoi elle répond, la plus ancienne d’abord")
    func order() {
        let thread = CommentThread(comments("C6>2 E5 E2>1 C1 C3 E4>1"))
        #expect(thread.entries.map(\.comment.number) == [1, 2, 6, 4, 3, 5])
        #expect(thread.entries.map(\.depth) == [0, 1, 2, 1, 0, 0])
    }

    @Test("un fil vide est un fil")
    func empty() {
        #expect(CommentThread([]).entries.isEmpty)
        #expect(CommentThread([]).unansweredCount == 0)
        #expect(CommentThread([]).branch(ofNumber: 1) == nil)
    }

    @Test(
        "un commentaire du client attend tant qu’aucun employé n’a écrit sous lui, ou après lui au même niveau",
        arguments: [
            ("seul", "C1", [1]),
            ("répondu dessous", "C1 E2>1", []),
            ("répondu après, au même niveau", "C1 E2", []),
            ("l’employé avait écrit avant", "E1 C2", [2]),
            ("répondu plus bas", "C1 C2>1 E3>2", []),
            ("le client relance", "C1 E2>1 C3>2", [3]),
            ("une réponse sous le suivant n’est pas pour lui", "C1 C2 E3>2", [1]),
            ("une réponse pour deux", "C1 C2 E3", []),
            ("une réponse au niveau du dessus n’est pas pour lui", "C1 C2>1 E3", [2]),
            ("un employé n’attend pas", "E1 E2>1", []),
        ] as [(String, String, [Int])])
    func unanswered(situation: String, sketch: String, waiting: [Int]) {
        let thread = CommentThread(comments(sketch))
        #expect(Set(thread.entries.filter(\.isUnanswered).map(\.comment.number)) == Set(waiting))
        #expect(thread.unansweredCount == waiting.count)
    }

    @Test("la règle vaut pour tout fil", arguments: 1...200)
    func anyThread(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let count = Int.random(in: 1...24, using: &generator)
        var comments: [Comment] = []
        for number in 1...count {
            let parent = Bool.random(using: &generator) ? nil : comments.randomElement(using: &generator)?.number
            comments.append(comment(number, answers: parent, byEmployee: Bool.random(using: &generator)))
        }
        let thread = CommentThread(comments.shuffled(using: &generator))

        #expect(thread.entries.map(\.comment.number).sorted() == Array(1...count))
        for entry in thread.entries {
            let comment = entry.comment
            #expect(entry.isUnanswered == Self.waits(comment, comments))
            #expect(entry.depth == Self.ancestors(of: comment, comments))
        }
    }

    @Test("dix mille réponses l’une sous l’autre ne font pas déborder la pile")
    func tenThousandDeep() throws {
        let count = 10_000
        let thread = CommentThread((1...count).map { comment($0, answers: $0 == 1 ? nil : $0 - 1, byEmployee: false) })
        #expect(thread.entries.count == count)
        #expect(thread.entries.last?.depth == count - 1)
        #expect(thread.unansweredCount == count)
        #expect(thread.branch(ofNumber: 1)?.replies.count == count - 1)
    }

    @Test("dix mille commentaires côte à côte")
    func tenThousandWide() {
        let thread = CommentThread((1...10_000).reversed().map { comment($0, byEmployee: $0 == 10_000) })
        #expect(thread.entries.map(\.comment.number) == Array(1...10_000))
        #expect(thread.unansweredCount == 0)
    }

    @Test("une branche est un commentaire et tout ce qui y répond")
    func branch() throws {
        let thread = CommentThread(comments("C1 E2>1 C3>2 C4 E5>1 E6>4"))
        func replies(_ number: Int) -> [Int]? { thread.branch(ofNumber: number)?.replies.map(\.number) }
        #expect(replies(1) == [2, 3, 5])
        #expect(replies(2) == [3])
        #expect(replies(3) == [])
        #expect(replies(4) == [6])
        #expect(thread.branch(ofNumber: 4)?.comment == comments("C4").first)
        #expect(replies(7) == nil)
    }

    // MARK: Builders

    /// « C1 E2>1 »: a client's comment 1, and an employee's comment 2 that answers it.
    private func comments(_ sketch: String) -> [Comment] {
        sketch.split(separator: " ").map { word in
            let numbers = word.dropFirst().split(separator: ">").compactMap { Int($0) }
            return comment(numbers[0], answers: numbers.dropFirst().first, byEmployee: word.hasPrefix("E"))
        }
    }

    /// Keys are a hundred times the numbers, so that taking one for the other shows.
    private func comment(_ number: Int, answers parent: Int? = nil, byEmployee: Bool) -> Comment {
        let author = Author(
            account: .init(byEmployee ? 2 : 1), name: byEmployee ? "Julie Moreau" : "Martin Dupont",
            isEmployee: byEmployee)
        return Comment(
            id: .init(UInt64(number) * 100), publication: .init(1), parent: parent.map { .init(UInt64($0) * 100) },
            number: number, author: author, writtenAt: Instant(seconds: Int64(number)), text: "Texte \(number)",
            createdRevision: UInt64(number))
    }

    // MARK: The rule, told the slow way

    private static func waits(_ comment: Comment, _ all: [Comment]) -> Bool {
        guard !comment.author.isEmployee else { return false }
        let isAnsweredAfter = all.contains {
            $0.parent == comment.parent && $0.number > comment.number && $0.author.isEmployee
        }
        return !isAnsweredAfter && !isAnsweredBelow(comment, all)
    }

    private static func isAnsweredBelow(_ comment: Comment, _ all: [Comment]) -> Bool {
        all.contains { $0.parent == comment.id && ($0.author.isEmployee || isAnsweredBelow($0, all)) }
    }

    private static func ancestors(of comment: Comment, _ all: [Comment]) -> Int {
        guard let parent = all.first(where: { $0.id == comment.parent }) else { return 0 }
        return 1 + ancestors(of: parent, all)
    }
}
