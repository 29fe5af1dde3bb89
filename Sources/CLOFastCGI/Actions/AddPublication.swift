import CLOModel
import CLOStore

/// S10: an employee publishes.
enum AddPublication {
    static func submit(_ here: OnSheet) throws -> Response {
        let form = try here.request.form()
        let written = try WrittenPublication(form, sentTo: here)
        let checked: CheckedPublication
        do {
            checked = try here.checked(written, number: nil)
        } catch let refused as PublicationText.Refused {
            return try ShowSheet.show(
                here, .first, form: try here.form(of: written, errors: refused.errors), status: .unprocessable)
        }
        let submission = try here.submission(form, written.submissionContent)
        let outcome: PublicationStore.Outcome
        do {
            outcome = try here.store.publications.add(
                checked.content, to: here.sheet.id, by: here.viewer.account,
                telling: try NoticeChoice(publication: form), submission: submission, at: here.now)
        } catch let missing as PhotoStore.Unavailable {
            return try ShowSheet.show(
                here, .first, form: try here.form(of: written, errors: written.errors(missing)),
                status: .unprocessable)
        }
        guard case .done(let number, let revision) = outcome else { throw Refusal.notFound }
        return here.changed(revision, at: .startingWith(number: number), anchor: "publication-\(number)")
    }
}

/// What was written, found fit to be published.
struct CheckedPublication: Sendable {
    var content: PublicationStore.Content
    var body: RichText

    var face: Publication.Face {
        .init(body: body, datedAt: content.datedAt, milestone: content.milestone, photos: content.photos)
    }
}

extension OnSheet {
    /// - Parameter number: of the publication that is being changed; `nil` for a new one.
    /// - Throws: ``PublicationText/Refused`` with a sentence for each field that cannot be taken as it is.
    func checked(_ written: WrittenPublication, number: Int?) throws -> CheckedPublication {
        let base = try number.flatMap { number in try written.version.flatMap { try version($0, of: number) } }
        // The field has no seconds, and an hour in October has two meanings: an untouched date stays what it is.
        let isDateUntouched = base.map { ParisTime($0.content.datedAt).inputValue == written.date } ?? false
        var photos: [ChosenPhoto] = []
        var errors: [String: String] = [:]
        do {
            photos = try written.checkedPhotos(limit: photosPerPublication)
        } catch {
            errors["photos"] = error.sentence
        }
        let text: PublicationText
        do {
            text = try PublicationText(
                text: try written.body { try texts(ofForm: number) }, photos: written.photos.map(\.name),
                date: isDateUntouched ? "" : written.date, milestone: written.milestone, now: now)
        } catch let refused as PublicationText.Refused {
            throw PublicationText.Refused(errors: refused.errors.merging(errors) { $1 })
        }
        guard errors.isEmpty else { throw PublicationText.Refused(errors: errors) }
        let datedAt = isDateUntouched ? base?.content.datedAt : nil
        return CheckedPublication(
            content: .init(
                body: text.body.canonicalHTML, datedAt: datedAt ?? text.datedAt, milestone: text.milestone,
                photos: photos), body: text.body)
    }

    func version(_ version: Int, of number: Int) throws -> PublicationStore.Version? {
        try store.publications.versions([version], of: number, in: sheet.id, visibleTo: viewer).first
    }

    /// How many earlier texts a form without JavaScript may have been filled with: it may be as old as a session.
    private static let rememberedTexts = 20

    /// What the text area may have been filled with: the draft, or a version of the publication.
    private func texts(ofForm number: Int?) throws -> [RichText] {
        let draft = try store.drafts.find(draftPlace(number))?.draft
        var texts = draft?.body.map { [$0] } ?? []
        if let number {
            texts += try store.publications.recentBodies(
                of: number, in: sheet.id, limit: Self.rememberedTexts, visibleTo: viewer)
        }
        return try texts.filter { !$0.isEmpty }.map { try RichText(stored: $0) }
    }
}
