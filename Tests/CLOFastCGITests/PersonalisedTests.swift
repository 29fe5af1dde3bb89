import CLOModel
import Testing

@testable import CLOFastCGI

@Suite("Fragments partagés entre lecteurs")
struct PersonalisedTests {
    private let martin = Reader(account: .init(1), seenRevision: 10, formTokens: "<input value=\"m\">")
    private let julie = Reader(account: .init(2), seenRevision: 40, formTokens: "<input value=\"j\">")

    @Test("ce qui ne dépend de personne est le même pour tous, et échappé")
    func same() {
        let fragment: Personalised = "<p>\("a < b") \(3) \(Route.home(.client)) \("<b>c</b>" as HTML)</p>"
        let expected: HTML = "<p>a &lt; b 3 /compte-client/ <b>c</b></p>"
        #expect(fragment.html(for: martin) == expected)
        #expect(fragment.html(for: julie) == expected)
        #expect(fragment.parts.count == 1)
    }

    @Test("les jetons d’un formulaire sont ceux du lecteur")
    func formTokens() {
        let fragment: Personalised = "<form>\(.formTokens)</form>"
        #expect(fragment.html(for: martin) == "<form><input value=\"m\"></form>")
        #expect(fragment.html(for: julie) == "<form><input value=\"j\"></form>")
    }

    @Test("« Supprimer » n’est montré qu’à l’auteur du commentaire")
    func onlyForAuthor() {
        let fragment: Personalised = "<p>a</p>\(.onlyFor(.init(1), "<a>Supprimer</a>"))"
        #expect(fragment.html(for: martin) == "<p>a</p><a>Supprimer</a>")
        #expect(fragment.html(for: julie) == "<p>a</p>")
    }

    @Test(
        "« Nouveau » marque ce qu’un autre a apporté depuis la dernière visite",
        arguments: [(10, 2, false), (11, 2, true), (11, 1, false), (10, 1, false), (UInt64.max, 2, true)]
            as [(UInt64, UInt64, Bool)])
    func onlyIfNew(revision: UInt64, author: UInt64, isMarked: Bool) {
        let fragment: Personalised = "[\(.onlyIfNew(revision, author: .init(author), "Nouveau"))]"
        #expect(fragment.html(for: martin) == (isMarked ? "[Nouveau]" : "[]"))
    }

    @Test("des fragments s’assemblent sans rien perdre de leurs lecteurs")
    func assembled() {
        let note: Personalised = "<i>\(.onlyFor(.init(2), "J"))</i>"
        var page: Personalised = "<p>\(note)\([note, note])</p>"
        page += "<form>"
        page += "\(.formTokens)"
        page += "</form>"
        #expect(page.html(for: martin) == "<p><i></i><i></i><i></i></p><form><input value=\"m\"></form>")
        #expect(page.html(for: julie) == "<p><i>J</i><i>J</i><i>J</i></p><form><input value=\"j\"></form>")
        var html: HTML = "<main>"
        page.append(to: &html, for: martin)
        #expect(html == "<main>" + page.html(for: martin))
    }

    @Test("des morceaux voisins communs à tous ne font qu’un")
    func merged() {
        var fragment: Personalised = "a"
        for _ in 0..<100 { fragment += "b" }
        fragment += "\(nil as HTML?)\("c", if: false)\("d", if: true)"
        #expect(fragment.parts.count == 1)
        #expect(fragment.html(for: martin).text == "a" + String(repeating: "b", count: 100) + "d")
        #expect(Personalised().parts.isEmpty)
    }

    @Test("sa taille compte toutes ses parties")
    func byteCount() {
        let long = String(repeating: "é", count: 500)
        let mine: Personalised = "\(.onlyFor(.init(1), "\(long)"))"
        let new: Personalised = "\(.onlyIfNew(1, author: .init(1), "\(long)"))"
        let fragment: Personalised = "\(long)\(mine)\(new)"
        #expect(fragment.byteCount >= 3_000)
        #expect(fragment.byteCount < 4_000)
        #expect(("\(.formTokens)" as Personalised).byteCount > 0)
    }
}

@Suite("Publications gardées en mémoire")
struct RenderCacheTests {
    /// Shows whose it is, in the same number of bytes for all.
    private func fragment(_ number: UInt64) -> Personalised {
        "\(1_000_000 + number) \(String(repeating: "x", count: 1_000))"
    }

