import CLOModel

/// Where a client arrives: his sheets with their last news (S9), then his contracts and details at a glance.
enum HomePage {
    /// So many contracts; the others are behind a link.
    static let contractsInSight = 3
    /// Of a sheet's last news, in characters.
    static let excerptLength = 160

    static func page(_ model: Model) -> Page {
        Page(
            title: "Mes chantiers", area: .client, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-accueil", styles: ["account.css"], tab: .worksites)
    }

    private static func content(_ model: Model) -> HTML {
        """
        <h1>Mes chantiers</h1>
        \(sheets(model.sheets))
        <div class="accueil-suite">
        \(contracts(model))
        \(details(model))
        </div>
        """
    }

    // MARK: Sheets

    private static func sheets(_ sheets: [Model.Sheet]) -> HTML {
        guard !sheets.isEmpty else {
            return """
                <p class="vide">Aucune fiche d’avancement n’est encore ouverte à votre nom. Vous la trouverez ici dès le début de vos travaux.</p>
                """
        }
        return """
            <p>Choisissez une fiche d’avancement.</p>
            <ul class="fiches">\(sheets.map(entry))</ul>
            """
    }

    private static func entry(_ sheet: Model.Sheet) -> HTML {
        """
        <li><a class="fiche" href="\(Route.sheet(.client, sheet.code, .first))">
        <span class="fiche-titre">\(sheet.title)</span>
        <span class="fiche-code">Chantier n°\u{A0}\(sheet.code)</span>
        <span class="fiche-etat etat-\(stateClass(sheet.state))">\(Parts.state(sheet.state))</span>
        \(latest(sheet.latest))
        \("<span class=\"nouveau\">\(Parts.counted(sheet.newCount, "nouveauté", "nouveautés"))</span>", if: sheet.newCount > 0)
        </a></li>
        """
    }

    /// When something was last told, and how it begins.
    private static func latest(_ latest: Model.Latest?) -> HTML {
        guard let latest else { return "<span class=\"fiche-dernier\">Aucune publication pour l’instant</span>" }
        let what: HTML
        if latest.isCancelled {
            what = "<span class=\"fiche-extrait\">Publication annulée depuis</span>"
        } else if latest.excerpt.isEmpty {
            what = "<span class=\"fiche-extrait\">Des photos</span>"
        } else {
            what = "<span class=\"fiche-extrait\">«\u{A0}\(latest.excerpt)\u{A0}»</span>"
        }
        return """
            <span class="fiche-dernier">Dernière publication, n°\u{A0}\(latest.number), le \(Parts.time(latest.datedAt))</span>
            \(what)
            """
    }

    private static func stateClass(_ state: ProgressSheet.State) -> String {
        switch state {
        case .underway: return "en-cours"
        case .finished: return "termine"
        case .resumed: return "reprise"
        }
    }

    // MARK: Contracts and details

    private static func contracts(_ model: Model) -> HTML {
        let list: HTML
        if model.contracts.isEmpty {
            list = "<p class=\"indice\">Vos contrats signés apparaîtront ici.</p>"
        } else {
            let entries = model.contracts.map { contract -> HTML in
                """
                <li><a href="\(Route.account(.contract(name: contract.name, .read)))">\(contract.title)</a> <span class="contrat-quoi">\(ContractsPage.facts(contract))</span></li>
                """
            }
            let all =
                model.contractCount > model.contracts.count
                ? "Mes \(model.contractCount)\u{A0}contrats" : "Mes contrats, à lire ou à télécharger"
            list = """
                <ul class="accueil-contrats">\(entries)</ul>
                <p class="suite"><a href="\(Route.account(.contracts))">\(all)</a></p>
                """
        }
        return
            "<section aria-labelledby=\"accueil-contrats\"><h2 id=\"accueil-contrats\">Mes contrats</h2>\(list)</section>"
    }

    private static func details(_ model: Model) -> HTML {
        let rows: [(label: String, value: HTML?)] = [
            ("Nom", line([.civility, .firstName, .lastName], model)),
            ("Société", line([.company], model)),
            ("Adresse", address(model)),
            ("Téléphone", line([.phone], model)),
            ("Mobile", line([.mobile], model)),
            ("Courriel", line([.email], model)),
        ]
        let entries = rows.compactMap { row -> HTML? in
            row.value.map { "<div class=\"detail\"><dt>\(row.label)</dt><dd>\($0)</dd></div>" }
        }
        let mayChange = model.policy.modifiable.contains { $0 != .notifications }
        return """
            <section aria-labelledby="accueil-informations"><h2 id="accueil-informations">Mes informations</h2>
            \("<dl class=\"details-apercu\">\(entries)</dl>", if: !entries.isEmpty)
            <p class="suite"><a href="\(Route.account(.details))">\(mayChange ? "Voir ou modifier mes informations" : "Voir mes informations")</a></p>
            </section>
            """
    }

    /// What is known of these fields and may be seen, on one line.
    private static func line(_ fields: [DetailField], _ model: Model) -> HTML? {
        let values = fields.filter { model.policy[$0] != .hidden }.compactMap { field in
            model.details[field].map(field.shown)
        }
        return values.isEmpty ? nil : "\(values.joined(separator: " "))"
    }

    private static func address(_ model: Model) -> HTML? {
        let lines = [line([.streetAddress], model), line([.postalCode, .city], model)].compactMap { $0 }
        guard let first = lines.first else { return nil }
        return lines.dropFirst().reduce(first) { $0 + "<br>" + $1 }
    }
}
