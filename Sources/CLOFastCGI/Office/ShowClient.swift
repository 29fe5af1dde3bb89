import CLOModel
import CLOStore

/// Everything about one client on one page: details, worksites, contracts, account, what he changed.
enum ShowClient {
    struct Model {
        var profile: AccountStore.Profile
        var worksites: [WorksiteStore.ListEntry]
        var contracts: [Contract]
        var history: [DetailChange]
        /// The latest change that the client made himself and nobody has seen.
        var unseen: DetailChange?
        var canAdminister: Bool
        var erasure: ErasureStore.Request?
        /// The way to take one-time codes away, where there are some.
        var removeCodes: HTML?
    }

    static func show(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        guard let profile = try person.store.accounts.profile(id, .client, visibleTo: person.viewer) else {
            throw Refusal.notFound
        }
        let viewer = person.viewer
        let model = Model(
            profile: profile,
            worksites: try person.store.worksites.list(
                .of(id), like: "", PageRequest(page: 1, size: 200), visibleTo: viewer
            ).items,
            contracts: try person.store.contracts.list(of: id, visibleTo: viewer),
            history: try person.store.details.history(of: id, visibleTo: viewer, limit: 20),
            unseen: try person.store.details.waiting(of: id, visibleTo: viewer),
            canAdminister: viewer.may(.administer),
            erasure: try person.store.erasures.latest(of: id, visibleTo: viewer),
            removeCodes: try RemoveCodes.link(person, id, .client))
        return OfficeScreen(
            title: profile.details.fullName, trail: [("Clients", .office(.clients(ListQuery())))],
            content: content(model, tokens: person.formTokens())
        ).response(person)
    }

    static func content(_ model: Model, tokens: HTML) -> HTML {
        """
        <p>\(AccountList.status(model.profile.status))\(model.profile.details[.company].map { " \($0)" as HTML })</p>
        \(model.unseen.map { unseen(model, upTo: $0, tokens) })
        \(details(model.profile))
        \(acts(model))
        \(worksites(model))
        \(contracts(model))
        \(history(model))
        """
    }

    private static func details(_ profile: AccountStore.Profile) -> HTML {
        var entries: [(label: String, value: HTML)] = [("Identifiant", "<b>\(profile.identifier)</b>")]
        for field in DetailField.texts {
            guard let value = profile.details[field] else { continue }
            entries.append((field.label, DetailValue.html(field, value)))
        }
        entries.append(("Compte créé", Parts.time(profile.createdAt)))
        entries.append(("Vu pour la dernière fois", profile.lastSeenAt.map(Parts.time) ?? "jamais"))
        return DescriptionList.html(entries)
    }

    private static func acts(_ model: Model) -> HTML? {
        let id = model.profile.id
        guard model.profile.status != .erased else { return nil }
        let suspension: HTML =
            model.profile.status == .suspended
            ? "<a class=\"bouton\" href=\"\(Route.office(.reopenClient(id)))\">Rouvrir le compte</a>"
            : "<a class=\"bouton\" href=\"\(Route.office(.suspendClient(id)))\">Suspendre le compte</a>"
        let invitation: HTML =
            "<a class=\"bouton\" href=\"\(Route.office(.inviteClient(id)))\">\(model.profile.status == .toActivate ? "Inviter" : "Redonner un accès")</a>"
        let privacy: HTML =
            "<a class=\"bouton\" href=\"\(Route.office(.exportClient(id)))\">Exporter ses données</a> <a class=\"bouton\" href=\"\(Route.office(.eraseClient(id)))\">Effacer ses données…</a>"
        return """
            <div class="barre-choix"><a class="bouton principal" href="\(Route.office(.editClient(id)))">Modifier les coordonnées</a> \(model.profile.status == .suspended ? nil : invitation as HTML?) \(model.removeCodes) \(suspension) \(model.canAdminister ? privacy : nil)</div>
            """
    }

    private static func worksites(_ model: Model) -> HTML {
        let isErased = model.profile.status == .erased
        let add: HTML =
            "<p><a class=\"bouton\" href=\"\(Route.office(.newWorksite(client: model.profile.id)))\">Nouveau chantier</a></p>"
        let list: HTML =
            model.worksites.isEmpty
            ? "<p class=\"indice\">Aucun chantier à son nom. Créez-en un pour ouvrir sa fiche d’avancement.</p>"
            : ListParts.table(WorksiteList.table(model.worksites, withClient: false))
        return "<h2>Chantiers</h2>\(list)\(isErased ? nil : add)"
    }

    private static func contracts(_ model: Model) -> HTML {
        let isErased = model.profile.status == .erased
        let add: HTML =
            "<p><a class=\"bouton\" href=\"\(Route.office(.newContract(model.profile.id)))\">Ajouter un contrat</a></p>"
        guard !model.contracts.isEmpty else {
            return """
                <h2>Contrats</h2><p class="indice">Aucun contrat. Ajoutez le PDF signé\u{A0}: le client pourra le lire et le télécharger.</p>\(isErased ? nil : add)
                """
        }
        let rows = model.contracts.map { contract -> [HTML] in
            [
                "<a href=\"\(Route.office(.contractFile(name: contract.name)))\">\(contract.title)</a>",
                Parts.day(contract.signedOn), "\(contract.worksite.map { "\($0)" as HTML })",
                "\(ByteCount(contract.byteCount).description), \(Parts.counted(contract.pageCount, "page", "pages"))",
                """
                <a href="\(Route.office(.editContract(name: contract.name)))">Modifier</a> <a class="perte" href="\(Route.office(.deleteContract(name: contract.name)))">Supprimer</a>
                """,
            ]
        }
        let table = ListParts.Table(
            caption: "Contrats", columns: ["Contrat", "Signé le", "Chantier", "Fichier", "Actes"], rows: rows)
        return "<h2>Contrats</h2>\(ListParts.table(table))\(isErased ? nil : add)"
    }

    private static func history(_ model: Model) -> HTML? {
        guard !model.history.isEmpty else { return nil }
        let rows = model.history.map { change -> [HTML] in
            [
                Parts.time(change.changedAt), "\(change.field.label)", "\(change.old ?? "–")", "\(change.new ?? "–")",
                change.changedBy == change.account ? "le client" : "CLO",
            ]
        }
        let table = ListParts.Table(
            caption: "Modifications des coordonnées", columns: ["Quand", "Champ", "Avant", "Après", "Par"], rows: rows)
        return
            "<details class=\"historique\"><summary>Modifications des coordonnées</summary>\(ListParts.table(table))</details>"
    }

    private static func unseen(_ model: Model, upTo last: DetailChange, _ tokens: HTML) -> HTML {
        """
        <div class="avis"><p>Ce client a modifié ses coordonnées lui-même\u{A0}; dernière modification le \(Parts.time(last.changedAt)).</p>
        <form method="post" action="\(Route.office(.acknowledgeDetails(model.profile.id)))">\(tokens)<input type="hidden" name="jusqua" value="\(last.id.rawValue)"><button type="submit" class="bouton">Vu</button></form></div>
        """
    }
}

/// A detail as it is read and used: numbers are dialled, addresses written to.
enum DetailValue {
    static func html(_ field: DetailField, _ value: String) -> HTML {
        switch field {
        case .phone, .mobile: return "<a href=\"tel:\(value)\">\(field.shown(value))</a>"
        case .email: return "<a href=\"mailto:\(value)\">\(value)</a>"
        case .civility, .lastName, .firstName, .company, .streetAddress, .postalCode, .city, .notifications:
            return "\(value)"
        }
    }
}
