import CLOModel
import CLOStore

/// « Tel que le client le verra »: what is being written, as it would be published. Nothing is kept.
enum PreviewPublication {
    static func show(_ here: OnSheet, _ number: Int?) throws -> Response {
        let form = try here.request.form()
        let written = try WrittenPublication(form, sentTo: here)
        if try form.optional(PreviewPage.back.name) == PreviewPage.back.value {
            return try formPage(here, number, written, status: .ok)
        }
        let saved = try number.map { try here.publication($0) }
        let checked: CheckedPublication
        do {
            checked = try here.checked(written, number: number)
        } catch let refused as PublicationText.Refused {
            return try formPage(here, number, written, errors: refused.errors, status: .unprocessable)
        }
        let view = PublicationView.preview(
            .init(
                area: here.ownArea, code: here.code, readerIsEmployee: false,
                publication: try publication(here, checked, over: saved),
                photos: try here.store.photos.chosen(checked.content.photos, of: here.sheet.id, visibleTo: here.viewer),
                thread: CommentThread([])))
        let html = view.html(for: here.reader(baseline: nil))
        if here.request.wantsFragment { return Response(status: .ok, body: .html(html)) }
        return here.page(PreviewPage.page(try model(here, number, html, form, checked.content.photos)))
    }

    /// As the store will have it. What only the database can give does not show: identifier and revision.
    private static func publication(
        _ here: OnSheet, _ checked: CheckedPublication, over saved: Publication?
    ) throws -> Publication {
        let number = try saved?.number ?? here.store.publications.nextNumber(of: here.sheet.id, visibleTo: here.viewer)
        return Publication(
            id: saved?.id ?? .init(0), number: number, author: saved?.author ?? here.author,
            datedAt: checked.content.datedAt, body: checked.content.body, milestone: checked.content.milestone,
            version: (saved?.version ?? 0) + 1, revision: here.sheet.revision, createdRevision: here.sheet.revision,
            edit: saved == nil ? nil : .init(at: here.now, by: here.viewer.name), cancellation: saved?.cancellation)
    }

    private static func model(
        _ here: OnSheet, _ number: Int?, _ publication: HTML, _ form: Fields,
        _ photos: [ChosenPhoto]
    ) throws -> PreviewPage.Model {
        let tokens = ["jeton", "envoi"]
        // Those that came as files are photos now.
        let fields = form.pairs.filter { !tokens.contains($0.name) && !$0.name.hasPrefix("photo:") }
        return PreviewPage.Model(
            area: here.ownArea, viewer: here.viewer,
            // The same submission: published from here or from the form, it is published once.
            formTokens: FormTokens.html(for: here.signedIn.token, submission: try form.optional("envoi")),
            publication: publication,
            action: number.map { .editPublication(here.ownArea, here.code, number: $0) }
                ?? .publications(here.ownArea, here.code),
            button: number == nil ? "Publier" : "Enregistrer",
            preview: .preview(here.ownArea, here.code, number: number),
            fields: fields.map { .init(name: $0.name, value: $0.value) }
                + photos.map { .init(name: "photo:\($0.name)", value: $0.caption) })
    }

    private static func formPage(
        _ here: OnSheet, _ number: Int?, _ written: WrittenPublication, errors: [String: String] = [:],
        status: Response.Status
    ) throws -> Response {
        if let number { return try EditPublication.page(here, number, written, errors: errors, status: status) }
        var form = try here.form(of: written, errors: errors)
        form.isOpen = true
        return try ShowSheet.show(here, .first, form: form, status: status)
    }
}
