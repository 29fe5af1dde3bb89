import CLOModel
import Testing

@testable import CLOFastCGI

@Suite("Les pièces du bureau")
struct OfficePartsTests {
    @Test("un champ refusé dit pourquoi, à l’œil et au lecteur d’écran")
    func refusedField() {
        var form = TypedForm(values: ["titre": "<b>"])
        form.errors["titre"] = "Trop court."
        let field = FormParts.Field("titre", "Titre", hint: "exemple", isRequired: true)
        let html = FormParts.field(field, form).text
        #expect(html.contains("<label for=\"titre\">"))
        #expect(html.contains("value=\"&lt;b&gt;\""), "what was typed is kept, escaped")
        #expect(html.contains("aria-invalid=\"true\" aria-describedby=\"titre-indice titre-erreur\""))
        #expect(html.contains("id=\"titre-erreur\">Trop court."))
        let summary = FormParts.summary([field], form)?.text ?? ""
        #expect(summary.contains("<a href=\"#titre\">Titre</a>"))
        #expect(FormParts.summary([field], TypedForm()) == nil)
    }

    @Test("un champ facultatif le dit, un champ exigé aussi")
    func optional() {
        #expect(FormParts.field(.init("a", "A"), TypedForm()).text.contains("(facultatif)"))
        #expect(FormParts.field(.init("a", "A", isRequired: true), TypedForm()).text.contains(" required"))
    }

    @Test(
        "les pages d’une liste",
        arguments: [
            (1, 0, nil), (1, 25, nil), (1, 26, "1 à 25 sur 26"), (2, 26, "26 à 26 sur 26"),
            (9, 26, "Aucune ligne sur cette page"),
        ] as [(Int, Int, String?)])
    func pages(page: Int, total: Int, label: String?) {
        let html = ListParts.pages(page, of: total, size: 25) { .office(.clients(ListQuery(page: $0))) }?.text
        #expect((html == nil) == (label == nil))
        if let html, let label {
            #expect(html.contains(label))
            #expect(html.contains("rel=\"prev\"") == (page > 1))
            #expect(html.contains("rel=\"next\"") == (page * 25 < total))
        }
    }

    @Test("un CSV que les tableurs lisent, et où rien ne devient une formule")
    func csv() {
        #expect(
            CSV.line(["a;b", "dit « \"oui\" »", "", "deux\nlignes"])
                == "\"a;b\";\"dit « \"\"oui\"\" »\";\"\";\"deux\nlignes\"\r\n")
        for start in ["=", "+", "-", "@", "\t", "\r"] {
            #expect(CSV.line(["\(start)1+1"]).hasPrefix("\"'\(start)"))
        }
    }

    @Test("une date tapée à la française se lit aussi")
    func frenchDay() {
        #expect(Day(french: "22/11/2026") == Day(year: 2026, month: 11, day: 22))
        #expect(Day(french: "1/2/2026") == Day(year: 2026, month: 2, day: 1))
        for wrong in ["31/02/2026", "2026/11/22", "22/11/26", "22-11-2026", "//", "a/b/2026"] {
            #expect(Day(french: wrong) == nil)
        }
    }

    @Test("la feuille de style n’est demandée que si les couleurs ne sont pas celles du programme")
    func appearance() {
        var settings = Settings.standard
        #expect(Appearance.link(settings, .client) == nil)
        settings[.accent] = "#7a1750"
        #expect(Appearance.link(settings, .client)?.text.contains("/compte-client/apparence.css?v=7a1750") == true)
    }
}
