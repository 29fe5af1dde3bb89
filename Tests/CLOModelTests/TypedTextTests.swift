import CLOModel
import Testing

@Suite("Texte d’un commentaire")
struct CommentTextTests {
    @Test(
        "les fins de ligne deviennent des sauts de ligne, le blanc autour disparaît",
        arguments: [
            ("Bonjour", "Bonjour"), ("  Bonjour \n", "Bonjour"), ("a\r\nb", "a\nb"), ("a\rb", "a\nb"),
            ("a\n\rb", "a\n\nb"), ("a\u{2028}b\u{2029}c", "a\nb\nc"), ("a\r\n\r\nb", "a\n\nb"),
            ("a\n\n\n\n\nb", "a\n\nb"), ("a\r\n\r\n\r\nb", "a\n\nb"), ("a\tb", "a b"),
            ("\u{A0}a\u{A0}:\u{A0}b\u{3000}", "a\u{A0}:\u{A0}b"),
        ])
    func cleaned(typed: String, text: String) throws {
        #expect(try CommentText(typed: typed).text == text)
    }

    @Test("jamais deux lignes vides de suite, même faites d’espaces")
    func emptyLines() throws {
        let text = try CommentText(typed: "a\n \n \n \n \nb").text
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 3)
    }

    @Test(
        "les caractères de commande et ceux qui renversent la lecture disparaissent",
        arguments: [
            ("a\0b", "ab"), ("a\u{1B}[31mb", "a[31mb"), ("a\u{7F}\u{9B}b", "ab"), ("a\u{8}b", "ab"),
            ("prix : \u{202E}0001\u{202C} €", "prix : 0001 €"), ("\u{2066}a\u{2069}", "a"),
        ])
    func controlCharacters(typed: String, text: String) throws {
        #expect(try CommentText(typed: typed).text == text)
    }

    @Test(
        "le reste d’Unicode est gardé tel quel",
        arguments: ["L’été « chaud »…", "👷🏽‍♀️🏗️", "שלום", "e\u{301}", "<b>&amp;</b>", "日本語"])
    func unicode(typed: String) throws {
        #expect(Array(try CommentText(typed: typed).text.utf8) == Array(typed.utf8))
    }

    @Test("un commentaire vide est refusé", arguments: ["", " ", "\r\n\r\n", "\u{A0}\t", "\0", "\u{202E}"])
    func empty(typed: String) {
        #expect(throws: FieldError("Écrivez votre commentaire avant de l’envoyer.")) { try CommentText(typed: typed) }
    }

    @Test("cinq mille caractères au plus, le blanc autour non compté")
    func length() throws {
        let longest = String(repeating: "é", count: 5_000)
        #expect(try CommentText(typed: "  \(longest)\r\n").text == longest)
        let refusal = FieldError(
            "Ce commentaire est trop long (5001\u{A0}caractères, 5000 au plus). Vous pouvez le couper en deux.")
        #expect(throws: refusal) { try CommentText(typed: longest + "é") }
    }

    @Test("la longueur se compte comme dans la base : une lettre et son accent séparé font deux")
    func lengthInScalars() {
        #expect(throws: FieldError.self) { try CommentText(typed: String(repeating: "e\u{301}", count: 2_501)) }
    }

    @Test("nettoyer deux fois n’est pas nettoyer plus", arguments: ["a\r\n \n\n b\t", "\u{202A}x\n\n\n\ny\0"])
    func idempotent(typed: String) throws {
        let once = try CommentText(typed: typed).text
        #expect(try CommentText(typed: once).text == once)
    }
}

@Suite("Texte d’une ligne")
struct LineTextTests {
    @Test(
        "les sauts de ligne deviennent des espaces",
        arguments: [
            ("Erreur de date", "Erreur de date"), ("a\nb", "a b"), ("a\r\n\r\nb", "a b"), (" a\u{2028}b ", "a b"),
            ("", ""), (" \n ", ""), ("a\0b", "ab"),
        ])
    func oneLine(typed: String, text: String) throws {
        #expect(try LineText(typed: typed, limit: 20).text == text)
    }

    @Test("la longueur est bornée, en caractères de la base")
    func length() throws {
        #expect(try LineText(typed: "éééé ", limit: 4).text == "éééé")
        #expect(throws: FieldError("Ce texte est trop long\u{A0}: 4\u{A0}caractères au plus.")) {
            try LineText(typed: "ééééé", limit: 4)
        }
    }
}

@Suite("Texte d’une publication")
struct PublicationTextTests {
    /// 22 novembre 2026, 14 h 05 in Paris, to the millisecond.
    private let now = Instant(milliseconds: 1_795_352_700_000)

