import CLOModel

/// The bar at the top of the section: where one is, who one is, and the way out.
enum SectionBar {
    static func html(for page: Page) -> HTML {
        guard let viewer = page.viewer else {
            return """
                <div class="clo-barre"><span class="clo-barre-titre">\(page.area == .client ? "Compte client" : "Espace CLO")</span></div>
                """
        }
        guard viewer.role.isEmployee else { return ClientBar.html(for: page, viewer) }
        return """
            <nav class="clo-barre" aria-label="Espace CLO">
            <a class="clo-barre-titre" href="\(Route.home(.office))">Chantiers</a>
            <span class="clo-barre-nom">\(viewer.name), CLO</span>
            \("<a href=\"\(Route.messages)\">Envois</a>", if: viewer.may(.administer))
            <a href="\(Route.access(.office, .security))">Sécurité</a>
            <form class="deconnexion" method="post" action="\(Route.signOut(.office))">\(page.formTokens)<button type="submit" class="lien">Déconnexion</button></form>
            </nav>
            """
    }
}
