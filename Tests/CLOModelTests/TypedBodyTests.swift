import CLOModel
import Testing

@Suite("Texte d’une publication : éditeur ou zone de texte")
struct TypedBodyTests {
    private static let stored =
        "<p>Le <strong>mur</strong></p><ul><li><p>un</p></li><li><p><em>deux</em></p></li></ul>"
        + "<figure class=\"photo\" data-photo=\"facade-nord\"></figure><p>fin</p>"

    private func saved(_ typed: String, over html: String = Self.stored) throws -> String {
        try TypedBody.plain(typed, shown: [try RichText(html: html)]).richText().html
    }

    private func area(_ html: String = Self.stored) throws -> String {
        // As a browser sends the words back.
        try RichText(html: html).plainText.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\r\n") + "\r\n"
    }

    @Test("une zone de texte inchangée garde toute la mise en forme")
    func untouched() throws {
        #expect(try saved(try area()) == Self.stored)
    }

    @Test("un paragraphe changé perd la sienne, les autres et les photos gardent la leur")
    func touched() throws {
        let typed = try area().replacing("fin", with: "fin du <jour>")
        let expected = Self.stored.replacing("<p>fin</p>", with: "<p>fin du &lt;jour&gt;</p>")
        #expect(try saved(typed) == expected)
        #expect(
            try saved(try area().replacing("Le mur", with: "Le grand mur"))
                == Self.stored.replacing("<strong>mur</strong>", with: "grand mur"))
    }

    @Test("ce qui est retiré est retiré, ce qui est ajouté est du texte")
    func cutAndAdded() throws {
        let typed = try area().replacing("[Photo]", with: "Ajouté")
        #expect(try saved(typed) == Self.stored.replacing(#/<figure.*figure>/#, with: "<p>Ajouté</p>"))
        #expect(try saved("").isEmpty)
    }

    @Test("parmi plusieurs textes montrés, celui dont tous les mots sont là")
    func several() throws {
        let older = try RichText(html: "<p>Le <u>toit</u></p>")
        let newer = try RichText(html: Self.stored)
        #expect(try TypedBody.plain("Le toit", shown: [newer, older]).richText() == older)
    }

    @Test("du HTML tapé dans la zone est lu comme tel")
    func typedHTML() throws {
        #expect(try saved("<p>Le <i>mur</i></p>") == "<p>Le <em>mur</em></p>")
    }

    @Test("l’éditeur l’emporte, et n’écrit que ce qui est permis")
    func rich() throws {
        #expect(try TypedBody.rich("<p onclick=x>a<script>b</script></p>").richText().html == "<p>a</p>")
    }

    @Test(
        "la page sait quand la zone de texte montre moins qu’il n’y a",
        arguments: [
            ("<p>un</p><p>deux<br>trois</p>", false), ("<p><strong>a</strong></p>", true),
            ("<ul><li><p>a</p></li></ul>", true), ("<p>a</p><p><br></p><p>b</p>", true), ("", false),
        ])
    func hasFormatting(html: String, expected: Bool) throws {
        #expect(try RichText(html: html).hasFormatting == expected)
    }

    @Test("une photo placée qui n’est pas publiée tombe")
    func photos() throws {
        let text = try RichText(html: Self.stored)
        #expect(try text.keepingPhotos(among: ["facade-nord"]) == text)
        #expect(try text.keepingPhotos(among: []).photoNames.isEmpty)
    }

    @Test("une publication peut être des photos seules")
    func photosAlone() throws {
        let now = Instant(milliseconds: 1_795_352_700_000)
        let text = try PublicationText(text: .rich(""), photos: ["facade-nord"], date: "", milestone: "", now: now)
        #expect(text.body.isEmpty)
        #expect(throws: PublicationText.Refused.self) {
            try PublicationText(
                text: .rich(Self.stored.replacing(#/<(p|ul)>.*</(p|ul)>/#, with: "")), date: "", milestone: "", now: now
            )
        }
    }
}

@Suite("Mois")
struct MonthTests {
    @Test("un moment est du mois qu’il est à Paris")
    func ofInstant() {
        let newYear = Instant(utcDay: Day(year: 2026, month: 12, day: 31)!, millisecondOfDay: 23 * 3_600_000)
        #expect(Month(newYear).iso == "2027-01")
        #expect(Month(newYear - .milliseconds(1)).frenchHeading == "Décembre 2026")
        #expect(Month(newYear).start == newYear && Month(newYear - .milliseconds(1)).end == newYear)
    }

    @Test("« Août 2026 » commence en heure d’été")
    func summer() throws {
        let august = try #require(Month(iso: "2026-08"))
        #expect(august.frenchHeading == "Août 2026")
        #expect(august.start.iso == "2026-07-31T22:00:00Z" && august.end.iso == "2026-08-31T22:00:00Z")
    }

    @Test("ce qui n’est pas un mois", arguments: ["", "2026", "2026-13", "2026-1", "26-01", "2026-01-01", "2200-01"])
    func refused(text: String) {
        #expect(Month(iso: text) == nil)
    }
}
