import CLOModel
import Testing

@Suite("Identifiants de chantier")
struct WorksiteCodeTests {
    @Test(
        "un chantier se tape en majuscules ou non, avec tirets ou espaces",
        arguments: [
            "CH-2026-014", "ch-2026-014", " CH 2026 014 ", "ch_2026_014", "CH--2026- 014", "-CH-2026-014-",
            "Ch 2026-014   ",
        ])
    func normalised(typed: String) {
        #expect(WorksiteCode(typed)?.description == "CH-2026-014")
    }

    @Test("trois à vingt-quatre caractères", arguments: [(2, false), (3, true), (24, true), (25, false)])
    func length(count: Int, isAccepted: Bool) {
        #expect((WorksiteCode(String(repeating: "A", count: count)) != nil) == isAccepted)
    }

    @Test("la longueur est celle de l’identifiant, pas de ce qui est tapé")
    func lengthAfterNormalising() {
        #expect(WorksiteCode("   A-   ") == nil)
        #expect(WorksiteCode("     A1B     ")?.description == "A1B")
    }

    @Test(
        "ce qu’aucun chantier ne peut porter est refusé",
        arguments: [
            "", "   ", "---", "CH/2026", "CH.2026", "CHÉ-2026", "CH-2026\n", "CH\t2026", "CH-2026'", "CH%2D2026",
            "ＣＨ-2026", "CH-2026\0", "CH-2026-014\(String(repeating: " ", count: 200))/../../etc",
        ])
    func refused(typed: String) {
        #expect(WorksiteCode(typed) == nil)
    }

    @Test("un identifiant relu est le même", arguments: ["CH-2026-014", "A1B", "2026-1"])
    func readBack(code: String) throws {
        let first = try #require(WorksiteCode(code))
        #expect(first.description == code)
        #expect(WorksiteCode(first.description) == first)
    }
}

@Suite("Identifiants de connexion")
struct SignInNameTests {
    @Test(
        "la casse et les espaces autour ne comptent pas",
        arguments: [
            ("martin.dupont", "martin.dupont"), ("  Martin.Dupont ", "martin.dupont"), ("ADMIN", "admin"),
            ("sophie@example.fr", "sophie@example.fr"), ("j_moreau-2", "j_moreau-2"), ("42", "42"),
        ])
    func normalised(typed: String, name: String) {
        #expect(SignInName(typed)?.description == name)
    }

    @Test(
        "deux à soixante-quatre caractères",
        arguments: [(1, false), (2, true), (64, true), (65, false), (5_000, false)])
    func length(count: Int, isAccepted: Bool) {
        #expect((SignInName(String(repeating: "a", count: count)) != nil) == isAccepted)
    }

    @Test(
        "ce qui n’est pas un identifiant est refusé",
        arguments: [
            "", " ", ".martin", "martin.", "-martin", "martin@", "_a", "martin dupont", "martin\tdupont", "martin\n",
            "élise", "martin'--", "martin\0", "martin<b>", "ｍartin", "martin/dupont", "martin\u{A0}",
        ])
    func refused(typed: String) {
        #expect(SignInName(typed) == nil)
    }
}
