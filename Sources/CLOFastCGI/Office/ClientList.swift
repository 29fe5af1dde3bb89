import CLOModel
import CLOStore

/// The clients of CLO: searched, filtered, page by page.
enum ClientList {
    static func show(_ person: SignedIn, _ query: ListQuery) throws -> Response {
        let slice = try person.store.accounts.list(
            .client, like: query.text, status: AccountStore.Status(rawValue: query.filter), query.request,
            visibleTo: person.viewer)
        return OfficeScreen(title: "Clients", content: content(slice, query)).response(person)
    }

    static func content(_ slice: Slice<AccountStore.ListEntry>, _ query: ListQuery) -> HTML {
        """
        <p class="outils-liste"><a class="bouton principal" href="\(Route.office(.newClient))">Nouveau client</a></p>
        \(ListParts.search(.office(.clients(ListQuery())), label: "Nom, société, ville, courriel ou identifiant", text: query.text, filter: AccountList.filter(query)))
        \(slice.items.isEmpty ? empty(query) : ListParts.table(table(slice.items)))
        \(ListParts.pages(query.page, of: slice.total, size: officePageSize) { .office(.clients(query.turning(to: $0))) })
        """
    }

    private static func table(_ clients: [AccountStore.ListEntry]) -> ListParts.Table {
        ListParts.Table(
            caption: "Clients", columns: ["Client", "Société", "Ville", "Identifiant", "Chantiers", "Compte"],
            rows: clients.map { client in
                [
                    "<a href=\"\(Route.office(.client(client.id)))\">\(client.name)</a>", "\(client.company ?? "")",
                    "\(client.city ?? "")", "\(client.identifier)", "\(client.worksiteCount)",
                    AccountList.status(client.status),
                ]
            })
    }

    private static func empty(_ query: ListQuery) -> HTML {
        query.text.isEmpty && query.filter.isEmpty
            ? ListParts.empty(
                "Aucun client pour l’instant. Créez le premier\u{A0}: il pourra ensuite suivre ses chantiers.",
                action: ("Nouveau client", .office(.newClient)))
            : ListParts.empty(
                "Aucun client ne correspond. Essayez moins de mots, ou un autre état de compte.",
                action: ("Voir tous les clients", .office(.clients(ListQuery()))))
    }
}

/// What the lists of clients and of employees have in common.
enum AccountList {
    static func filter(_ query: ListQuery) -> ListParts.Filter {
        .init(
            name: "etat", label: "Compte",
            options: [("", "Tous")] + AccountStore.Status.allCases.map { ($0.rawValue, label($0)) },
            chosen: query.filter)
    }

    static func label(_ status: AccountStore.Status) -> String {
        switch status {
        case .active: return "Actif"
        case .toActivate: return "À activer"
        case .suspended: return "Suspendu"
        case .erased: return "Effacé"
        }
    }

    static func status(_ status: AccountStore.Status) -> HTML {
        switch status {
        case .active: return ListParts.status(label(status), .calm)
        case .toActivate: return ListParts.status(label(status), .waiting)
        case .suspended, .erased: return ListParts.status(label(status), .closed)
        }
    }
}
