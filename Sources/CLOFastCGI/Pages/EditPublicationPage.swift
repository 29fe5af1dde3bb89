import CLOModel

/// Modifying a publication; in a conflict, both texts side by side (B2).
enum EditPublicationPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Modifier la publication n°\u{A0}\(model.number)", area: model.area, viewer: model.viewer,
            formTokens: model.formTokens, content: content(model),
            attributes: [("data-compte", "\(model.viewer.account.rawValue)")], sectionClass: "clo-modifier")
    }

    private static func content(_ model: Model) -> HTML {
        """
        <h1>Modifier la publication n°\u{A0}\(model.number)</h1>
        \(model.conflict.map(conflict))
        \(PublicationForm.html(form(model)))
        """
    }

    private static func form(_ model: Model) -> PublicationForm.Model {
        PublicationForm.Model(
            action: .editPublication(model.area, model.code, number: model.number),
            draftKey: "publication-\(model.number)", idPrefix: "modifiee", formTokens: model.formTokens,
            form: model.form, rows: 12, button: "Enregistrer",
            back: .init(
                route: .sheet(model.area, model.code, .startingWith(number: model.number)),
                anchor: "publication-\(model.number)"))
    }

    private static func conflict(_ conflict: Model.Conflict) -> HTML {
        let by: HTML =
            conflict.saved.edit.map { "\($0.by) l’a enregistrée le \(Parts.time($0.at))" } ?? "elle a été enregistrée"
        return """
            <div class="conflit">
            <p class="erreur" role="alert">Cette publication a changé pendant que vous la modifiiez\u{A0}: \(by). Rien n’est perdu\u{A0}: voici son texte, et le vôtre est dans le formulaire. Reprenez ce qu’il faut, puis enregistrez.</p>
            <section class="texte-enregistre" aria-label="Texte enregistré entre-temps"><h2>Texte enregistré entre-temps</h2><div class="texte">\(conflict.saved.body)</div></section>
            </div>
            """
    }
}
