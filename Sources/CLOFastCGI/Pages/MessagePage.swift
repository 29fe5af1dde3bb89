import CLOModel

/// A refusal, a failure or a pause, in plain French, with what was typed and a way on.
enum MessagePage {
    static func page(_ model: Model) -> Page {
        Page(
            title: model.title, area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-message")
    }

    private static func content(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>\(model.title)</h1>
        \(model.sentences.map { "<p class=\"erreur\">\($0)</p>" as HTML })
        \(model.reference.map { "<p class=\"indice\">Référence\u{A0}: <code>\($0)</code></p>" as HTML })
        \(model.kept.map { kept($0, model.formTokens) })
        <p class="liens">\(model.links.map { "<a class=\"bouton\" href=\"\($0.route)\">\($0.label)</a> " as HTML })</p>
        </div>
        """
    }

    /// Long texts are shown, to be read again or copied; the rest goes along unseen.
    private static func kept(_ kept: KeptForm, _ tokens: HTML) -> HTML {
        let fields = kept.fields.map { field -> HTML in
            guard kept.isShown(field) else {
                return "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
            }
            return """
                <div class="champ"><label for="conserve-\(field.name)">Votre texte</label>
                <textarea id="conserve-\(field.name)" name="\(field.name)" rows="8">
                \(field.value)</textarea></div>
                """
        }
        return """
            <form method="post" action="\(kept.action)" class="form-conserve">
            \(tokens)\(kept.richText.map { "<div class=\"texte-conserve\"><div class=\"texte\">\($0.canonicalHTML)</div></div>" as HTML })\(fields)
            <button type="submit" class="bouton principal">Envoyer</button>
            </form>
            """
    }
}
