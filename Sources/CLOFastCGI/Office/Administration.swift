import CLOModel

/// Where an administrator finds what only he may do.
enum Administration {
    static let trail: [(label: String, route: Route)] = [("Administration", .office(.administration))]

    private static let entries: [(route: OfficeRoute, label: String, sentence: String)] = [
        (
            .employees(ListQuery()), "Employés",
            "Créer, modifier et suspendre les comptes de CLO, nommer les administrateurs."
        ),
        (
            .fieldPolicy, "Données des clients",
            "Ce que chaque client voit de ses coordonnées, et ce qu’il modifie lui-même."
        ),
        (.settings, "Réglages", "Identité de l’entreprise, couleurs, limites, durées de conservation."),
        (.logo, "Logo", "Celui de l’en-tête des fiches."),
        (.journal(JournalQuery()), "Journal", "Chaque connexion et chaque modification\u{A0}: qui, quand, d’où, quoi."),
        (.erasures(ListQuery()), "Demandes d’effacement", "Les clients qui demandent l’effacement de leurs données."),
    ]

    static func show(_ person: SignedIn) -> Response {
        let items = entries.map { entry -> HTML in
            "<li><a href=\"\(Route.office(entry.route))\">\(entry.label)</a><p>\(entry.sentence)</p></li>"
        }
        return OfficeScreen(title: "Administration", content: "<ul class=\"rubriques\">\(items)</ul>").response(person)
    }
}
