import Testing

@testable import CLOModel

@Suite("Coordonnées")
struct DetailFieldTests {
    private func checked(_ field: DetailField, _ typed: String) throws -> String? { try field.checked(typed) }

    @Test("ce qui est tapé est rangé avant d’être gardé")
    func tidied() throws {
        #expect(try checked(.lastName, "  Le   Guen ") == "Le   Guen")
        #expect(try checked(.postalCode, "35 000") == "35000")
        #expect(try checked(.postalCode, "sw1a 1aa") == "SW1A 1AA")
        #expect(try checked(.phone, "02 99 00 00 00") == "+33299000000")
        #expect(try checked(.mobile, "06.39.98.21.64") == "+33639982164")
        #expect(try checked(.email, " Martin@Exemple.FR ") == "Martin@exemple.fr")
        #expect(try checked(.company, " \u{A0} ") == nil)
    }

    @Test(
        "ce qui ne peut pas être est refusé par une phrase",
        arguments: [
            (.lastName, " "), (.firstName, ""), (.postalCode, "350"), (.postalCode, "350000"), (.postalCode, "35 00é"),
            (.phone, "12 34"), (.mobile, "02 99 00 00 00"), (.email, "martin@"), (.email, "a b@exemple.fr"),
            (.civility, String(repeating: "x", count: 21)), (.city, String(repeating: "é", count: 101)),
        ] as [(DetailField, String)])
    func refused(field: DetailField, typed: String) {
        let error = #expect(throws: FieldError.self) { try field.checked(typed) }
        #expect(error?.sentence.hasSuffix(".") == true)
    }

    @Test("un formulaire refusé nomme tous ses champs fautifs, un formulaire partiel laisse le reste en place")
    func forms() throws {
        let refused = #expect(throws: Details.Refused.self) {
            try Details(typed: ["nom": "", "prenom": "Zoé", "courriel": "x"])
        }
        #expect(Set(refused?.errors.keys ?? [:].keys) == ["nom", "courriel"])
        let present = Details([.lastName: "Dupont", .firstName: "Martin", .city: "Rennes"])
        let changed = try Details(typed: ["telephone": "0299000000"], fields: [.phone], over: present)
        #expect(present.changes(to: changed).map(\.field) == [.phone])
        #expect(changed.fullName == "Martin Dupont")
    }

    @Test("un client voit tout par défaut, et ne change que ce qui bouge souvent")
    func standardPolicy() {
        let policy = FieldPolicy.standard
        #expect(policy.shown == DetailField.allCases)
        #expect(policy.modifiable == [.phone, .mobile, .email, .notifications])
        var other = policy
        other[.company] = .hidden
        #expect(!other.shown.contains(.company))
    }
}

@Suite("Identifiants proposés")
struct SignInNameProposalTests {
    @Test(
        "d’après le nom",
        arguments: [
            ("Martin", "Dupont", "martin.dupont"), ("Zoé", "Le Guen", "zoe.le-guen"),
            ("Jean-François", "d’Artagnan", "jean-francois.dartagnan"), ("Cœur", "Ça", "coeur.ca"),
            ("", "Müller", "muller"), ("Anne  ", "-", "anne"), ("e\u{301}ric", "X.Y", "eric.x-y"),
        ])
    func proposed(first: String, last: String, expected: String) {
        #expect(SignInName(proposedFor: first, last)?.description == expected)
    }

    @Test("sans lettre, rien n’est proposé")
    func nothing() {
        #expect(SignInName(proposedFor: "日本", "…") == nil)
        #expect(SignInName(proposedFor: "", "") == nil)
    }

    @Test("un nom sans fin donne un identifiant qui tient")
    func long() {
        let name = SignInName(proposedFor: String(repeating: "a-", count: 90), "b")
        #expect((name?.description.utf8.count ?? 99) <= 60)
        #expect(SignInName("martin.dupont")?.numbered(2)?.description == "martin.dupont2")
    }
}

