import CLOModel

/// A publication « tel que le client le verra », before it is published: without JavaScript a page with a way on and a
/// way back, which carries all that was typed.
enum PreviewPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        /// By ``PublicationView/preview(_:)``.
        var publication: HTML
        /// Where « Publier » leads, and what it is called.
        var action: Route
        var button: String
        /// Where « Reprendre la rédaction » leads: this page, asked for the form.
        var preview: Route
        /// All fields of the form but its tokens.
        var fields: [KeptForm.Field]
    }

    /// The button that leads back to the form, as a field.
    static let back = (name: "geste", value: "reprendre")

    static func page(_ model: Model) -> Page {
        Page(
            title: "Aperçu", area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-apercu")
    }

    private static func content(_ model: Model) -> HTML {
        """
        <h1>Tel que le client le verra</h1>
        <p class="indice">Rien n’est encore enregistré.</p>
        <div class="publications">
        \(model.publication)</div>
        <form method="post" class="form-apercu" action="\(model.action)">
        \(model.formTokens)\(model.fields.map { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" as HTML })
        <div class="barre-choix"><button type="submit" class="bouton principal">\(model.button)</button> <button type="submit" class="bouton" formaction="\(model.preview)" name="\(back.name)" value="\(back.value)">Reprendre la rédaction</button></div>
        </form>
        """
    }
}