    private func publication(
        _ text: String = "Le coffrage est posé.", date: String = "", milestone: String = "", at now: Instant? = nil
    ) throws(PublicationText.Refused) -> PublicationText {
        try PublicationText(text: .plain(text, shown: []), date: date, milestone: milestone, now: now ?? self.now)
    }

    /// What is wrong, by field; empty when the publication is accepted.
    private func errors(
        _ text: String = "Le coffrage est posé.", date: String = "", milestone: String = ""
    ) -> [String: String] {
        do {
            _ = try publication(text, date: date, milestone: milestone)
            return [:]
        } catch {
            return error.errors
        }
    }

    @Test("sans date, une publication est datée de maintenant", arguments: ["", "  "])
    func undated(date: String) throws {
        let later = now + .milliseconds(33_123)
        #expect(try publication(date: date, at: later).datedAt == later)
    }

    @Test("elle peut être datée dans le passé")
    func past() throws {
        #expect(try publication(date: "2026-11-20T08:30").datedAt.iso == "2026-11-20T07:30:00Z")
    }

    @Test("elle n’est jamais datée dans le futur ; de maintenant exactement, si")
    func future() throws {
        #expect(try publication(date: "2026-11-22T14:05").datedAt == now)
        let refusal = ["date": "Une publication ne peut pas être datée dans le futur."]
        #expect(errors(date: "2026-11-22T14:06") == refusal)
        #expect(errors(date: "2026-11-22T14:05:01") == refusal)
        #expect(errors(date: "2027-11-22T14:05") == refusal)
    }

    @Test("elle ne date pas d’avant l’an 2000")
    func tooOld() throws {
        #expect(try publication(date: "2000-01-01T01:00").datedAt.iso == "2000-01-01T00:00:00Z")
        #expect(errors(date: "2000-01-01T00:59") == ["date": "Cette date est trop ancienne."])
    }

    @Test("une date illisible est refusée", arguments: ["hier", "2026-02-30T10:00", "2026-11-22", "22/11/2026"])
    func unreadable(date: String) {
        #expect(
            errors(date: date) == [
                "date": "Cette date ne peut pas être lue\u{A0}: jour, mois, année, heure et minutes sont attendus."
            ])
    }

    @Test(
        "elle peut marquer la fin du chantier, ou sa reprise",
        arguments: [("", nil), ("termine", .finished), ("reprise", .resumed)] as [(String, Milestone?)])
    func milestone(typed: String, expected: Milestone?) throws {
        #expect(try publication(milestone: typed).milestone == expected)
    }

    @Test("une étape inconnue est refusée", arguments: ["TERMINE", "annule", " termine"])
    func unknownMilestone(typed: String) {
        #expect(errors(milestone: typed) == ["etape": "Cette étape n’existe pas."])
    }

    @Test("une publication sans texte est refusée", arguments: ["", " \r\n ", "<p></p>", "<p><script>x</script></p>"])
    func empty(text: String) {
        #expect(
            errors(text) == ["texte": "Écrivez le texte de la publication, ou ajoutez une photo, avant de publier."])
    }

    @Test("un texte trop long est refusé")
    func tooLong() {
        #expect(errors(String(repeating: "a", count: RichText.maximumBytes + 1)).keys.elementsEqual(["texte"]))
    }

    @Test("tout ce qui ne va pas est dit en une fois")
    func allErrorsAtOnce() {
        #expect(Set(errors("", date: "demain", milestone: "pause").keys) == ["texte", "date", "etape"])
    }

    @Test(
        "un texte tapé reste du texte ; le HTML de l’éditeur devient du texte riche",
        arguments: [
            ("a < b & c", "<p>a &lt; b &amp; c</p>"), ("un\n\ndeux", "<p>un</p><p>deux</p>"),
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
            ("<p>Le <b onclick=x>mur</b></p><script>x</script>", "<p>Le <strong>mur</strong></p>"),
            ("<UL><li>a</UL>", "<ul><li><p>a</p></li></ul>"),
        ])
    func body(typed: String, html: String) throws {
        #expect(try publication(typed).body.html == html)
    }
}

@Suite("État d’un chantier")
struct SheetStateTests {
    @Test(
        "une fiche n’est jamais close : terminé, puis repris",
        arguments: [(nil, .underway), (.finished, .finished), (.resumed, .resumed)]
            as [(Milestone?, ProgressSheet.State)])
    func state(lastMilestone: Milestone?, state: ProgressSheet.State) {
        #expect(ProgressSheet.State(lastMilestone: lastMilestone) == state)
    }
}
