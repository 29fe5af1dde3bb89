import CLOModel

/// Where an employee types a worksite code that has a sheet (S9).
enum OfficeHomePage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Chantiers", area: .office, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-bureau", styles: ["office.css"])
    }

    private static func content(_ model: Model) -> HTML {
        let action = Route.openWorksite(typed: "")
        return """
            <h1>Ouvrir une fiche d’avancement</h1>
            <form method="get" action="\(action)" class="form-chantier" role="search">
            <div class="champ">
            <label for="chantier">Identifiant du chantier <span class="indice">par exemple CH-2026-014, un intitulé ou un client</span></label>
            <div class="chantier-saisie">
            <input id="chantier" name="chantier" value="\(model.typedCode)" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="100" hx-get="\(Route.worksiteSuggestions(typed: ""))" hx-trigger="input changed delay:200ms" hx-target="#chantier-suggestions" hx-sync="this:replace"\(Parts.describedBy(model.error, id: "chantier-erreur"))>
            <button type="submit" class="bouton principal">Ouvrir</button>
            </div>
            <div id="chantier-suggestions"></div>
            \(Parts.error(model.error, id: "chantier-erreur"))
            </div>
            </form>
            \(list("Chantiers proches", model.suggestions))
            \(list("Ouverts récemment", model.recent))
            \(model.board.map(OfficeBoard.html))
            """
    }

    private static func list(_ title: String, _ worksites: [Model.Worksite]) -> HTML? {
        guard !worksites.isEmpty else { return nil }
        let entries = worksites.map { worksite -> HTML in
            """
            <li><a class="fiche" href="\(Route.sheet(.office, worksite.code, .first))"><span class="fiche-code">\(worksite.code)</span> <span class="fiche-titre">\(worksite.title)</span> <span class="fiche-client">\(worksite.clientName)</span></a></li>
            """
        }
        return "<h2>\(title)</h2><ul class=\"fiches\">\(entries)</ul>"
    }

    /// The answer to what was typed so far: a list box for the script, links for everybody.
    static func suggestions(_ worksites: [Model.Worksite]) -> HTML {
        guard !worksites.isEmpty else { return "<p class=\"vide\">Aucun chantier ne commence ainsi.</p>" }
        let options = worksites.enumerated().map { index, worksite -> HTML in
            let sheet = Route.sheet(.office, worksite.code, .first)
            let client: HTML = "<span class=\"fiche-client\">\(worksite.clientName)</span>"
            return """
                <li role="option" id="suggestion-\(index)" aria-selected="false" data-href="\(sheet)">\
                <b>\(worksite.code)</b> \(worksite.title) \(client)</li>
                """
        }
        return """
            <ul id="chantier-liste" role="listbox" aria-label="Chantiers" class="suggestions">\(options)</ul>
            """
    }
}
