import CLOModel
import CLOStore

/// What the header of a sheet says: title, address, dates. Open pages follow at once.
enum EditWorksite {
    static func show(_ person: SignedIn, _ code: WorksiteCode) throws -> Response {
        let found = try person.worksite(code)
        return page(person, code, found, shown: found.content, WorksiteForm.form(found.content), status: .ok)
    }

    static func submit(_ person: SignedIn, _ code: WorksiteCode) throws -> Response {
        let found = try person.worksite(code)
        let form = try person.request.form()
        var typed = try TypedForm(form, WorksiteForm.names)
        let shown = try shown(form)
        var errors: [String: String] = [:]
        guard let content = WorksiteForm.content(typed, &errors) else {
            typed.errors = errors
            return page(person, code, found, shown: shown, typed, status: .unprocessable)
        }
        switch try person.store.worksites.change(code, from: shown, to: content, by: person.viewer, at: person.now) {
        case .done: return person.done(.saved, then: .office(.editWorksite(code)))
        case .gone, .noClient: throw Refusal.notFound
        case .conflict(let present):
            typed.errors["intitule"] = changedMeanwhile(present)
            return page(person, code, found, shown: present, typed, status: .conflict)
        }
    }

    private static func changedMeanwhile(_ present: WorksiteStore.Content) -> String {
        let dates = [present.startsOn?.french, present.plannedEndOn?.french].compactMap { $0 }.joined(separator: " – ")
        let parts = [present.title, present.streetAddress ?? "", dates].filter { !$0.isEmpty }
        return
            "Un collègue vient d’enregistrer\u{A0}: «\u{A0}\(parts.joined(separator: ", "))\u{A0}». Votre saisie est conservée\u{A0}: relisez, puis enregistrez de nouveau."
    }

    /// What the form had been filled with when it was shown: carried along to notice a colleague's change.
    private static func shown(_ form: Fields) throws -> WorksiteStore.Content {
        func value(_ name: String) throws -> String { try form.optional("avant_\(name)") ?? "" }
        return WorksiteStore.Content(
            title: try value("intitule"), streetAddress: try value("adresse").nonEmpty,
            startsOn: Day(iso: try value("debut")), plannedEndOn: Day(iso: try value("fin_prevue")))
    }

    private static func page(
        _ person: SignedIn, _ code: WorksiteCode, _ found: WorksiteStore.Found, shown: WorksiteStore.Content,
        _ form: TypedForm, status: Response.Status
    ) -> Response {
        let before = WorksiteForm.form(shown)
        let carried = WorksiteForm.names.map { name -> HTML in
            "<input type=\"hidden\" name=\"avant_\(name)\" value=\"\(before[name])\">"
        }
        return OfficeScreen(
            title: "Chantier \(code)", trail: [("Chantiers", .office(.worksites(ListQuery())))],
            content: """
                <p>Client\u{A0}: <a href="\(Route.office(.client(found.client)))">\(found.clientName)</a> (\(found.clientIdentifier)). <a href="\(Route.office(.moveWorksite(code)))">Confier à un autre client</a></p>
                <p><a class="bouton" href="\(Route.sheet(.office, code, .first))">Ouvrir la fiche</a></p>
                \(FormParts.form(.office(.editWorksite(code)), tokens: person.formTokens(), WorksiteForm.fields, form, button: "Enregistrer", back: .office(.worksites(ListQuery())), before: carried.joined()))
                """
        ).response(person, status: status)
    }
}

extension SignedIn {
    func worksite(_ code: WorksiteCode) throws -> WorksiteStore.Found {
        guard let found = try store.worksites.find(code, visibleTo: viewer) else { throw Refusal.notFound }
        return found
    }
}

/// Giving a worksite to another client: done in two steps, the second says what he will see.
enum MoveWorksite {
    static func show(_ person: SignedIn, _ code: WorksiteCode) throws -> Response {
        ask(person, code, try person.worksite(code), TypedForm(), status: .ok)
    }

