import CLOModel
import CLOStore

/// Everything about one client on one page: details, worksites, contracts, account, what he changed.
enum ShowClient {
    /// Of worksites and of contracts; the rest is a tap away, in the lists of all.
    private static let inSight = 12

    struct Model {
        var profile: AccountStore.Profile
        var worksites: Slice<WorksiteStore.ListEntry>
        var contracts: [Contract]
        var history: [DetailChange]
        /// The latest change that the client made himself and nobody has seen.
        var unseen: DetailChange?
        var notices: ClientNotices.Model
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
                .of(id), like: "", PageRequest(page: 1, size: inSight), visibleTo: viewer),
            contracts: try person.store.contracts.list(of: id, visibleTo: viewer),
            history: try person.store.details.history(of: id, visibleTo: viewer, limit: 20),
            unseen: try person.store.details.waiting(of: id, visibleTo: viewer),
            notices: try ClientNotices.model(person, id), canAdminister: viewer.may(.administer),
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
        \(model.profile.status == .erased ? nil : ClientNotices.section(model.notices, model.profile.id))
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
            model.worksites.items.isEmpty
            ? "<p class=\"indice\">Aucun chantier à son nom. Créez-en un pour ouvrir sa fiche d’avancement.</p>"
            : ListParts.table(WorksiteList.table(model.worksites.items, withClient: false))
        let more: HTML? =
            model.worksites.total > model.worksites.items.count
            ? "<p><a href=\"\(Route.office(.worksites(ListQuery(text: model.profile.details.fullName))))\">Ses \(model.worksites.total) chantiers</a></p>"
            : nil
        return "<h2>Chantiers</h2>\(list)\(more)\(isErased ? nil : add)"
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
        let shown = Array(model.contracts.prefix(inSight))
        let table = ContractList.table(shown, caption: "Contrats")
        let more: HTML? =
            model.contracts.count > shown.count
            ? "<p><a href=\"\(Route.office(.contracts(ListQuery(text: model.profile.identifier))))\">Ses \(model.contracts.count) contrats</a></p>"
            : nil
        return "<h2>Contrats</h2>\(ListParts.table(table))\(more)\(isErased ? nil : add)"
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
