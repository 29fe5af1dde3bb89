import CLOModel

/// The places of a client's space, as the bar offers them.
enum ClientTab: Hashable, Sendable, CaseIterable {
    case worksites
    case contracts
    case details
    case security

    /// Short: four of them stand side by side on a phone.
    var label: String {
        switch self {
        case .worksites: return "Chantiers"
        case .contracts: return "Contrats"
        case .details: return "Informations"
        case .security: return "Sécurité"
        }
    }

    var route: Route {
        switch self {
        case .worksites: return .home(.client)
        case .contracts: return .account(.contracts)
        case .details: return .account(.details)
        case .security: return .access(.client, .security)
        }
    }
}

/// The bar of a client's space: who he is and the way out, and below it the places that there are. All of them are
/// in sight on a phone too: four places need no menu that hides them.
enum ClientBar {
    static func html(for page: Page, _ viewer: Viewer) -> HTML {
        let tabs = ClientTab.allCases.map { tab -> HTML in
            "<li><a href=\"\(tab.route)\"\(" aria-current=\"true\"", if: tab == page.tab)>\(tab.label)</a></li>"
        }
        return """
            <div class="clo-barre clo-barre-client">
            <span class="clo-barre-nom">\(viewer.name)</span>
            <form class="deconnexion" method="post" action="\(Route.signOut(.client))">\(page.formTokens)<button type="submit" class="lien">Déconnexion</button></form>
            <nav class="clo-onglets" aria-label="Compte client"><ul>\(tabs)</ul></nav>
            </div>
            """
    }
}
