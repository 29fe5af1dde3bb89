import CLOModel
import Testing

@testable import CLOMessaging

@Suite struct LetterTests {
    private let site: SiteAddress
    private let domain: EmailAddress
    private let writer: LetterWriter

    init() throws {
        site = try #require(SiteAddress("https://clo.example"))
        domain = try #require(EmailAddress(typed: "suivi@clo.example"))
        let logo = InlineImage(
            name: try #require(RichText.PhotoName("logo-clo")), domain: domain, bytes: [1], type: .png)
        writer = LetterWriter(
            logo: logo, letterhead: Letterhead(.standard, site: site),
            preferences: MessageLink(site: site, path: "/compte-client/preferences/1-x"),
            home: MessageLink(site: site, path: "/compte-client/"))
    }

    private func item(_ kind: NoticeLetter.Kind, isEmployee: Bool = true) -> NoticeLetter.Item {
        .init(
            kind: kind, number: "12",
            author: Author(account: .init(1), name: "Julie <b>Moreau", isEmployee: isEmployee),
            at: Instant(seconds: 1_795_352_700),
            link: MessageLink(site: site, path: "/compte-client/v/CH-2026-001/12"), photos: [])
    }

    private func letter(_ items: [NoticeLetter.Item]) throws -> NoticeLetter {
        NoticeLetter(
            recipient: "Martin Dupont",
            sections: [.init(code: try #require(WorksiteCode("CH-2026-001")), title: "Longère & grange", items: items)])
    }

    @Test func `ce que les gens écrivent est échappé dans la partie HTML, et lisible dans l’autre`() throws {
        let letter = try letter([item(.comment("<script>alert(1)</script>\n\n«\u{A0}oui\u{A0}»"), isEmployee: false)])
        let html = writer.html(subject: "a<b", "Bonjour", letter)
        #expect(!html.contains("<script>") && html.contains("&lt;script&gt;alert(1)"))
        #expect(html.contains("Longère &amp; grange") && html.contains("Julie &lt;b&gt;Moreau"))
        #expect(writer.text("Bonjour", letter).contains("<script>alert(1)</script>\n\n«\u{A0}oui\u{A0}»"))
    }

    @Test func `une photo placée dans le texte y est montrée, les autres après`() throws {
        let name = try #require(RichText.PhotoName("abcdefgh"))
        let other = try #require(RichText.PhotoName("ijklmnop"))
        let text = try RichText(
            html: "<p>Avant</p><figure class=\"photo\" data-photo=\"abcdefgh\"></figure><p>Après</p>")
        var publication = item(.publication(text, milestone: .finished))
        publication.photos = [other, name].map {
            .init(image: InlineImage(name: $0, domain: domain, bytes: [1], type: .jpeg), caption: "\"dalle\"")
        }
        let html = writer.html(subject: "x", "Bonjour", try letter([publication]))
        let body = html[(html.firstRange(of: "<h2")?.lowerBound ?? html.startIndex)...]
        let places = ["Chantier terminé", "Avant", "cid:abcdefgh@clo.example", "Après", "cid:ijklmnop@clo.example"].map
        {
            body.firstRange(of: $0)?.lowerBound
        }
        #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
        #expect(!html.contains("<figure") && html.contains("alt=\"&quot;dalle&quot;\""))
    }

    @Test func `la ligne d’aperçu dit ce qui s’est passé, et ne se voit pas dans le message`() throws {
        let opening = "<div style=\"display:none;max-height:0;overflow:hidden\">"
        let one = writer.html(subject: "x", "Bonjour Martin,\n\nVoici.", try letter([item(.comment("Lundi & mardi."))]))
        #expect(one.contains(opening + "Lundi &amp; mardi.</div>"))
        let publication = item(.publication(try RichText(html: "<p>x</p>"), milestone: nil))
        let several = writer.html(subject: "x", "Bonjour", try letter([publication, item(.comment("x"))]))
        #expect(several.contains(opening + "Publication n°\u{A0}12, Commentaire 12</div>"))
        let security = writer.html(subject: "x", "Bonjour Martin,\n\nVotre mot de passe a été changé.", nil)
        #expect(security.contains(opening + "Votre mot de passe a été changé.</div>"))
    }

    @Test func `un résumé compte ce qu’il raconte, au singulier aussi`() throws {
        let home = MessageLink(site: site, path: "/compte-client/")
        for (count, words) in [(1, "1\u{A0}nouveauté"), (2, "2\u{A0}nouveautés")] {
            let letter = try letter(Array(repeating: item(.comment("x")), count: count))
            let subject = NoticeTemplate.fill(NoticeTemplate.standard(.digest).subject, letter.values(home: home))
            #expect(subject == "Vos chantiers CLO\u{A0}: \(words)")
        }
    }

    @Test func `un seul fait a ses propres mots, plusieurs d’autres, un résumé les siens`() throws {
        let publication = item(.publication(try RichText(html: "<p>x</p>"), milestone: nil))
        #expect(try letter([publication]).templateName(isDigest: false) == .publication)
        #expect(try letter([item(.comment("x"))]).templateName(isDigest: false) == .employeeComment)
        #expect(try letter([item(.comment("x"), isEmployee: false)]).templateName(isDigest: false) == .clientComment)
        #expect(try letter([publication, publication]).templateName(isDigest: false) == .several)
        #expect(try letter([publication]).templateName(isDigest: true) == .digest)
    }
}
