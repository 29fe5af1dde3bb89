import CLOModel
import Testing

@testable import CLOFastCGI

/// S3: what a client sees of each field, and what he may change, is what CLO's policy says.
@Suite("Mes informations, champ par champ")
struct DetailsPageTests {
    private static let details = Details([
        .civility: "M.", .lastName: "Dupont", .firstName: "Martin", .company: "Dupont & fils",
        .streetAddress: "14 rue du Puits-Neuf", .postalCode: "35000", .city: "Rennes", .phone: "+33261914017",
        .mobile: "+33639982164", .email: "martin.dupont@example.fr",
    ])

    private func page(
        _ policy: FieldPolicy, form: TypedForm = TypedForm(), history: [DetailChange] = []
    ) -> String {
        DetailsPage.page(
            .init(
                viewer: Viewer(account: .init(1), role: .client, name: "Martin Dupont"), formTokens: "<!--jetons-->",
                policy: policy, details: Self.details, form: form, preferences: .standard, history: history, notice: nil
            )
        ).content.text
    }

    private static func policy(_ field: DetailField, _ level: FieldPolicy.Level) -> FieldPolicy {
        var policy = FieldPolicy(levels: [:])
        policy[field] = level
        return policy
    }

    @Test("masqué : ni son nom ni sa valeur", arguments: DetailField.texts)
    func hidden(field: DetailField) throws {
        let text = page(Self.policy(field, .hidden))
        #expect(!text.contains("<dt>\(field.label)</dt>") && !text.contains("name=\"\(field.rawValue)\""))
        let value = HTML(escaping: field.shown(try #require(Self.details[field]))).text
        #expect(!text.contains("<dd>\(value)</dd>"))
    }

    @Test("visible : lu, sans champ", arguments: DetailField.texts)
    func visible(field: DetailField) throws {
        let text = page(Self.policy(field, .visible))
        let value = HTML(escaping: field.shown(try #require(Self.details[field]))).text
        #expect(text.contains("<dt>\(field.label)</dt><dd>\(value)</dd>"))
        #expect(!text.contains("name=\"\(field.rawValue)\"") && !text.contains("<form"))
    }

    @Test("modifiable : un champ avec son étiquette et ce qui s’y trouvait", arguments: DetailField.texts)
    func modifiable(field: DetailField) throws {
        let value = field.shown(try #require(Self.details[field]))
        let text = page(
            Self.policy(field, .modifiable), form: TypedForm(values: [field.rawValue: value], errors: [:]))
        #expect(text.contains("<label for=\"\(field.rawValue)\">\(field.label)"))
        #expect(text.contains("id=\"\(field.rawValue)\" name=\"\(field.rawValue)\" autocomplete=\""))
        let escaped = HTML(escaping: value).text
        #expect(text.contains("name=\"avant:\(field.rawValue)\" value=\"\(escaped)\""))
        #expect(text.contains("<!--jetons-->"))
        #expect(text.contains("required") == field.isRequired)
    }

    @Test("un refus garde ce qui est tapé, dit pourquoi sous le champ et y mène d’en haut")
    func refused() {
        let form = TypedForm(values: ["code_postal": "<35>"], errors: ["code_postal": "Cinq chiffres."])
        let text = page(Self.policy(.postalCode, .modifiable), form: form)
        #expect(text.contains("value=\"&lt;35&gt;\""))
        #expect(text.contains("<a href=\"#code_postal\">Code postal</a>\u{A0}: Cinq chiffres."))
        #expect(text.contains("aria-invalid=\"true\" aria-describedby=\"code_postal-erreur\""))
        #expect(text.contains("id=\"code_postal-erreur\">Cinq chiffres.</p>"))
    }

    @Test("le passé d’un champ masqué l’est aussi")
    func hiddenPast() {
        let changes = [DetailField.mobile, .city].map { field in
            DetailChange(
                id: .init(1), account: .init(1), field: field, old: "Autrefois-\(field.rawValue)", new: nil,
                changedBy: .init(field == .city ? 1 : 9), changedAt: Instant(milliseconds: 0))
        }
        let text = page(Self.policy(.mobile, .hidden), history: changes)
        #expect(text.contains("Autrefois-ville") && text.contains("par vous"))
        #expect(!text.contains("Autrefois-mobile"))
    }

    @Test("tout masqué : la page le supporte")
    func everythingHidden() {
        let levels = DetailField.allCases.map { ($0, FieldPolicy.Level.hidden) }
        let text = page(FieldPolicy(levels: Dictionary(uniqueKeysWithValues: levels)))
        #expect(!text.contains("<form") && !text.contains("Dupont"))
    }
}
