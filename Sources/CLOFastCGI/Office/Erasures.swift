import CLOModel
import CLOStore

/// Clients who ask that their data be erased (RGPD, article 17): an answer is due within a month (article 12).
enum ErasureList {
    static func show(_ person: SignedIn, _ query: ListQuery) throws -> Response {
        let slice = try person.store.erasures.list(
            openOnly: query.filter != "toutes", query.request, visibleTo: person.viewer)
        let rows = slice.items.map { entry -> [HTML] in
            [
                "<a href=\"\(Route.office(.client(entry.request.account)))\">\(entry.clientName)</a>",
                Parts.time(entry.request.requestedAt), "\(entry.request.reason ?? "")", outcome(entry.request),
            ]
        }
        let all = query.filter == "toutes"
        let list: HTML =
            rows.isEmpty
            ? ListParts.empty(
                all
                    ? "Aucun client n’a demandé l’effacement de ses données."
                    : "Aucune demande n’attend. Une demande se fait depuis le compte du client, ou par courrier\u{A0}: effacez alors depuis sa page.",
                action: all ? nil : ("Voir les demandes passées", .office(.erasures(ListQuery(filter: "toutes")))))
            : ListParts.table(
                .init(
                    caption: "Demandes d’effacement", columns: ["Client", "Demandé", "Motif", "Suite"], rows: rows))
        return OfficeScreen(
            title: "Demandes d’effacement", trail: Administration.trail,
            content: """
                <p>La réponse est due dans le mois (RGPD, article 12).</p>
                \(list)
                \(ListParts.pages(query.page, of: slice.total, size: officePageSize) { .office(.erasures(query.turning(to: $0))) })
                """
        ).response(person)
    }

    private static func outcome(_ request: ErasureStore.Request) -> HTML {
        switch request.outcome {
        case nil:
            return """
                \(ListParts.status("En attente", .waiting)) <a href="\(Route.office(.eraseClient(request.account)))">Effacer…</a> <a href="\(Route.office(.refuseErasure(request.account)))">Refuser…</a>
                """
        case .erased: return ListParts.status("Effacé", .closed)
        case .refused: return ListParts.status("Refusé", .closed)
        case .withdrawn: return ListParts.status("Retirée par le client", .closed)
        }
    }
}

/// Erasing a client's data: says exactly what goes, and what the law has kept.
enum EraseClient {
    static func show(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        try page(person, id, error: nil, status: .ok)
    }

    static func submit(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let form = try person.request.form()
        let profile = try person.profile(id, .client)
        // A misplaced tap must not erase anybody: the identifier is typed.
        guard try form.optional("identifiant").flatMap({ SignInName($0) })?.description == profile.identifier else {
            return try page(
                person, id, error: "Saisissez l’identifiant du client pour confirmer\u{A0}: \(profile.identifier).",
                status: .unprocessable)
        }
        let withComments = try form.optional("commentaires") == "oui"
        guard
            try person.store.erasures.erase(id, withComments: withComments, by: person.viewer, at: person.now)
        else { throw Refusal.notFound }
        return person.done(.dataErased, then: .office(.erasures(ListQuery())))
    }

