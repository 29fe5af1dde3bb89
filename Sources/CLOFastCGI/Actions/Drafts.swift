import CLOModel
import CLOStore

/// What an employee is writing, kept at every pause so that it can be finished on another machine (B4).
enum Drafts {
    /// Kept as it is, wrong or unfinished.
    static func keep(_ here: OnSheet, _ number: Int?) throws -> Response {
        let written = try WrittenPublication(try here.request.form())
        // Of a publication that is gone there is nothing to change any more.
        if let number { _ = try here.publication(number) }
        guard !written.isEmpty else { return try erase(here, number) }
        let body: RichText?
        do {
            body = try written.richText.map { html throws(RichText.Failure) in try RichText(html: html) }
        } catch {
            throw BadRequest(error.sentence)
        }
        let draft = DraftStore.Draft(
            body: body?.canonicalHTML, typedText: written.richText == nil ? written.typedText : "",
            datedAt: String(written.date.prefix(fieldLength)), milestone: String(written.milestone.prefix(fieldLength)),
            baseVersion: written.version ?? 0, photos: written.photos)
        try here.store.drafts.keep(draft, at: here.draftPlace(number), now: here.now)
        return Response(status: .noContent, headers: [("CLO-Enregistre", "\(here.now.milliseconds)")])
    }

    /// Dates and milestones as forms send them are shorter.
    private static let fieldLength = 20

    static func erase(_ here: OnSheet, _ number: Int?) throws -> Response {
        try here.store.drafts.remove(here.draftPlace(number))
        if here.request.wantsFragment { return Response(status: .noContent) }
        guard let number else { return .redirect(to: Route.sheet(here.ownArea, here.code, .first).path) }
        return .redirect(to: Route.editPublication(here.ownArea, here.code, number: number).path)
    }
}
