import CLOModel

/// Where an administrator finds what only he may do.
enum Administration {
    static let trail: [(label: String, route: Route)] = [("Administration", .office(.administration))]

    private static let entries: [(route: Route, label: String, sentence: String)] = [
        (
            .office(.employees(ListQuery())), "Employés",
            "Créer, modifier et suspendre les comptes de CLO, nommer les administrateurs."
        ),
        (
            .office(.fieldPolicy), "Données des clients",
            "Ce que chaque client voit de ses coordonnées, et ce qu’il modifie lui-même."
        ),
        (.office(.settings), "Réglages", "Identité de l’entreprise, couleurs, limites, durées de conservation."),
        (.office(.logo), "Logo", "Celui des fiches, des PDF et des courriels."),
        (.messages, "Envois", "Les courriels et SMS envoyés, ceux qui ont échoué, ce qu’ils ont coûté."),
        (.templates, "Textes des messages", "Les mots de chaque courriel et SMS, avec un aperçu."),
        (
            .office(.journal(JournalQuery())), "Journal",
            "Chaque connexion et chaque modification\u{A0}: qui, quand, d’où, quoi."
        ),
        (
            .office(.erasures(ListQuery())), "Demandes d’effacement",
            "Les clients qui demandent l’effacement de leurs données."
        ),
    ]

    static func show(_ person: SignedIn) -> Response {
        let items = entries.map { entry -> HTML in
            "<li><a href=\"\(entry.route)\">\(entry.label)</a><p>\(entry.sentence)</p></li>"
        }
        return OfficeScreen(title: "Administration", content: "<ul class=\"rubriques\">\(items)</ul>").response(person)
    }
}
