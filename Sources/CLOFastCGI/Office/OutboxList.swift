import CLOModel
import CLOStore

/// Every message of the installation, searched, by what became of it, page by page.
enum OutboxList {
    /// What became of a message, as the list is asked for it.
    enum Filter: String, CaseIterable {
        case failed = "echecs"
        case sent = "envoyes"
        case dropped = "abandonnes"
        case waiting = "en-attente"

        var label: String {
            switch self {
            case .failed: return "En échec"
            case .sent: return "Envoyés"
            case .dropped: return "Devenus inutiles"
            case .waiting: return "En attente"
            }
        }

        var state: MessageStore.State {
            switch self {
            case .failed: return .failed
            case .sent: return .sent
            case .dropped: return .dropped
            case .waiting: return .waiting
            }
        }
    }

    static func show(_ person: SignedIn, _ query: ListQuery) throws -> Response {
        let states = Filter(rawValue: query.filter).map { [$0.state] } ?? MessageStore.State.allCases
        let slice = try person.store.messages.list(
            like: query.text, states, query.request, visibleTo: person.viewer)
        let filter = ListParts.Filter(
            name: "etat", label: "Résultat", options: [("", "Tous")] + Filter.allCases.map { ($0.rawValue, $0.label) },
            chosen: query.filter)
        return OfficeScreen(
            title: "Tous les messages", trail: Administration.trail + [("Envois", .messages)],
            content: """
                \(ListParts.search(.office(.outbox(ListQuery())), label: "Personne, adresse, numéro ou chantier", text: query.text, filter: filter))
                \(slice.items.isEmpty ? empty(query) : ListParts.table(table(slice.items)))
                \(ListParts.pages(query.page, of: slice.total, size: officePageSize) { .office(.outbox(query.turning(to: $0))) })
                """
        ).response(person)
    }

    private static func table(_ entries: [MessageStore.Entry]) -> ListParts.Table {
        ListParts.Table(
            caption: "Messages", columns: ["Quand", "À", "Objet", "Résultat"],
            rows: entries.map { entry in
                [
                    Parts.time(entry.settledAt ?? entry.queuedAt),
                    "\(entry.recipient) <span class=\"indice\">\(MessagesPage.name(entry.channel))\(entry.destination.map { ", \($0)" as HTML })</span>",
                    "\(MessagesPage.subject(entry))", outcome(entry),
                ]
            })
    }

    private static func outcome(_ entry: MessageStore.Entry) -> HTML {
        let reason: HTML? = entry.reason.map { "<span class=\"detail\">\($0)</span>" }
        switch entry.state {
        case .sent: return ListParts.status("Envoyé", .calm)
        case .waiting: return "\(ListParts.status("En attente", .waiting))\(reason)"
        case .failed: return "\(ListParts.status("Échec", .waiting))\(reason)"
        case .dropped: return "\(ListParts.status("Inutile", .closed))\(reason)"
        }
    }

    private static func empty(_ query: ListQuery) -> HTML {
        query.text.isEmpty && query.filter.isEmpty
            ? ListParts.empty("Aucun message pour l’instant. Une publication ou un commentaire en fera partir un.")
            : ListParts.empty(
                "Aucun message ne correspond. Essayez moins de mots, ou un autre résultat.",
                action: ("Voir tous les messages", .office(.outbox(ListQuery()))))
    }
}
