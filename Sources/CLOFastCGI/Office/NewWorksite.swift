import CLOModel
import CLOStore

/// A new worksite; its sheet is opened with it.
enum NewWorksite {
    static func show(_ person: SignedIn, client: Account.ID?) throws -> Response {
        var form = TypedForm()
        form.values["code"] =
            try person.store.worksites.nextCode(inYear: ParisTime(person.now).date.year)?.description ?? ""
        if let client { form.values["client"] = try person.profile(client, .client).identifier }
        return page(person, form, status: .ok)
    }

    static func submit(_ person: SignedIn) throws -> Response {
        let form = try person.request.form()
        let names = ["code", "client"] + WorksiteForm.names
        var typed = try TypedForm(form, names)
        var errors: [String: String] = [:]
        let code = WorksiteCode(typed["code"])
        if code == nil {
            errors["code"] =
                "Un identifiant de chantier compte 3 à 24 lettres, chiffres et tirets, par exemple CH-2026-014."
        }
        let client = SignInName(typed["client"])
        if client == nil { errors["client"] = NewWorksite.noClient(typed["client"]) }
        let content = WorksiteForm.content(typed, &errors)
        guard errors.isEmpty, let code, let client, let content else {
            typed.errors = errors
            return page(person, typed, status: .unprocessable)
        }
        switch try person.store.worksites.add(
            code, content, client: client, by: person.viewer,
            submission: try person.submission(form, names.map { typed[$0] }), at: person.now)
        {
        case .done: return .redirect(to: Route.sheet(.office, code, .first).path)
        case .codeTaken:
            typed.errors["code"] = "Le chantier «\u{A0}\(code)\u{A0}» existe déjà."
            return page(person, typed, status: .conflict)
        case .noClient:
            typed.errors["client"] = noClient(typed["client"])
            return page(person, typed, status: .unprocessable)
        }
    }

    static func noClient(_ typed: String) -> String {
        typed.allSatisfy(\.isWhitespace)
            ? "Indiquez l’identifiant du client."
            : "Aucun client ne porte l’identifiant «\u{A0}\(typed)\u{A0}». Vérifiez-le dans la liste des clients."
    }

    private static func page(_ person: SignedIn, _ form: TypedForm, status: Response.Status) -> Response {
        let fields =
            [
                FormParts.Field(
                    "code", "Identifiant du chantier", .text(limit: 40), hint: "il ne changera plus", isRequired: true,
                    autocomplete: "off"),
                WorksiteForm.client,
            ] + WorksiteForm.fields
        return OfficeScreen(
            title: "Nouveau chantier", trail: [("Chantiers", .office(.worksites(ListQuery())))],
            content: FormParts.form(
                .office(.newWorksite(client: nil)), tokens: person.formTokens(), fields, form,
                button: "Créer le chantier et sa fiche", back: .office(.worksites(ListQuery())))
        ).response(person, status: status)
    }
}

/// The fields of a worksite that its sheet's header shows (S6).
enum WorksiteForm {
    static let names = ["intitule", "adresse", "debut", "fin_prevue"]

    static let client = FormParts.Field(
        "client", "Identifiant du client", .text(limit: 64), hint: "par exemple martin.dupont", isRequired: true,
        autocomplete: "off")

    static let fields: [FormParts.Field] = [
        .init("intitule", "Intitulé", .text(limit: 200), isRequired: true, autocomplete: "off"),
        .init("adresse", "Adresse du chantier", .text(limit: 300), autocomplete: "off"),
        .init("debut", "Date de début", .text(type: "date")),
        .init("fin_prevue", "Date de fin prévue", .text(type: "date")),
    ]

    static func form(_ content: WorksiteStore.Content) -> TypedForm {
        TypedForm(values: [
            "intitule": content.title, "adresse": content.streetAddress ?? "", "debut": content.startsOn?.iso ?? "",
            "fin_prevue": content.plannedEndOn?.iso ?? "",
        ])
    }

    /// - Parameter errors: what is wrong is added, by field.
    /// - Returns: `nil` when something is.
    static func content(_ typed: TypedForm, _ errors: inout [String: String]) -> WorksiteStore.Content? {
        let title = line(typed, "intitule", 200, &errors)
        let address = line(typed, "adresse", 300, &errors)
        if title?.isEmpty == true { errors["intitule"] = "Indiquez l’intitulé du chantier." }
        let start = day(typed, "debut", &errors)
        let end = day(typed, "fin_prevue", &errors)
        if let start, let end, end < start {
            errors["fin_prevue"] = "La fin prévue vient avant le début."
        }
        guard let title, let address, errors.isEmpty else { return nil }
        return .init(title: title, streetAddress: address.nonEmpty, startsOn: start, plannedEndOn: end)
    }

    static func line(_ typed: TypedForm, _ name: String, _ limit: Int, _ errors: inout [String: String]) -> String? {
        do {
            return try LineText(typed: typed[name], limit: limit).text
        } catch {
            errors[name] = error.sentence
            return nil
        }
    }

    /// - Returns: `nil` when nothing was typed, or what was is no day.
    static func day(_ typed: TypedForm, _ name: String, _ errors: inout [String: String]) -> Day? {
        let text = typed[name].filter { !$0.isWhitespace }
        guard !text.isEmpty else { return nil }
        guard let day = Day(iso: text) ?? Day(french: text) else {
            errors[name] = "Cette date ne peut pas être lue\u{A0}: jour, mois et année, par exemple 22/11/2026."
            return nil
        }
        return day
    }
}

extension Day {
    /// Reads `22/11/2026`, as people type it where the browser has no field for dates.
    init?(french text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let day = Int(parts[0]), let month = Int(parts[1]), parts[2].utf8.count == 4, let year = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}
