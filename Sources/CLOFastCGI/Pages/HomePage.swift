import CLOModel

/// A client's sheets, by name (S9).
enum HomePage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Mes chantiers", area: .client, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-accueil")
    }

    private static func content(_ model: Model) -> HTML {
        guard !model.sheets.isEmpty else {
            return """
                <h1>Mes chantiers</h1>
                <p class="vide">Aucune fiche d’avancement n’est encore ouverte à votre nom. Vous la trouverez ici dès le début de vos travaux.</p>
                """
        }
        return """
            <h1>Mes chantiers</h1>
            <p>Choisissez une fiche d’avancement.</p>
            <ul class="fiches">\(model.sheets.map(entry))</ul>
            """
    }

    private static func entry(_ sheet: Model.Sheet) -> HTML {
        let latest: HTML =
            sheet.lastPublishedAt.map { "Dernière publication le \(Parts.time($0))" }
            ?? "Aucune publication pour l’instant"
        return """
            <li><a class="fiche" href="\(Route.sheet(.client, sheet.code, .first))">
            <span class="fiche-titre">\(sheet.title)</span>
            <span class="fiche-code">Chantier n°\u{A0}\(sheet.code)</span>
            <span class="fiche-etat etat-\(stateClass(sheet.state))">\(Parts.state(sheet.state))</span>
            <span class="fiche-dernier">\(latest)</span>
            \("<span class=\"nouveau\">\(Parts.counted(sheet.newCount, "nouveauté", "nouveautés"))</span>", if: sheet.newCount > 0)
            </a></li>
            """
    }

    private static func stateClass(_ state: ProgressSheet.State) -> String {
        switch state {
        case .underway: return "en-cours"
        case .finished: return "termine"
        case .resumed: return "reprise"
        }
    }
}
