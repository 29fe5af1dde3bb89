import CLOModel
import CLOStore

/// S15: client and employees comment and reply.
enum AddComment {
    static func show(_ here: OnSheet, _ publication: Int, replyTo: Int?) throws -> Response {
        let form = TypedForm(values: ["texte": "", "parent": replyTo.map { String($0) } ?? ""])
        return try page(here, publication, form, status: .ok)
    }

    static func submit(_ here: OnSheet, _ publication: Int) throws -> Response {
        let form = try here.request.form()
        let parentText = try form.optional("parent") ?? ""
        let parent = parentText.isEmpty ? nil : try form.number("parent", in: 1...999_999_999)
        var typed = TypedForm(values: ["texte": try form.required("texte"), "parent": parentText])
        let text: CommentText
        do {
            text = try CommentText(typed: typed["texte"])
        } catch {
            typed.errors["texte"] = error.sentence
            return try page(here, publication, typed, status: .unprocessable)
        }
        let outcome = try here.store.comments.add(
            text.text, to: publication, replyTo: parent, in: here.sheet.id, by: here.author,
            submission: try here.submission(form, [typed["texte"], parentText]), at: here.now)
        switch outcome {
        case .done(let number, let revision):
            return here.changed(
                revision, at: .startingWith(number: publication), anchor: "commentaire-\(publication)-\(number)")
        case .publicationGone: throw Refusal.notFound
        case .parentGone:
            typed.values["parent"] = ""
            typed.errors["texte"] =
                "Le commentaire auquel vous répondiez vient d’être supprimé. Votre texte est conservé\u{A0}: vous pouvez le publier sous la publication."
            return try page(here, publication, typed, status: .conflict)
        }
    }

    private static func page(
        _ here: OnSheet, _ publication: Int, _ form: TypedForm, status: Response.Status
    ) throws -> Response {
        let id = try here.publication(publication).id
        let thread = try here.store.comments.threads(of: [id], visibleTo: here.viewer)[id]
        let parent = Int(form["parent"]).flatMap { thread?.branch(ofNumber: $0)?.comment }
        if parent == nil && !form["parent"].isEmpty { throw Refusal.notFound }
        let model = CommentPage.Model(
            area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(), code: here.code,
            publicationNumber: publication,
            parent: parent.map { .init(number: $0.number, author: $0.author, excerpt: String($0.text.prefix(280))) },
            form: form)
        return here.page(CommentPage.page(model), status: status)
    }
}

/// S15: a comment is deleted by its author only; its replies go with it.
enum DeleteComment {
    static func show(_ here: OnSheet, _ publication: Int, _ number: Int) throws -> Response {
        let found = try find(here, publication, number)
        let replies = found.replies.count
        return here.page(
            ConfirmPage.page(
                .init(
                    area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(),
                    action: .deleteComment(here.ownArea, here.code, publication: publication, number: number),
                    question: "Supprimer votre commentaire \(publication).\(number)\u{A0}?",
                    consequences: [
                        replies == 0
                            ? "1\u{A0}commentaire sera supprimé, définitivement."
                            : "Votre commentaire et \(replies)\u{A0}réponse\(replies > 1 ? "s" : "") seront supprimés, définitivement.",
                        "«\u{A0}\(String(found.comment.text.prefix(200)))\u{A0}»",
                    ],
                    reason: nil, button: "Supprimer définitivement", isDestructive: true,
                    back: .sheet(here.ownArea, here.code, .startingWith(number: publication)),
                    backAnchor: "commentaire-\(publication)-\(number)")))
    }

    static func submit(_ here: OnSheet, _ publication: Int, _ number: Int) throws -> Response {
        let outcome = try here.store.comments.delete(
            number: number, of: publication, in: here.sheet.id, by: here.viewer, ownedBy: here.sheet.owner,
            at: here.now)
        let place = Route.SheetWindow.startingWith(number: publication)
        let anchor = "publication-\(publication)"
        switch outcome {
        case .done(let count, let revision):
            return here.changed(revision, at: place, anchor: anchor)
                .setting(Notice(.commentDeleted, number: count).cookie(isSecure: here.request.isSecure))
        case .gone:
            // Deleted already, by a double tap or with what it answered: that is what was wanted.
            return here.changed(here.sheet.revision, at: place, anchor: anchor)
        case .notTheAuthor: throw Refusal.forbidden
        }
    }

    private static func find(_ here: OnSheet, _ publication: Int, _ number: Int) throws -> CommentStore.Found {
        guard
            let found = try here.store.comments.find(
                number: number, of: publication, in: here.sheet.id, visibleTo: here.viewer)
        else { throw Refusal.notFound }
        switch here.viewer.decision(on: .deleteComment(here.sheet.owner, author: found.comment.author.account)) {
        case .allowed: return found
        case .forbidden: throw Refusal.forbidden
        case .notFound: throw Refusal.notFound
        }
    }
}
