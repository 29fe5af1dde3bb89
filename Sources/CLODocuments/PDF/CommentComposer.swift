import CLOModel

/// Comments as notes: each indented by a rule under what it answers.
struct CommentComposer {
    let setter: TextSetter
    let company: String
    let isCancelled: Bool

    private static let indent = 11.0
    /// Deeper answers would have no width left: they say what they answer instead (LOOK).
    static let deepestIndent = 3

    func slabs(_ thread: CommentThread, under publication: Int) -> [Slab] {
        var numbers: [Comment.ID: Int] = [:]
        /// The rules of the comments above, outermost first.
        var rules: [Slab.Rule] = []
        var slabs: [Slab] = []
        for (index, entry) in thread.entries.enumerated() {
            let comment = entry.comment
            numbers[comment.id] = comment.number
            let level = min(entry.depth, Self.deepestIndent)
            rules.removeLast(max(0, rules.count - level))
            let isSideBySide = rules.count == level
            let own = Slab.Rule(
                x: Double(level) * Self.indent, ink: ruleInk(comment), isContinued: false)
            if isSideBySide { rules.append(own) }
            let answered = entry.depth > Self.deepestIndent ? comment.parent.flatMap { numbers[$0] } : nil
            var made = note(comment, publication, answered: answered, indent: Double(level + 1) * Self.indent)
            for line in made.indices {
                made[line].rules = rules.enumerated().map { level, rule in
                    Slab.Rule(x: rule.x, ink: rule.ink, isContinued: line > 0 || level < rules.count - 1)
                }
            }
            made[0].gap = index == 0 ? 16 : 8
            slabs += made
        }
        return slabs
    }

    private func ruleInk(_ comment: Comment) -> Ink {
        isCancelled || comment.author.isEmployee ? .rule : setter.accent
    }

    private func note(_ comment: Comment, _ publication: Int, answered: Int?, indent: Double) -> [Slab] {
        let width = Paper.textWidth - indent
        let division = StructureStep(.division, comment.number)
        let ink: Ink = isCancelled ? .faded : .graphite
        let name = comment.author.isEmployee ? "\(comment.author.name), \(company)" : comment.author.name
        let origin = answered.map { ", en réponse à \(publication).\($0)" } ?? ""
        let head = "\(name)  \(publication).\(comment.number) · \(ParisTime(comment.writtenAt).sentence)\(origin)"
        let look = TextLook(face: .label, size: 7.6, ink: ink, leading: 1.5)
        let bold = RichText.Style(isBold: true)
        let text = RichText.TypesetText(text: head, runs: [.init(bytes: 0..<name.utf8.count, style: bold)])
        var slabs = setter.set(text, look, width: width)
            .slabs(path: [division, StructureStep(.paragraph, 0)], indent: indent).glued()
        for (index, paragraph) in Self.paragraphs(comment.text).enumerated() {
            var lines = setter.set(
                RichText.TypesetText(paragraph), TextLook.note.with { $0.ink = isCancelled ? .faded : .ink },
                width: width
            ).slabs(path: [division, StructureStep(.paragraph, index + 1)], indent: indent)
            lines[0].gap = index == 0 ? 1 : 4
            // Who says it is not parted from what he says.
            if index == 0 { lines[0].isGlued = true }
            slabs += lines
        }
        return slabs
    }

    /// Blank lines part paragraphs; other line ends are kept.
    static func paragraphs(_ text: String) -> [String] {
        var paragraphs: [String] = []
        var isOpen = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                isOpen = false
            } else if isOpen {
                paragraphs[paragraphs.count - 1] += "\u{2028}" + line
            } else {
                paragraphs.append(String(line))
                isOpen = true
            }
        }
        return paragraphs
    }
}
