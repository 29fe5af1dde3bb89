import CLOModel

/// The contracts of a client: title, date, size, to be read here or saved (S4).
enum ContractsPage {
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        /// The latest first.
        var contracts: [Contract]
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Mes contrats", area: .client, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-contrats", styles: ["account.css"], tab: .contracts)
    }

    private static func content(_ model: Model) -> HTML {
        guard !model.contracts.isEmpty else {
            return """
                <h1>Mes contrats</h1>
                <p class="vide">Aucun contrat pour l’instant. CLO dépose ici chaque document que vous avez signé, et vous pouvez alors le relire ou l’enregistrer.</p>
                """
        }
        return """
            <h1>Mes contrats</h1>
            <p>Les documents que vous avez signés avec CLO, du plus récent au plus ancien.</p>
            <ul class="contrats">\(model.contracts.map(entry))</ul>
            """
    }

    private static func entry(_ contract: Contract) -> HTML {
        """
        <li class="contrat">
        <h2 class="contrat-titre" id="contrat-\(contract.id.rawValue)">\(contract.title)</h2>
        <p class="contrat-quoi">\(facts(contract))</p>
        <p class="contrat-gestes"><a class="bouton" href="\(Route.account(.contract(name: contract.name, .read)))" aria-describedby="contrat-\(contract.id.rawValue)">Lire</a> <a class="bouton" href="\(Route.account(.contract(name: contract.name, .save)))" aria-describedby="contrat-\(contract.id.rawValue)">Télécharger</a></p>
        </li>
        """
    }

    /// « Signé le 12 mars 2026 · chantier CH-2026-014 · PDF, 4 pages, 1,2 Mo »
    static func facts(_ contract: Contract) -> HTML {
        let worksite = contract.worksite.map { code -> HTML in
            "<span>Chantier <a href=\"\(Route.sheet(.client, code, .first))\">\(code)</a></span>"
        }
        return """
            <span>Signé le \(Parts.day(contract.signedOn))</span>\(worksite)<span>PDF, \(Parts.counted(contract.pageCount, "page", "pages")), \(ByteCount(contract.byteCount).description)</span>
            """
    }
}
