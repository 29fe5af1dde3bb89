import CLOModel
import CLOStore

/// The employees of CLO; administrators only.
enum EmployeeList {
    static func show(_ person: SignedIn, _ query: ListQuery) throws -> Response {
        let slice = try person.store.accounts.list(
            .employee, like: query.text, status: AccountStore.Status(rawValue: query.filter), query.request,
            visibleTo: person.viewer)
        let rows = slice.items.map { employee -> [HTML] in
            [
                "<a href=\"\(Route.office(.editEmployee(employee.id)))\">\(employee.name)</a>",
                "\(employee.identifier)",
                employee.role == .employee(isAdministrator: true) ? "<b>Administrateur</b>" : "Employé",
                AccountList.status(employee.status),
            ]
        }
        let list: HTML =
            rows.isEmpty
            ? ListParts.empty(
                "Aucun employé ne correspond. Essayez moins de mots, ou un autre état de compte.",
                action: ("Voir tous les employés", .office(.employees(ListQuery()))))
            : ListParts.table(
                .init(caption: "Employés", columns: ["Employé", "Identifiant", "Rôle", "Compte"], rows: rows))
        return OfficeScreen(
            title: "Employés", trail: Administration.trail,
            content: """
                <p class="outils-liste"><a class="bouton principal" href="\(Route.office(.newEmployee))">Nouvel employé</a></p>
                \(ListParts.search(.office(.employees(ListQuery())), label: "Nom, courriel ou identifiant", text: query.text, filter: AccountList.filter(query)))
                \(list)
                \(ListParts.pages(query.page, of: slice.total, size: officePageSize) { .office(.employees(query.turning(to: $0))) })
                """
        ).response(person)
    }
}

enum EmployeeForm {
    static let details: [DetailField] = [.lastName, .firstName, .phone, .mobile, .email]
    static let names = details.map(\.rawValue) + ["fonction", "administrateur"]
    static let positionLength = 100

    static let fields =
        details.map(DetailFields.field) + [
            .init("fonction", "Fonction", .text(limit: positionLength), hint: "par exemple conductrice de travaux"),
            .init(
                "administrateur", "Administrateur", .flag,
                hint: "gère les employés, les réglages, le journal et les données personnelles"),
        ]

    /// - Returns: `nil` when something is wrong; it then stands in the form.
    static func read(_ typed: inout TypedForm, over present: Details) -> (details: Details, position: String?)? {
        var errors: [String: String] = [:]
        let position = WorksiteForm.line(typed, "fonction", positionLength, &errors)
        do {
            let details = try Details(typed: typed.values, fields: details, over: present)
            typed.errors = errors
            return errors.isEmpty ? (details, position?.nonEmpty) : nil
        } catch {
            typed.errors = errors.merging(error.errors) { first, _ in first }
            return nil
        }
    }
}

enum NewEmployee {
    static func show(_ person: SignedIn) -> Response {
        page(person, TypedForm(), status: .ok)
    }

    static func submit(_ person: SignedIn) throws -> Response {
        let form = try person.request.form()
        let names = EmployeeForm.names + [IdentifierField.name]
        var typed = try TypedForm(form, names)
        guard let (details, position) = EmployeeForm.read(&typed, over: Details()) else {
            return page(person, typed, status: .unprocessable)
        }
        guard let name = try IdentifierField.read(&typed, for: details, example: "julie.moreau", person) else {
            return page(person, typed, status: .unprocessable)
        }
        switch try person.store.accounts.add(
            name, .employee(isAdministrator: typed["administrateur"] == "oui"), details, position: position,
            by: person.viewer, submission: try person.submission(form, names.map { typed[$0] }), at: person.now)
        {
        case .done(let id): return person.done(.accountAdded, then: .office(.editEmployee(id)))
        case .identifierTaken:
            typed.errors[IdentifierField.name] = "Cet identifiant est déjà pris."
            return page(person, typed, status: .conflict)
        }
    }

    private static func page(_ person: SignedIn, _ form: TypedForm, status: Response.Status) -> Response {
        OfficeScreen(
            title: "Nouvel employé", trail: Administration.trail + [("Employés", .office(.employees(ListQuery())))],
            content: FormParts.form(
                .office(.newEmployee), tokens: person.formTokens(), EmployeeForm.fields + [IdentifierField.field], form,
                button: "Créer l’employé", back: .office(.employees(ListQuery())), giveUp: "Ne rien créer")
        ).response(person, status: status)
    }
}

enum EditEmployee {
    static func show(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .employee)
        var form = DetailFields.form(profile.details)
        form.values["fonction"] = profile.position ?? ""
        form.values["administrateur"] = profile.role == .employee(isAdministrator: true) ? "oui" : ""
        return try page(person, profile, form, status: .ok)
    }

    static func submit(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .employee)
        var typed = try TypedForm(try person.request.form(), EmployeeForm.names)
        guard let (details, position) = EmployeeForm.read(&typed, over: profile.details) else {
            return try page(person, profile, typed, status: .unprocessable)
        }
        // The role first: it is what may be refused.
        switch try person.store.accounts.setAdministrator(
            typed["administrateur"] == "oui", of: id, by: person.viewer.account, at: person.now)
        {
        case .changed, .unchanged: break
        case .notAnEmployee: throw Refusal.notFound
        case .lastAdministrator:
            typed.errors["administrateur"] = AccountPages.lastAdministrator
            return try page(person, profile, typed, status: .conflict)
        }
        guard case .done = try person.store.accounts.setPosition(position, of: id, by: person.viewer) else {
            throw Refusal.notFound
        }
        guard
            case .done = try person.store.details.change(
                id, to: details, fields: EmployeeForm.details, by: person.viewer, at: person.now)
        else { throw Refusal.notFound }
        return person.done(.saved, then: .office(.editEmployee(id)))
    }

    private static func page(
        _ person: SignedIn, _ profile: AccountStore.Profile, _ form: TypedForm, status: Response.Status
    ) throws -> Response {
        let suspension: HTML =
            profile.status == .suspended
            ? "<a class=\"bouton\" href=\"\(Route.office(.reopenEmployee(profile.id)))\">Rouvrir le compte</a>"
            : "<a class=\"bouton\" href=\"\(Route.office(.suspendEmployee(profile.id)))\">Suspendre le compte</a>"
        let invitation: HTML? =
            profile.status == .suspended
            ? nil
            : "<a class=\"bouton\" href=\"\(Route.office(.inviteEmployee(profile.id)))\">\(profile.status == .toActivate ? "Inviter" : "Redonner un accès")</a> "
        let codes = try RemoveCodes.link(person, profile.id, .employee).map { "\($0) " as HTML }
        return OfficeScreen(
            title: profile.details.fullName,
            trail: Administration.trail + [("Employés", .office(.employees(ListQuery())))],
            content: """
                <p>Identifiant <b>\(profile.identifier)</b> \(AccountList.status(profile.status))</p>
                \(FormParts.form(.office(.editEmployee(profile.id)), tokens: person.formTokens(), EmployeeForm.fields, form, button: "Enregistrer", back: .office(.employees(ListQuery()))))
                \(profile.id == person.viewer.account ? nil : "<h2>Compte</h2><p>\(invitation)\(codes)\(suspension)</p>" as HTML?)
                """
        ).response(person, status: status)
    }
}
