import CLOModel

/// The bar at the top of the section: where one is, who one is, and the way out.
enum SectionBar {
    static func html(for page: Page) -> HTML {
        guard let viewer = page.viewer else {
            return """
                <div class="clo-barre"><span class="clo-barre-titre">\(page.area == .client ? "Compte client" : "Espace CLO")</span></div>
                """
        }
        let area: Area = viewer.role.isEmployee ? .office : .client
        return """
            <nav class="clo-barre" aria-label="\(area == .client ? "Compte client" : "Espace CLO")">
            <a class="clo-barre-titre" href="\(Route.home(area))">\(area == .client ? "Mes chantiers" : "Chantiers")</a>
            <span class="clo-barre-nom">\(viewer.name)\(", CLO", if: viewer.role.isEmployee)</span>
            \("<a href=\"\(Route.messages)\">Envois</a>", if: viewer.may(.administer))
            <a href="\(Route.access(area, .security))">Sécurité</a>
            <form class="deconnexion" method="post" action="\(Route.signOut(area))">\(page.formTokens)<button type="submit" class="lien">Déconnexion</button></form>
            </nav>
            """
    }
}
