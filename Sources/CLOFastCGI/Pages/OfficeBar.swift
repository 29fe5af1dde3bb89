import CLOModel

/// The bar of CLO's own people: the places of the office, who one is, and the way out.
enum OfficeBar {
    static func html(for page: Page, _ viewer: Viewer) -> HTML {
        """
        <nav class="clo-barre" aria-label="Espace CLO">
        <a class="clo-barre-titre" href="\(Route.home(.office))">Accueil</a>
        <a href="\(Route.office(.worksites(ListQuery())))">Chantiers</a>
        <a href="\(Route.office(.clients(ListQuery())))">Clients</a>
        \(viewer.may(.administer) ? "<a href=\"\(Route.office(.administration))\">Administration</a>" as HTML : nil)
        <span class="clo-barre-nom">\(viewer.name), CLO</span>
        <a href="\(Route.access(.office, .security))">Sécurité</a>
        <form class="deconnexion" method="post" action="\(Route.signOut(.office))">\(page.formTokens)<button type="submit" class="lien">Déconnexion</button></form>
        </nav>
        """
    }
}
