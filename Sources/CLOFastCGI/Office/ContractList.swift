import CLOModel
import CLOStore

/// All contracts, searched, page by page; a client's own are on his page.
enum ContractList {
    static func show(_ person: SignedIn, _ query: ListQuery) throws -> Response {
        let slice = try person.store.contracts.list(like: query.text, query.request, visibleTo: person.viewer)
        return OfficeScreen(
            title: "Contrats", trail: [("Clients", .office(.clients(ListQuery())))],
            content: """
                \(ListParts.search(.office(.contracts(ListQuery())), label: "Titre, chantier ou client", text: query.text))
                \(slice.items.isEmpty ? empty(query) : ListParts.table(table(slice.items)))
                \(ListParts.pages(query.page, of: slice.total, size: officePageSize) { .office(.contracts(query.turning(to: $0))) })
                """
        ).response(person)
    }

    private static func table(_ entries: [ContractStore.ListEntry]) -> ListParts.Table {
        var table = table(entries.map(\.contract), caption: "Contrats")
        table.columns.insert("Client", at: 1)
        for (index, entry) in entries.enumerated() {
            let client: HTML = "<a href=\"\(Route.office(.client(entry.contract.client)))\">\(entry.clientName)</a>"
            table.rows[index].insert(client, at: 1)
        }
        return table
    }

    static func table(_ contracts: [Contract], caption: String) -> ListParts.Table {
        ListParts.Table(
            caption: caption, columns: ["Contrat", "Signé le", "Chantier", "Fichier", "Actes"],
            rows: contracts.map { contract in
                [
                    "<a href=\"\(Route.office(.contractFile(name: contract.name)))\">\(contract.title)</a>",
                    Parts.day(contract.signedOn), "\(contract.worksite.map { "\($0)" as HTML })",
                    "\(ByteCount(contract.byteCount).description), \(Parts.counted(contract.pageCount, "page", "pages"))",
                    """
                    <a href="\(Route.office(.editContract(name: contract.name)))">Modifier</a> <a class="perte" href="\(Route.office(.deleteContract(name: contract.name)))">Supprimer</a>
                    """,
                ]
            })
    }

    private static func empty(_ query: ListQuery) -> HTML {
        query.text.isEmpty
            ? ListParts.empty(
                "Aucun contrat pour l’instant. Un contrat s’ajoute depuis la page de son client.",
                action: ("Voir les clients", .office(.clients(ListQuery()))))
            : ListParts.empty(
                "Aucun contrat ne correspond. Essayez moins de mots.",
                action: ("Voir tous les contrats", .office(.contracts(ListQuery()))))
    }
}
