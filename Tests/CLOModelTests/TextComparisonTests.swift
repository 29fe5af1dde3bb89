import CLOModel
import Testing

@Suite("Comparaison de deux textes")
struct TextComparisonTests {
    /// `{removed}`, `[added]`.
    private func shown(_ former: String, _ latter: String) -> String {
        TextComparison(from: former, to: latter).pieces.map { piece in
            switch piece.fate {
            case .same: piece.text
            case .removed: "{\(piece.text)}"
            case .added: "[\(piece.text)]"
            }
        }.joined()
    }

    @Test(
        "mot à mot",
        arguments: [
            ("Le mur est droit.", "Le mur est haut.", "Le mur est {droit.}[haut.]"),
            ("a b c", "a c", "a {b }c"), ("a c", "a b c", "a [b ]c"), ("", "neuf", "[neuf]"), ("vieux", "", "{vieux}"),
            ("a\n\nb\n\nc", "a\n\nB\n\nc", "a\n\n{b\n\n}[B\n\n]c"), ("même", "même", "même"), ("", "", ""),
            ("un\ndeux", "un\ntrois\ndeux", "un\n[trois\n]deux"),
        ])
    func words(former: String, latter: String, expected: String) {
        #expect(shown(former, latter) == expected)
    }

    @Test("sans ce qui est ajouté c’est l’ancien texte, sans ce qui est retiré le nouveau")
    func nothingIsLost() {
        var random = SeededGenerator(seed: 12)
        let words = ["le ", "mur ", "est ", "posé.\n", "\n", "dalle ", "👩‍🔧 "]
        for _ in 0..<300 {
            func text() -> String {
                (0..<Int.random(in: 0...30, using: &random)).map { _ in words.randomElement(using: &random)! }.joined()
            }
            let (former, latter) = (text(), text())
            let comparison = TextComparison(from: former, to: latter)
            #expect(comparison.pieces.filter { $0.fate != .added }.map(\.text).joined() == former)
            #expect(comparison.pieces.filter { $0.fate != .removed }.map(\.text).joined() == latter)
            #expect(comparison.isUnchanged == (former == latter))
        }
    }

    @Test("deux longs textes sans rien de commun ne prennent pas le temps de leur produit")
    func bounded() {
        let former = (0..<20_000).map { "a\($0)" }.joined(separator: " ")
        let latter = (0..<20_000).map { "b\($0)" }.joined(separator: " ")
        let elapsed = ContinuousClock().measure {
            #expect(TextComparison(from: former, to: latter).pieces.count == 2)
        }
        #expect(elapsed < .seconds(4))
    }
}