    static func submit(_ person: SignedIn, _ code: WorksiteCode) throws -> Response {
        let found = try person.worksite(code)
        let form = try person.request.form()
        var typed = try TypedForm(form, ["client", "confirme"])
        guard let name = SignInName(typed["client"]),
            let client = try person.store.accounts.client(named: name, visibleTo: person.viewer)
        else {
            typed.errors["client"] = NewWorksite.noClient(typed["client"])
            return ask(person, code, found, typed, status: .unprocessable)
        }
        guard client.id != found.client else {
            typed.errors["client"] = "Ce chantier est déjà celui de \(client.name)."
            return ask(person, code, found, typed, status: .unprocessable)
        }
        // Only the second form names the client who was shown as the present one.
        guard typed["confirme"] == client.identifier else { return try confirm(person, code, found, client) }
        let shown = Account.ID(UInt64(try form.number("actuel", in: 1...Int.max)))
        switch try person.store.worksites.move(code, from: shown, to: name, by: person.viewer, at: person.now) {
        case .done: return person.done(.worksiteMoved, then: .office(.client(client.id)))
        case .gone: throw Refusal.notFound
        case .conflict:
            typed.errors["client"] =
                "Un collègue vient de confier ce chantier à \(found.clientName). Rien n’a été changé."
            return ask(person, code, found, typed, status: .conflict)
        case .noClient:
            typed.errors["client"] = NewWorksite.noClient(typed["client"])
            return ask(person, code, found, typed, status: .unprocessable)
        }
    }

    private static func ask(
        _ person: SignedIn, _ code: WorksiteCode, _ found: WorksiteStore.Found, _ form: TypedForm,
        status: Response.Status
    ) -> Response {
        OfficeScreen(
            title: "Confier le chantier à un autre client", trail: trail(code),
            content: """
                <p>Aujourd’hui, le chantier \(code) est celui de <b>\(found.clientName)</b>.</p>
                \(FormParts.form(.office(.moveWorksite(code)), tokens: person.formTokens(), [WorksiteForm.client], form, button: "Continuer", back: .office(.editWorksite(code))))
                """
        ).response(person, status: status)
    }

    private static func confirm(
        _ person: SignedIn, _ code: WorksiteCode, _ found: WorksiteStore.Found, _ client: AccountStore.ListEntry
    ) throws -> Response {
        guard let contents = try person.store.worksites.contents(of: code, visibleTo: person.viewer) else {
            throw Refusal.notFound
        }
        let counts = [
            Parts.counted(contents.publications, "publication", "publications"),
            Parts.counted(contents.comments, "commentaire", "commentaires"),
            Parts.counted(contents.photos, "photo", "photos"),
        ].joined(separator: ", ")
        let contracts =
            contents.contracts == 0
            ? nil
            : "\(Parts.counted(contents.contracts, "contrat reste", "contrats restent")) à \(found.clientName), sans mention de ce chantier."
        let sentences = [
            "\(client.name) verra toute la fiche, passé compris\u{A0}: \(counts). Ce que \(found.clientName) y a écrit restera, sous son nom.",
            "\(found.clientName) n’y aura plus accès.", contracts,
        ].compactMap { $0 }
        return OfficeScreen(
            title: "Confier \(code) à \(client.name)\u{A0}?", trail: trail(code),
            content: """
                \(sentences.map { "<p>\($0)</p>" as HTML })
                <form method="post" action="\(Route.office(.moveWorksite(code)))">
                \(person.formTokens())<input type="hidden" name="client" value="\(client.identifier)"><input type="hidden" name="confirme" value="\(client.identifier)"><input type="hidden" name="actuel" value="\(found.client.rawValue)">
                <div class="barre-choix"><button type="submit" class="bouton principal">Confier le chantier</button> <a class="bouton" href="\(Route.office(.editWorksite(code)))">Ne rien changer</a></div>
                </form>
                """
        ).response(person)
    }

    private static func trail(_ code: WorksiteCode) -> [(label: String, route: Route)] {
        [("Chantiers", .office(.worksites(ListQuery()))), ("\(code)", .office(.editWorksite(code)))]
    }
}
