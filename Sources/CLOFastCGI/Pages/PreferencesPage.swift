import CLOModel

/// What somebody is told, and how: reached by the link of a message, without signing in.
enum PreferencesPage {
    struct Model: Sendable {
        /// As in the address: signed.
        var token: String
        var firstName: String
        var isEmployee: Bool
        var fields: NoticeFields.Preferences
        var isSaved: Bool
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Vos messages de CLO", area: .client, viewer: nil, formTokens: "", content: content(model),
            sectionClass: "clo-preferences")
    }

    private static func content(_ model: Model) -> HTML {
        let told =
            model.isEmployee
            ? "CLO vous écrit quand un client commente une de vos publications."
            : "CLO vous écrit quand votre chantier avance, ou quand on vous répond."
        let isSilent = model.fields.preferences.channels.isEmpty
        return """
            <div class="carte">
            <h1>Vos messages de CLO</h1>
            \("<p class=\"avis\" role=\"status\">\(isSilent ? "C’est noté\u{A0}: vous ne recevrez plus ces messages." : "C’est noté.")</p>", if: model.isSaved)
            <p>Bonjour \(model.firstName). \(told) Choisissez comment.</p>
            <form method="post" action="\(Route.preferences(token: model.token))">
            \(NoticeFields.preferences(model.fields))
            <div class="barre-choix"><button type="submit" class="bouton principal">Enregistrer</button> <button type="submit" class="bouton" name="rien" value="1">Ne plus rien recevoir</button></div>
            </form>
            <p class="indice">Les messages qui protègent votre compte (mot de passe, nouvel appareil) vous parviennent toujours.</p>
            </div>
            """
    }
}
