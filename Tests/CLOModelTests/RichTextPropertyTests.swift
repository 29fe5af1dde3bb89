import CLOModel
import Testing

/// Trees drawn at random, canonical or not, and what holds for each of them.
@Suite("Texte riche : propriétés")
struct RichTextPropertyTests {
    @Test("lire ce qui fut écrit rend le même arbre, et l’arbre remis en forme ne change plus")
    func roundTrip() throws {
        var generator = TreeGenerator(seed: 2026)
        var sizes: Set<Int> = []
        for round in 0..<2000 {
            let text = try RichText(generator.blocks())
            sizes.insert(text.blocks.count)
            let readBack = try RichText(html: text.html)
            #expect(readBack == text, "round \(round): \(text.html)")
            #expect(readBack.blocks == text.blocks, "round \(round): \(text.html)")
            #expect(try RichText(text.blocks).blocks == text.blocks, "round \(round)")
            #expect(RichTextGrammar.faults(in: text.html) == [], "round \(round)")
        }
        // The generator does make what the property is about.
        #expect(sizes.count > 5)
    }

    @Test("aucun mot ne se perd d’un arbre à son HTML, à son texte seul, à son extrait")
    func wordsAreKept() throws {
        var generator = TreeGenerator(seed: 7)
        for round in 0..<500 {
            let blocks = generator.blocks()
            let text = try RichText(blocks)
            let words = Self.words(blocks)
            #expect(Self.words(text.blocks) == words, "round \(round)")
            let excerpt = text.excerpt(maxCharacters: .max)
            #expect(excerpt.filter { $0 != " " } == words, "round \(round)")
        }
    }

    /// All that is written, in order, without white space.
    private static func words(_ blocks: [RichText.Block]) -> String {
        blocks.map { block in
            switch block {
            case .paragraph(let inlines): words(inlines)
            case .list(let list): words(list)
            case .photo: ""
            }
        }.joined()
    }

    private static func words(_ list: RichText.List) -> String {
        list.items.joined().map { entry in
            switch entry {
            case .paragraph(let inlines): words(inlines)
            case .list(let inner): words(inner)
            }
        }.joined()
    }

    private static func words(_ inlines: [RichText.Inline]) -> String {
        let text = inlines.map { inline in
            switch inline {
            case .text(let text, _): text
            case .lineBreak: ""
            }
        }.joined()
        let words = text.filter { !" \n\t".contains($0) }
        // A paragraph without ink is an empty one.
        return words.contains { $0 != "\u{A0}" } ? words : ""
    }
}

/// splitmix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

private struct TreeGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private mutating func upTo(_ maximum: Int) -> Int {
        Int.random(in: 0...maximum, using: &random)
    }

    private mutating func chance(_ parts: Int) -> Bool {
        upTo(parts - 1) == 0
    }

    mutating func blocks() -> [RichText.Block] {
        (0..<upTo(8)).map { _ in
            switch upTo(6) {
            case 0, 1: .list(list(depth: 1))
            case 2: .photo(photo())
            default: .paragraph(inlines())
            }
        }
    }

    private mutating func photo() -> RichText.PhotoName {
        let letters = Array("abcXYZ019_-")
        let name = String((0..<(8 + upTo(56))).map { _ in letters[upTo(letters.count - 1)] })
        return RichText.PhotoName(name)!
    }

    /// Deeper than is allowed now and then, empty now and then.
    private mutating func list(depth: Int) -> RichText.List {
        let items = (0..<upTo(4)).map { _ -> RichText.List.Item in
            (0..<upTo(3)).map { _ in
                if depth < 9, chance(3) { .list(list(depth: depth + 1)) } else { .paragraph(inlines()) }
            }
        }
        return RichText.List(chance(2) ? .bullets : .numbers, items: items)
    }

    private mutating func inlines() -> [RichText.Inline] {
        (0..<upTo(6)).map { _ in chance(5) ? .lineBreak : .text(text(), style()) }
    }

    private mutating func text() -> String {
        let pieces = [
            "Béton", "coulé", " ", "  ", "\n", "\u{A0}", "&", "<b>", "\"", "a > b", "&amp;", "&lt;", "’", "« mur »",
            "👩\u{200D}🔧", "e\u{301}", "سور", "חומה", "12\u{202F}000\u{A0}€", "\u{1F1EB}\u{1F1F7}", "\t", "",
            "&notin;", "-->", "</p>", "]]>",
        ]
        return (0..<upTo(4)).map { _ in pieces[upTo(pieces.count - 1)] }.joined()
    }

    private mutating func style() -> RichText.Style {
        guard chance(2) else { return .plain }
        let addresses = [
            "https://clo.fr/", "http://clo.fr/?a=1&b=2", "mailto:a@clo.fr", "tel:+33123456789", "https://é.fr/\"<'>",
        ]
        return RichText.Style(
            isBold: chance(2), isItalic: chance(3), isUnderlined: chance(3),
            size: chance(3) ? RichText.Size.allCases[upTo(3)] : .normal,
            link: chance(4) ? RichText.Link(addresses[upTo(addresses.count - 1)]) : nil)
    }
}