    private static func page(
        _ person: SignedIn, _ id: Account.ID, error: String?, status: Response.Status
    ) throws -> Response {
        let profile = try person.profile(id, .client)
        guard let extent = try person.store.erasures.extent(of: id, visibleTo: person.viewer, at: person.now) else {
            throw Refusal.notFound
        }
        var form = TypedForm()
        form.errors["identifiant"] = error
        let fields: [FormParts.Field] = [
            .init(
                "commentaires",
                "Effacer aussi le texte de ses commentaires (\(Parts.counted(extent.comments, "commentaire", "commentaires")))",
                .flag, hint: "leur place et les réponses restent"),
            .init(
                "identifiant", "Pour confirmer, saisissez l’identifiant du client", .text(limit: 64),
                hint: profile.identifier, isRequired: true, autocomplete: "off"),
        ]
        return OfficeScreen(
            title: "Effacer les données de \(profile.details.fullName)\u{A0}?",
            trail: [("Clients", .office(.clients(ListQuery()))), (profile.details.fullName, .office(.client(id)))],
            content: """
                <h2>Sera effacé, définitivement</h2>
                <ul class="consequences">\(going(extent).map { "<li>\($0)</li>" as HTML })</ul>
                <h2>Reste, parce que la loi l’exige</h2>
                <ul class="consequences">\(staying(extent).map { "<li>\($0)</li>" as HTML })</ul>
                \(FormParts.summary(fields, form))
                <form method="post" action="\(Route.office(.eraseClient(id)))" class="form-bureau" novalidate>
                \(person.formTokens())
                \(fields.map { FormParts.field($0, form) })
                <div class="barre-choix"><button type="submit" class="bouton perte">Effacer définitivement</button> <a class="bouton" href="\(Route.office(.client(id)))">Ne rien faire</a></div>
                </form>
                """
        ).response(person, status: status)
    }

    private static func going(_ extent: ErasureStore.Extent) -> [String] {
        [
            "Son nom, ses coordonnées, son identifiant et son mot de passe\u{A0}; il ne pourra plus se connecter.",
            "Ses visites, ses sessions et \(Parts.counted(extent.detailChanges, "ancienne coordonnée", "anciennes coordonnées")).",
            extent.expiredContracts == 0
                ? nil
                : "\(Parts.counted(extent.expiredContracts, "contrat signé", "contrats signés")) il y a plus de \(ErasureStore.contractYears)\u{A0}ans.",
        ].compactMap { $0 }
    }

    private static func staying(_ extent: ErasureStore.Extent) -> [String] {
        [
            extent.keptContracts == 0
                ? nil
                : "\(Parts.counted(extent.keptContracts, "contrat signé", "contrats signés")) il y a moins de \(ErasureStore.contractYears)\u{A0}ans, jusqu’au \(extent.contractsKeptUntil?.french ?? "")\u{A0}: garantie décennale (code civil, article 1792-4-1) et archivage des contrats (code de la consommation, article L213-1).",
            extent.worksites == 0
                ? nil
                : "\(Parts.counted(extent.worksites, "fiche d’avancement", "fiches d’avancement")), preuve des travaux, sous le nom «\u{A0}Client effacé\u{A0}».",
            "Le journal, sans son nom, jusqu’au terme fixé dans les réglages.",
        ].compactMap { $0 }
    }
}

/// A refusal is explained to the client (RGPD, article 12.4).
enum RefuseErasure {
    static func respond(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .client)
        guard person.isPost else { return ask(person, profile, typed: "", error: nil, status: .ok) }
        let typed = try person.request.form().optional("motif") ?? ""
        do {
            let answer = try LineText(typed: typed, limit: ErasureStore.textLength).text
            guard !answer.isEmpty else {
                return ask(
                    person, profile, typed: typed,
                    error: "Expliquez votre refus\u{A0}: le client a le droit de le savoir.",
                    status: .unprocessable)
            }
            try person.store.erasures.refuse(id, answer: answer, by: person.viewer, at: person.now)
        } catch let error as FieldError {
            return ask(person, profile, typed: typed, error: error.sentence, status: .unprocessable)
        }
        return person.done(.erasureRefused, then: .office(.erasures(ListQuery())))
    }

    private static func ask(
        _ person: SignedIn, _ profile: AccountStore.Profile, typed: String, error: String?, status: Response.Status
    ) -> Response {
        person.confirmation(
            .refuseErasure(profile.id),
            question: "Refuser la demande de \(profile.details.fullName)\u{A0}?",
            consequences: [
                "Le client lira votre explication sur sa page.",
                "Il peut saisir la CNIL d’un refus qu’il conteste.",
            ],
            button: "Refuser la demande", isDestructive: false, back: .erasures(ListQuery()),
            reason: .init(
                field: "motif", label: "Explication donnée au client", typed: typed,
                maximumLength: ErasureStore.textLength, error: error), status: status)
    }
}
