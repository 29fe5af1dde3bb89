import CLOModel

/// How a client is told of news, and the form to choose it (S3, S16).
enum NoticesPage {
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        var fields: NoticeFields.Preferences
        var mayChange: Bool
        var notice: String?
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Notifications", area: .client, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-notifications", styles: ["account.css"], tab: .details)
    }

    private static func content(_ model: Model) -> HTML {
        """
        \(model.notice.map { "<p class=\"avis\" role=\"status\">\($0)</p>" as HTML })
        <h1>Quand il y a du nouveau</h1>
        <p>Une publication sur votre chantier, ou une réponse à vos commentaires\u{A0}: choisissez comment vous l’apprenez.</p>
        \(model.mayChange ? form(model) : reading(model))
        <p class="indice">Les messages qui protègent votre compte (mot de passe, coordonnées, nouvel appareil) vous parviennent toujours.</p>
        <p class="suite"><a href="\(Route.account(.details))">Revenir à mes informations</a></p>
        """
    }

    private static func form(_ model: Model) -> HTML {
        """
        <form method="post" action="\(Route.account(.notices))" class="details">
        \(model.formTokens)
        \(NoticeFields.preferences(model.fields))
        <div class="barre-choix"><button type="submit" class="bouton principal">Enregistrer</button></div>
        </form>
        """
    }

    private static func reading(_ model: Model) -> HTML {
        """
        <dl class="detail"><dt>Messages</dt><dd>\(model.fields.preferences.sentence)</dd></dl>
        <p>Pour changer cela, téléphonez-nous.</p>
        """
    }
}
