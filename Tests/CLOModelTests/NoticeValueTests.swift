import Testing

@testable import CLOModel

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("06 39 98 21 64", "+33639982164"), ("+33 6 39 98 21 64", "+33639982164"),
        ("0033 (0)6.39.98.21.64", "+33639982164"), ("+33 (0) 6-39-98-21-64", "+33639982164"),
        ("02 61 91 40 17", "+33261914017"), ("0692 12 34 56", "+262692123456"), ("0690 12 34 56", "+590690123456"),
        ("0639 01 23 45", "+262639012345"), ("+41 79 123 45 67", "+41791234567"),
        ("06\u{A0}39\u{202F}98 21 64", "+33639982164"),
    ])
    func `un numéro français s’écrit de bien des façons et n’en a qu’une`(typed: String, expected: String) {
        #expect(PhoneNumber(typed: typed)?.description == expected)
    }

    @Test(arguments: [
        "", "06 39 98 21", "06 39 98 21 64 5", "0 39 98 21 64", "+33 39 98 21 64", "six", "06 39 98 21 64;07",
        "+0 123 456 789", "+1234567", "+1234567890123456", "06\n39982164\r\nBcc: x",
    ])
    func `ce qui n’est pas un numéro est refusé`(typed: String) {
        #expect(PhoneNumber(typed: typed) == nil)
    }

    @Test func `un SMS n’arrive que sur un mobile`() {
        #expect(PhoneNumber(typed: "06 39 98 21 64")?.canReceiveSMS == true)
        #expect(PhoneNumber(typed: "0692 12 34 56")?.canReceiveSMS == true)
        #expect(PhoneNumber(typed: "02 61 91 40 17")?.canReceiveSMS == false)
        #expect(PhoneNumber(typed: "+41 79 123 45 67")?.canReceiveSMS == true)
    }
}

@Suite struct EmailAddressTests {
    @Test(arguments: ["martin.dupont@example.fr", "a+b_c@sous.domaine.example", " Julie@Example.FR "])
    func `une adresse ordinaire est acceptée`(typed: String) {
        #expect(EmailAddress(typed: typed) != nil)
    }

    @Test(arguments: [
        "", "martin", "martin@", "@example.fr", "martin@example", "m@e..fr", "a@b@example.fr", "a b@example.fr",
        "a@example.fr\r\nBcc: x@example.fr", "a@-x.fr", ".a@example.fr", "a..b@example.fr", "é@example.fr",
        "<a@example.fr>", "a@example.fr>", "\"a\"@example.fr", "a@[192.0.2.1]",
    ])
    func `rien qui puisse sortir de sa place n’est une adresse`(typed: String) {
        #expect(EmailAddress(typed: typed) == nil)
    }
}

@Suite struct SMSTextTests {
    @Test(arguments: [
        ("Déjà prêt : ça coûte 20 € à Noël", "Déjà pret : ca coute 20 € à Noel"),
        ("« L’œuvre »…", "\"L'oeuvre\"..."), ("n°\u{A0}12 – fin", "no 12 - fin"), ("bravo 🎉 !", "bravo  !"),
        ("e\u{301}te\u{301}", "été"), ("Ça", "Ça"), ("\u{202E}abc", "abc"),
    ])
    func `tout s’écrit dans l’alphabet des téléphones`(typed: String, expected: String) {
        #expect(SMSText(typed).text == expected)
    }

    @Test func `un message a 160 signes, plusieurs en ont 153 chacun`() {
        #expect(SMSText("").segmentCount == 1)
        #expect(SMSText(String(repeating: "a", count: 160)).segmentCount == 1)
        #expect(SMSText(String(repeating: "a", count: 161)).segmentCount == 2)
        #expect(SMSText(String(repeating: "a", count: 306)).segmentCount == 2)
        #expect(SMSText(String(repeating: "a", count: 307)).segmentCount == 3)
    }

    @Test func `un signe étendu en vaut deux, et n’est pas coupé entre deux messages`() {
        #expect(SMSText(String(repeating: "€", count: 80)).segmentCount == 1)
        #expect(SMSText(String(repeating: "€", count: 81)).segmentCount == 2)
        // 152 + the two septets of « € » do not fit 153: the first part ends one short, and all moves on.
        let text = String(repeating: "a", count: 152) + "€" + String(repeating: "a", count: 152)
        #expect(SMSText(text).septetCount == 306)
        #expect(SMSText(text).segmentCount == 3)
    }
}

