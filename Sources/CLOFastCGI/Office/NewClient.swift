import CLOModel
import CLOStore

/// S2: CLO makes every client's account. The identifier is proposed from the name; clients who look like the same
/// person are shown before a second account is made.
enum NewClient {
    static func show(_ person: SignedIn) throws -> Response {
        page(person, TypedForm(), lookalikes: [], status: .ok)
    }

    static func submit(_ person: SignedIn) throws -> Response {
        let form = try person.request.form()
        let names = DetailField.texts.map(\.rawValue) + [IdentifierField.name, "confirme"]
        var typed = try TypedForm(form, names)
        let details: Details
        do {
            details = try Details(typed: typed.values)
        } catch {
            typed.errors = error.errors
            return page(person, typed, lookalikes: [], status: .unprocessable)
        }
        guard let name = try IdentifierField.read(&typed, for: details, example: "martin.dupont", person) else {
            return page(person, typed, lookalikes: [], status: .unprocessable)
        }
        let submission = try person.submission(form, names.map { typed[$0] })
        if let id = try person.store.accounts.made(by: submission) {
            return person.done(.accountAdded, then: .office(.client(id)))
        }
        let lookalikes = try person.store.accounts.lookalikes(of: details, visibleTo: person.viewer)
        if !lookalikes.isEmpty && typed["confirme"] != "oui" {
            return page(person, typed, lookalikes: lookalikes, status: .conflict)
        }
        switch try person.store.accounts.add(
            name, .client, details, by: person.viewer, submission: submission, at: person.now)
        {
        case .done(let id): return person.done(.accountAdded, then: .office(.client(id)))
        case .identifierTaken:
            let free = try person.store.accounts.freeIdentifier(for: details)
            typed.errors[IdentifierField.name] =
                "Cet identifiant est déjà pris." + (free.map { " «\u{A0}\($0)\u{A0}» est libre." } ?? "")
            return page(person, typed, lookalikes: [], status: .conflict)
        }
    }

    private static func page(
        _ person: SignedIn, _ form: TypedForm, lookalikes: [AccountStore.ListEntry], status: Response.Status
    ) -> Response {
        let fields = DetailFields.all + [IdentifierField.field]
        return OfficeScreen(
            title: "Nouveau client", trail: [("Clients", .office(.clients(ListQuery())))],
            content: """
                <p>Le client choisira lui-même son mot de passe.</p>
                \(lookalikes.isEmpty ? nil : warning(lookalikes) as HTML?)
                \(FormParts.form(.office(.newClient), tokens: person.formTokens(), fields, form, button: lookalikes.isEmpty ? "Créer le client" : "Créer quand même", back: .office(.clients(ListQuery())), giveUp: "Ne rien créer", before: lookalikes.isEmpty ? nil : "<input type=\"hidden\" name=\"confirme\" value=\"oui\">"))
                """
        ).response(person, status: status)
    }

    private static func warning(_ lookalikes: [AccountStore.ListEntry]) -> HTML {
        let entries = lookalikes.map { client -> HTML in
            "<li><a href=\"\(Route.office(.client(client.id)))\">\(client.name)</a> (\(client.identifier)\(client.city.map { ", \($0)" as HTML }))</li>"
        }
        return """
            <div class="erreur bilan-erreurs" role="alert"><p>Ce client existe peut-être déjà\u{A0}: même nom, même courriel ou même numéro.</p><ul>\(entries)</ul><p>Rien n’est encore créé. Si c’est bien quelqu’un d’autre, relisez puis confirmez.</p></div>
            """
    }
}

/// The fields of a person's details, as the office types them.
enum DetailFields {
    static let all = DetailField.texts.map(field)

    static func field(_ field: DetailField) -> FormParts.Field {
        // The browser's own address book is the employee's, not the client's: it fills nothing in.
        let control: FormParts.Control
        var hint: String?
        switch field {
        case .civility:
            control = .choice([("", "–"), ("M.", "M."), ("Mme", "Mme"), ("M. et Mme", "M. et Mme")])
        case .streetAddress: control = .text(limit: field.maximumLength)
        case .phone, .mobile:
            control = .text(type: "tel", limit: field.maximumLength)
            hint = field == .mobile ? "pour les SMS" : nil
        case .email: control = .text(type: "email", limit: field.maximumLength)
        case .lastName, .firstName, .company, .postalCode, .city, .notifications:
            control = .text(limit: field.maximumLength)
        }
        return .init(
            field.rawValue, field.label, control, hint: hint, isRequired: field.isRequired, autocomplete: "off")
    }

    static func form(_ details: Details) -> TypedForm {
        var form = TypedForm()
        for field in DetailField.texts { form.values[field.rawValue] = details[field] ?? "" }
        return form
    }
}
