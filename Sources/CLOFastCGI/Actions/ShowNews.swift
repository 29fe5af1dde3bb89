import CLOModel
import CLOStore

/// What an open page must change to be up to date (S8). Nothing new costs the guard's one query and is an empty
/// answer.
enum ShowNews {
    /// More changes than this, and the page is better loaded anew.
    static let limit = 100

    static func show(_ here: OnSheet, since: ProgressSheet.Revision) throws -> Response {
        let revision = here.sheet.revision
        if since == revision { return Response(status: .noContent) }
        // A page that knows more than the database was loaded before a backup was restored.
        guard since < revision,
            let news = try here.store.sheets.news(
                of: here.sheet.id, since: since, visibleTo: here.viewer, limit: limit)
        else { return Response(status: .ok, body: .html(SheetPage.reloadNeeded(revision: revision))) }

        let baseline = try here.store.sheets.noteVisit(to: here.sheet, by: here.viewer, at: here.now)
        let overview = try here.overview(since: baseline)
        let html = SheetPage.news(
            revision: revision, publications: try RenderedPublications(here).fragments(news.changed),
            deleted: news.deleted, header: news.headerMayDiffer ? overview.header : nil,
            company: here.responder.settings().companyName,
            figures: SheetPage.figures(
                publicationCount: overview.publicationCount, newCount: overview.newCount,
                attention: here.viewer.role.isEmployee
                    ? .init(clientLastVisit: overview.clientLastVisit, unansweredCount: overview.unansweredCount) : nil),
            reader: here.reader(baseline: baseline))
        return Response(status: .ok, body: .html(html))
    }
}

enum ChooseOrder {
    /// B5: the choice is remembered by the browser.
    static func choose(_ here: OnSheet, _ order: ProgressSheet.Order) throws -> Response {
        Response.redirect(to: Route.sheet(here.ownArea, here.code, .first).path).setting(
            Cookie(name: .order, value: order.rawValue, lifetime: .days(365), isSecure: here.request.isSecure))
    }
}
