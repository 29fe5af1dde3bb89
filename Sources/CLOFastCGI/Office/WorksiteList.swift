import CLOModel
import CLOStore

/// All worksites: searched, filtered, page by page.
enum WorksiteList {
    enum Filter: String, CaseIterable {
        case underway = "en-cours"
        case finished = "termines"
        case quiet = "sans-nouvelle"

        func label(_ settings: Settings) -> String {
            switch self {
            case .underway: return "En cours"
            case .finished: return "Terminés"
            case .quiet: return "Sans nouvelle depuis \(settings.quietDays)\u{A0}jours"
            }
        }
    }

    static func show(_ person: SignedIn, _ query: ListQuery) throws -> Response {
        let settings = person.responder.settings()
        let filter: WorksiteStore.Filter =
            switch Filter(rawValue: query.filter) {
            case nil: .all
            case .underway: .underway
            case .finished: .finished
            case .quiet: .quiet(since: person.now - .days(settings.quietDays))
            }
        let slice = try person.store.worksites.list(
            filter, like: query.text, query.request, visibleTo: person.viewer)
        return OfficeScreen(title: "Chantiers", content: content(slice, query, settings)).response(person)
    }

    static func content(_ slice: Slice<WorksiteStore.ListEntry>, _ query: ListQuery, _ settings: Settings) -> HTML {
        let filter = ListParts.Filter(
            name: "etat", label: "État",
            options: [("", "Tous")] + Filter.allCases.map { ($0.rawValue, $0.label(settings)) }, chosen: query.filter)
        return """
            <p class="outils-liste"><a class="bouton principal" href="\(Route.office(.newWorksite(client: nil)))">Nouveau chantier</a></p>
            \(ListParts.search(.office(.worksites(ListQuery())), label: "Identifiant, intitulé, adresse ou client", text: query.text, filter: filter))
            \(slice.items.isEmpty ? empty(query) : ListParts.table(table(slice.items, withClient: true)))
            \(ListParts.pages(query.page, of: slice.total, size: officePageSize) { .office(.worksites(query.turning(to: $0))) })
            """
    }

    /// - Parameter withClient: not where the page is about one client anyway.
    static func table(_ worksites: [WorksiteStore.ListEntry], withClient: Bool) -> ListParts.Table {
        let rows = worksites.map { worksite -> [HTML] in
            let client: HTML = "<a href=\"\(Route.office(.client(worksite.client)))\">\(worksite.clientName)</a>"
            let news: HTML = worksite.lastPublishedAt.map { Parts.day(ParisTime($0).date) } ?? "aucune"
            return [
                "<a href=\"\(Route.sheet(.office, worksite.code, .first))\"><b>\(worksite.code)</b></a>",
                "\(worksite.title)",
            ] + (withClient ? [client] : []) + [
                state(worksite.lastMilestone), news,
                "<a href=\"\(Route.office(.editWorksite(worksite.code)))\">Modifier</a>",
            ]
        }
        return ListParts.Table(
            caption: "Chantiers",
            columns: ["Chantier", "Intitulé"] + (withClient ? ["Client"] : [])
                + ["État", "Dernière publication", "Actes"], rows: rows)
    }

    private static func state(_ milestone: Milestone?) -> HTML {
        let state = ProgressSheet.State(lastMilestone: milestone)
        return ListParts.status(Parts.state(state), state == .finished ? .closed : .calm)
    }

    private static func empty(_ query: ListQuery) -> HTML {
        query.text.isEmpty && query.filter.isEmpty
            ? ListParts.empty(
                "Aucun chantier pour l’instant. Créez le premier\u{A0}: sa fiche d’avancement s’ouvre avec lui.",
                action: ("Nouveau chantier", .office(.newWorksite(client: nil))))
            : ListParts.empty(
                "Aucun chantier ne correspond. Essayez moins de mots, ou un autre état.",
                action: ("Voir tous les chantiers", .office(.worksites(ListQuery()))))
    }
}
