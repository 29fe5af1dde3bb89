import CLOModel

/// The form of one comment on a page of its own.
enum CommentPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: model.parent == nil ? "Commenter" : "Répondre", area: model.area, viewer: model.viewer,
            formTokens: model.formTokens, content: content(model), sectionClass: "clo-commenter")
    }

    private static func content(_ model: Model) -> HTML {
        let back = Route.sheet(model.area, model.code, .startingWith(number: model.publicationNumber))
        let number = model.publicationNumber
        return """
            <h1>\(model.parent == nil ? "Commenter la publication n°\u{A0}\(number)" : "Répondre au commentaire \(number).\(model.parent?.number ?? 0)")</h1>
            \(model.parent.map(quotation))
            <form method="post" class="form-commentaire" data-brouillon="commentaire-\(number)-\(model.parent?.number ?? 0)" action="\(Route.comments(model.area, model.code, publication: number, replyTo: nil))">
            \(model.formTokens)<input type="hidden" name="parent" value="\(model.form["parent"])">
            <div class="champ">
            <label for="texte">\(model.parent == nil ? "Votre commentaire" : "Votre réponse")</label>
            <textarea id="texte" name="texte" rows="6" required\(Parts.describedBy(model.form.error("texte"), id: "texte-erreur"))>
            \(model.form["texte"])</textarea>
            \(Parts.error(model.form.error("texte"), id: "texte-erreur"))
            </div>
            <button type="submit" class="bouton principal">Envoyer</button> <a class="bouton" href="\(back)#publication-\(number)">Retour à la fiche</a>
            </form>
            """
    }

    private static func quotation(_ parent: Model.Parent) -> HTML {
        "<blockquote class=\"citation\"><p>\(parent.excerpt)</p><footer>\(Parts.author(parent.author))</footer></blockquote>"
    }
}
