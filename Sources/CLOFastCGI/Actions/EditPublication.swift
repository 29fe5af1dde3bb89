import CLOModel
import CLOStore

/// B2: any employee edits any publication; who saves second is shown both and loses nothing.
enum EditPublication {
    static func show(_ here: OnSheet, _ number: Int) throws -> Response {
        let saved = try here.publication(number)
        if let (draft, savedAt) = try here.store.drafts.find(here.draftPlace(number)) {
            var written = WrittenPublication(draft)
            written.version = written.version ?? saved.version
            return try page(here, number, written, draftSavedAt: savedAt)
        }
        let photos = try here.store.photos.photos(of: [saved.id], visibleTo: here.viewer)[saved.id] ?? []
        let face = Publication.Face(
            body: try RichText(stored: saved.body), datedAt: saved.datedAt, milestone: saved.milestone,
            photos: photos.map { ChosenPhoto(name: $0.name, caption: $0.caption) })
        return try page(here, number, WrittenPublication(face, version: saved.version))
    }

    static func submit(_ here: OnSheet, _ number: Int) throws -> Response {
        let form = try here.request.form()
        let written = try WrittenPublication(form, sentTo: here)
        let version = try form.number("version", in: 1...999_999_999)
        _ = try here.publication(number)
        let checked: CheckedPublication
        do {
            checked = try here.checked(written, number: number)
        } catch let refused as PublicationText.Refused {
            return try page(here, number, written, errors: refused.errors, status: .unprocessable)
        }
        let submission = try here.submission(form, written.submissionContent)
        let outcome: PublicationStore.EditOutcome
        do {
            outcome = try here.store.publications.edit(
                number: number, in: here.sheet.id, version: version, to: checked.content, by: here.viewer.account,
                submission: submission, at: here.now)
        } catch let missing as PhotoStore.Unavailable {
            return try page(here, number, written, errors: written.errors(missing), status: .unprocessable)
        }
        switch outcome {
        case .done(let revision):
            return here.changed(revision, at: .startingWith(number: number), anchor: "publication-\(number)")
        case .conflict: return try conflictPage(here, number, checked.face, writtenOn: version)
        case .gone: throw Refusal.notFound
        }
    }

    static func page(
        _ here: OnSheet, _ number: Int, _ written: WrittenPublication, errors: [String: String] = [:],
        draftSavedAt: Instant? = nil, conflict: EditPublicationPage.Model.Conflict? = nil,
        status: Response.Status = .ok
    ) throws -> Response {
        let model = EditPublicationPage.Model(
            area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(), code: here.code,
            number: number, form: try here.form(of: written, number, errors: errors, draftSavedAt: draftSavedAt),
            conflict: conflict)
        return here.page(EditPublicationPage.page(model), status: status)
    }

    /// Both side by side, and in the form what the two make together.
    private static func conflictPage(
        _ here: OnSheet, _ number: Int, _ mine: Publication.Face, writtenOn version: Int
    ) throws -> Response {
        // Read again: it may have changed once more.
        let present = try here.publication(number).version
        let versions = try here.store.publications.versions(
            [version, present], of: number, in: here.sheet.id, visibleTo: here.viewer)
        guard let saved = versions.first(where: { $0.note.version == present }) else { throw Refusal.notFound }
        // A version that never was: whoever made it up has changed everything.
        let base = try (versions.first { $0.note.version == version } ?? saved).face
        let theirs = try saved.face
        let conflict = EditPublicationPage.Model.Conflict(
            saved: saved, savedChanges: PublicationChanges(from: base, to: theirs), written: mine,
            writtenPhotos: try here.store.photos.chosen(mine.photos, of: here.sheet.id, visibleTo: here.viewer),
            writtenChanges: PublicationChanges(from: base, to: mine))
        let merged = Publication.Face.merged(base: base, theirs: theirs, mine: mine)
        return try page(
            here, number, WrittenPublication(merged, version: present), conflict: conflict, status: .conflict)
    }
}

extension PublicationStore.Version {
    var face: Publication.Face {
        get throws {
            .init(
                body: try RichText(stored: content.body), datedAt: content.datedAt, milestone: content.milestone,
                photos: content.photos)
        }
    }
}

extension RichText {
    /// What ``CanonicalHTML`` holds was written by a rich text, and so is one.
    init(stored html: CanonicalHTML) throws {
        try self.init(html: html.text)
    }
}