@Suite struct NoticeTimingTests {
    private func paris(_ local: String) throws -> Instant { try #require(ParisTime.instant(local: local)) }

    @Test func `aucun SMS entre 20 h et 8 h, gardés pour le matin`() throws {
        let quiet = QuietHours.standard
        #expect(quiet.end(ifQuietAt: try paris("2026-11-22T19:59")) == (try paris("2026-11-22T19:59")))
        #expect(quiet.end(ifQuietAt: try paris("2026-11-22T20:00")) == (try paris("2026-11-23T08:00")))
        #expect(quiet.end(ifQuietAt: try paris("2026-11-22T03:00")) == (try paris("2026-11-22T08:00")))
        #expect(quiet.end(ifQuietAt: try paris("2026-11-22T08:00")) == (try paris("2026-11-22T08:00")))
        let none = try #require(QuietHours(from: 0, until: 0))
        #expect(none.end(ifQuietAt: try paris("2026-11-22T03:00")) == (try paris("2026-11-22T03:00")))
        let noon = try #require(QuietHours(from: 12, until: 14))
        #expect(noon.end(ifQuietAt: try paris("2026-11-22T13:30")) == (try paris("2026-11-22T14:00")))
    }

    @Test func `un courriel part après le temps du regroupement, un résumé à son heure`() throws {
        let now = try paris("2026-11-22T21:10")
        let timing = NoticeTiming.standard
        #expect(timing.dueTime(.atOnce, by: .email, at: now) == now + .minutes(3))
        #expect(timing.dueTime(.atOnce, by: .sms, at: now) == (try paris("2026-11-23T08:00")))
        #expect(timing.dueTime(.daily(hour: 7), by: .email, at: now) == (try paris("2026-11-23T07:00")))
        #expect(timing.dueTime(.daily(hour: 7), by: .sms, at: now) == (try paris("2026-11-23T08:00")))
        #expect(timing.dueTime(.daily(hour: 22), by: .email, at: now) == (try paris("2026-11-22T22:00")))
    }

    @Test func `la nuit du changement d’heure a aussi son heure`() throws {
        #expect(ParisTime.next(hour: 2, after: try paris("2026-03-28T12:00")) == (try paris("2026-03-29T01:00")))
        #expect(ParisTime.startOfMonth(try paris("2026-11-01T00:30")) == (try paris("2026-11-01T00:00")))
    }
}

@Suite struct NoticeTemplateTests {
    @Test(arguments: NoticeTemplate.Name.allCases)
    func `les textes de la maison passent leurs propres règles`(name: NoticeTemplate.Name) throws {
        let standard = NoticeTemplate.standard(name)
        let typed = try NoticeTemplate(
            typed: name, subject: standard.subject, text: standard.text, sms: standard.sms)
        #expect(typed == standard)
    }

    @Test func `une place que le message n’a pas est refusée`() {
        #expect(throws: NoticeTemplate.Refused.self) {
            try NoticeTemplate(typed: .publication, subject: "{secret}", text: "x", sms: "x")
        }
        #expect(throws: NoticeTemplate.Refused.self) {
            try NoticeTemplate(typed: .activation, subject: "Bonjour", text: "Sans lien", sms: "")
        }
        #expect(throws: NoticeTemplate.Refused.self) {
            try NoticeTemplate(typed: .publication, subject: " ", text: "x", sms: "x")
        }
    }

    @Test func `ce qui remplit une place n’en ouvre pas d’autre`() {
        #expect(
            NoticeTemplate.fill("{auteur} dit {extrait}", [.author: "{lien}", .excerpt: "a}b"]) == "{lien} dit a}b")
        #expect(NoticeTemplate.fill("{ seule", [:]) == "{ seule")
    }

    @Test func `le SMS d’une publication tient en un message, même pour un long intitulé`() {
        let values: NoticeTemplate.Values = [
            .worksite: String(repeating: "Extension et surélévation ", count: 7), .number: "128",
            .link: "https://www.clo-batiment.example/compte-client/v/CH-2026-014/128",
        ]
        let sms = NoticeTemplate.standard(.publication).sms(values)
        #expect(sms.segmentCount == 1)
        #expect(sms.text.contains("surélévation Extension... (no 128)"), "coupé entre deux mots")
    }
}

@Suite struct SiteAddressTests {
    @Test func `l’adresse du site est un nom, et rien après`() {
        #expect(SiteAddress("https://www.clo.example/")?.description == "https://www.clo.example")
        #expect(SiteAddress("http://127.0.0.1:8080")?.description == "http://127.0.0.1:8080")
        for wrong in [
            "www.clo.example", "ftp://x", "https://", "https://x/y", "https://x y", "https://x:99999", "https://x\r\n",
        ] {
            #expect(SiteAddress(wrong) == nil, "\(wrong)")
        }
    }
}