@Suite("Réglages")
struct SettingsTests {
    private var standard: [String: String] {
        Dictionary(uniqueKeysWithValues: SettingKey.allCases.map { ($0.rawValue, $0.standard) })
    }

    @Test("les réglages d’origine passent leur propre contrôle", arguments: SettingKey.allCases)
    func standardIsValid(key: SettingKey) throws {
        #expect(try key.checked(key.standard) == key.standard)
        #expect(
            try Settings(typed: standard)
                == Settings(standard.reduce(into: [:]) { $0[SettingKey(rawValue: $1.key)!] = $1.value }))
    }

    @Test(
        "ce qui ne peut pas être est refusé",
        arguments: [
            (.companyName, ""), (.companyPhone, "12"), (.companyEmail, "x"), (.legalNotice, "javascript:alert(1)"),
            (.legalNotice, "//ailleurs"), (.legalNotice, "http://x"), (.legalNotice, "/a\"b"), (.accent, "bleu"),
            (.accent, "#12345"), (.accent, "#1234567"), (.quietDays, "0"), (.quietDays, "366"), (.quietDays, "1.5"),
            (.accessLogMonths, "5"), (.accessLogMonths, "13"),
        ] as [(SettingKey, String)])
    func refused(key: SettingKey, typed: String) {
        #expect(throws: FieldError.self) { try key.checked(typed) }
    }

    @Test("des couleurs qui ne se lisent pas l’une sur l’autre sont refusées (WCAG 1.4.3)")
    func contrast() {
        let refused = #expect(throws: Details.Refused.self) {
            try Settings(typed: standard.merging(["couleur_accent": "#aaccee"]) { $1 })
        }
        #expect(refused.map { Set($0.errors.keys) } == ["couleur_accent"])
    }

    @Test(
        "le contraste est celui du W3C",
        arguments: [
            ("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54),
            ("#0000ff", "#ffffff", 8.59),
        ])
    func ratio(one: String, other: String, expected: Double) throws {
        let ratio = try #require(Colour(one)).contrast(with: try #require(Colour(other)))
        #expect(abs(ratio - expected) < 0.01)
    }

    @Test("ce que quelqu’un aurait écrit à la main dans la base ne casse rien")
    func damaged() {
        var settings = Settings.standard
        settings[.quietDays] = "beaucoup"
        #expect(settings.quietDays == 14)
        #expect(settings.retention(.accessLogMonths) == .hours(12 * 730))
    }
}

@Suite("Contrats et jours")
struct ContractModelTests {
    @Test("un fichier de contrat a un nom français, sans rien qui soit un chemin")
    func fileName() throws {
        let contract = Contract(
            id: .init(1), name: "x", client: .init(2), worksite: WorksiteCode("CH-2026-014"),
            title: "Devis: été/hiver \\ « signé »\n", signedOn: try #require(Day(year: 2026, month: 3, day: 12)),
            byteCount: 1, pageCount: 1, addedAt: Instant(seconds: 0))
        #expect(contract.fileName == "Devis- été-hiver - « signé »  - CH-2026-014 - 2026-03-12.pdf")
    }

    @Test("le même jour d’une autre année, et le lendemain")
    func days() throws {
        let leap = try #require(Day(year: 2024, month: 2, day: 29))
        #expect(leap.adding(years: 1) == Day(year: 2025, month: 2, day: 28))
        #expect(leap.adding(years: 4) == Day(year: 2028, month: 2, day: 29))
        #expect(leap.adding(years: 900).year == 2200)
        #expect(leap.following == Day(year: 2024, month: 3, day: 1))
    }

    @Test("chaque acte du journal a son nom, et aucun ne se confond avec un autre")
    func journalKinds() {
        #expect(Set(JournalKind.allCases.map(\.label)).count == JournalKind.allCases.count)
        #expect(JournalKind.allCases.allSatisfy { $0.rawValue.utf8.count <= 40 && $0.group != .sheets })
    }
}
