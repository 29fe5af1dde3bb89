import CLOModel
import CLOStore

/// B2: any employee edits any publication; who saves second is shown both texts and loses nothing.
enum EditPublication {
    static func show(_ here: OnSheet, _ number: Int) throws -> Response {
        guard let saved = try here.store.publications.find(number: number, in: here.sheet.id, visibleTo: here.viewer)
        else { throw Refusal.notFound }
        let form = TypedForm(values: [
            "texte": try RichText(stored: saved.body).typedForm,
            "date": ParisTime(saved.datedAt).inputValue,
            "etape": saved.milestone?.rawValue ?? "",
            "version": "\(saved.version)",
        ])
        return page(here, number, form, conflict: nil, status: .ok)
    }

    static func submit(_ here: OnSheet, _ number: Int) throws -> Response {
        let form = try here.request.form()
        var typed = try TypedForm(publication: form)
        let version = try form.number("version", in: 1...999_999_999)
        typed.values["version"] = "\(version)"
        guard let saved = try here.store.publications.find(number: number, in: here.sheet.id, visibleTo: here.viewer)
        else { throw Refusal.notFound }

        // The field has no seconds, and an hour in October has two meanings: an untouched date stays what it is.
        let isDateUntouched = typed["date"] == ParisTime(saved.datedAt).inputValue
        let text: PublicationText
        do {
            text = try PublicationText(
                text: typed["texte"], date: isDateUntouched ? "" : typed["date"], milestone: typed["etape"],
                now: here.now)
        } catch {
            typed.errors = error.errors
            return page(here, number, typed, conflict: nil, status: .unprocessable)
        }
        let shown = try here.store.photos.photos(of: [saved.id], visibleTo: here.viewer)[saved.id] ?? []
        let content = PublicationStore.Content(
            body: text.body.canonicalHTML, datedAt: isDateUntouched ? saved.datedAt : text.datedAt,
            milestone: text.milestone, photos: shown.map { ChosenPhoto(name: $0.name, caption: $0.caption) })
        let outcome = try here.store.publications.edit(
            number: number, in: here.sheet.id, version: version, to: content, by: here.viewer.account,
            submission: try here.submission(form, [typed["texte"], typed["date"], typed["etape"], "\(version)"]),
            at: here.now)
        switch outcome {
        case .done(let revision):
            return here.changed(revision, at: .startingWith(number: number), anchor: "publication-\(number)")
        case .conflict:
            // Read again: it may have changed once more.
            guard
                let newer = try here.store.publications.find(
                    number: number, in: here.sheet.id, visibleTo: here.viewer)
            else { throw Refusal.notFound }
            typed.values["version"] = "\(newer.version)"
            return page(here, number, typed, conflict: .init(saved: newer), status: .conflict)
        case .gone: throw Refusal.notFound
        }
    }

    private static func page(
        _ here: OnSheet, _ number: Int, _ form: TypedForm, conflict: EditPublicationPage.Model.Conflict?,
        status: Response.Status
    ) -> Response {
        let model = EditPublicationPage.Model(
            area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(), code: here.code,
            number: number, form: form, conflict: conflict, now: here.now)
        return here.page(EditPublicationPage.page(model), status: status)
    }
}

extension RichText {
    /// What ``CanonicalHTML`` holds was written by a rich text, and so is one.
    init(stored html: CanonicalHTML) throws {
        try self.init(html: html.text)
    }
}