    private func key(_ number: UInt64, _ area: Area = .client, isEmployee: Bool = false) -> RenderCache.Key {
        .init(publication: .init(number), area: area, readerIsEmployee: isEmployee)
    }

    private func text(_ fragment: Personalised?) -> String? {
        fragment?.html(for: Reader(account: .init(1), seenRevision: 0, formTokens: HTML())).text
    }

    @Test("une publication inchangée est rendue telle quelle, une autre révision ne l’est pas")
    func revisions() {
        let cache = RenderCache(byteLimit: 100_000)
        #expect(cache.fragment(key(1), revision: 5) == nil)
        cache.keep(fragment(1), key(1), revision: 5)
        #expect(text(cache.fragment(key(1), revision: 5)) == text(fragment(1)))
        #expect(cache.fragment(key(1), revision: 4) == nil)
        #expect(cache.fragment(key(1), revision: 6) == nil)
        cache.keep(fragment(2), key(1), revision: 6)
        #expect(text(cache.fragment(key(1), revision: 6)) == text(fragment(2)))
        #expect(cache.fragment(key(1), revision: 5) == nil)
    }

    @Test("ce qui est rendu pour un employé n’est jamais servi à un client")
    func keys() {
        let cache = RenderCache(byteLimit: 100_000)
        cache.keep(fragment(1), key(1, .office, isEmployee: true), revision: 1)
        #expect(cache.fragment(key(1), revision: 1) == nil)
        #expect(cache.fragment(key(1, .office), revision: 1) == nil)
        #expect(cache.fragment(key(1, isEmployee: true), revision: 1) == nil)
        #expect(cache.fragment(key(2, .office, isEmployee: true), revision: 1) == nil)
        #expect(cache.fragment(key(1, .office, isEmployee: true), revision: 1) != nil)
    }

    @Test("la mémoire est bornée, et ce qui vient de servir reste")
    func bound() {
        let limit = 20_000
        let cache = RenderCache(byteLimit: limit)
        cache.keep(fragment(1), key(1), revision: 1)
        for number in UInt64(2)...500 {
            cache.keep(fragment(number), key(number), revision: 1)
            // One that is asked for all the time, and the newest, are there at each moment.
            #expect(cache.fragment(key(1), revision: 1) != nil)
            #expect(cache.fragment(key(number), revision: 1) != nil)
            let kept = (1...number).filter { cache.fragment(key($0), revision: 1) != nil }
            #expect(kept.count * fragment(1).byteCount <= limit)
            // Looking has made all of them recent; the one that matters is looked at last.
            _ = cache.fragment(key(1), revision: 1)
        }
    }

    @Test("ce qui n’a plus servi depuis longtemps part d’abord")
    func oldestFirst() {
        let cache = RenderCache(byteLimit: 10 * fragment(1).byteCount)
        for number in UInt64(1)...10 { cache.keep(fragment(number), key(number), revision: 1) }
        for number in UInt64(1)...3 { _ = cache.fragment(key(number), revision: 1) }
        cache.keep(fragment(11), key(11), revision: 1)
        let kept = (UInt64(1)...11).filter { cache.fragment(key($0), revision: 1) != nil }
        #expect(kept == [1, 2, 3, 10, 11])
    }

    @Test("remplacer une révision ne fait pas croire la mémoire pleine")
    func replacing() {
        let cache = RenderCache(byteLimit: 10 * fragment(1).byteCount)
        cache.keep(fragment(1), key(1), revision: 1)
        for revision in UInt64(1)...1_000 { cache.keep(fragment(2), key(2), revision: revision) }
        #expect(cache.fragment(key(1), revision: 1) != nil)
        #expect(cache.fragment(key(2), revision: 1_000) != nil)
    }

    @Test("une publication énorme ne vide pas la mémoire pour elle seule")
    func giant() {
        let cache = RenderCache(byteLimit: 10_000)
        cache.keep(fragment(1), key(1), revision: 1)
        cache.keep("\(String(repeating: "x", count: 9_000))", key(2), revision: 1)
        #expect(cache.fragment(key(2), revision: 1) == nil)
        #expect(cache.fragment(key(1), revision: 1) != nil)
    }
}
