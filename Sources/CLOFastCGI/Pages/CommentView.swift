import CLOModel

/// Comments as margin notes: each `<article>` inside the one that it answers, to any depth.
enum CommentView {
    static func thread(_ model: PublicationView.Model) -> Personalised {
        var html = Personalised()
        var openDepth = 0
        let action = action(model)
        var numbers: [Comment.ID: Int] = [:]
        for entry in model.thread.entries {
            while openDepth > entry.depth {
                html += "</article>"
                openDepth -= 1
            }
            numbers[entry.comment.id] = entry.comment.number
            html += opening(entry, answers: entry.comment.parent.flatMap { numbers[$0] }, action, model)
            openDepth += 1
        }
        while openDepth > 0 {
            html += "</article>"
            openDepth -= 1
        }
        return html
    }

    private static func opening(
        _ entry: CommentThread.Entry, answers: Int?, _ action: HTML, _ model: PublicationView.Model
    ) -> Personalised {
        let comment = entry.comment
        let publication = model.publication.number
        let origin: HTML? = answers.map { "<span class=\"en-reponse\">en réponse à \(publication).\($0)</span> " }
        return """
            <article class="commentaire \(comment.author.isEmployee ? "de-clo" : "du-client")\(" profond", if: entry.depth >= 3)" id="commentaire-\(publication)-\(comment.number)"><div class="note"><p class="note-tete">\(Parts.author(comment.author)) <span class="note-numero">\(publication).\(comment.number)</span> \(Parts.time(comment.writtenAt)) \(entry.depth >= 3 ? origin : nil)\(.onlyIfNew(comment.createdRevision, author: comment.author.account, "<span class=\"nouveau\">Nouveau</span>"))\("<span class=\"sans-reponse\">Sans réponse</span>", if: model.readerIsEmployee && entry.isUnanswered)</p>\(paragraphs(comment.text))</div><div class="gestes">\(form(model, action, answering: comment.number))\(.onlyFor(comment.author.account, "<a href=\"\(Route.deleteComment(model.area, model.code, publication: publication, number: comment.number))\" class=\"perte\">Supprimer</a>"))</div>
            """
    }

    /// Blank lines part paragraphs; other line ends are kept.
    static func paragraphs(_ text: String) -> HTML {
        var html = HTML()
        var isOpen = false
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.isEmpty {
                if isOpen { html += "</p>" }
                isOpen = false
            } else {
                html += isOpen ? "<br>" : "<p>"
                html.append(escaping: Substring(line))
                isOpen = true
            }
        }
        if isOpen { html += "</p>" }
        return html
    }

    /// Where all forms under a publication are sent: printed once.
    private static func action(_ model: PublicationView.Model) -> HTML {
        "\(Route.comments(model.area, model.code, publication: model.publication.number, replyTo: nil))"
    }

    /// The form under a publication itself.
    static func form(_ model: PublicationView.Model) -> Personalised {
        form(model, action(model), answering: nil)
    }

    private static func form(
        _ model: PublicationView.Model, _ action: HTML, answering: Int?
    ) -> Personalised {
        let id: HTML = "\(model.publication.number)-\(answering ?? 0)"
        let label: HTML = answering == nil ? "Commenter" : "Répondre"
        let field: HTML = answering == nil ? "Votre commentaire" : "Votre réponse"
        return """
            <details class="repondre"><summary>\(label)</summary><form method="post" class="form-commentaire" data-brouillon="commentaire-\(id)" action="\(action)">\(.formTokens)<input type="hidden" name="parent" value="\(answering.map { "\($0)" as HTML })"><label for="texte-\(id)">\(field)</label><textarea id="texte-\(id)" name="texte" rows="3" required maxlength="5000"></textarea><button type="submit" class="bouton">Envoyer</button></form></details>
            """
    }
}
