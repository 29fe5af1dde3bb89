import CLOModel
import CLOStore

/// What waits for somebody of CLO, under the field for worksite codes (B6).
enum OfficeBoard {
    private static let limit = 8

    static func model(_ person: SignedIn) throws -> OfficeHomePage.Model.Board {
        let viewer = person.viewer
        let settings = person.responder.settings()
        let quiet = try person.store.worksites.list(
            .quiet(since: person.now - .days(settings.quietDays)), like: "", PageRequest(page: 1, size: limit),
            visibleTo: viewer)
        return .init(
            unanswered: try person.store.board.unanswered(visibleTo: viewer, limit: limit), quiet: quiet.items,
            quietCount: quiet.total, quietDays: settings.quietDays,
            changes: try person.store.details.waiting(visibleTo: viewer, limit: limit),
            erasureCount: try person.store.erasures.list(
                openOnly: true, PageRequest(page: 1, size: 1), visibleTo: viewer
            ).total)
    }

    static func html(_ board: OfficeHomePage.Model.Board) -> HTML {
        let parts = [erasures(board.erasureCount), unanswered(board), changes(board), quiet(board)].compactMap { $0 }
        return """
            <div class="tableau-de-bord"><h2>Ce qui attend</h2>
            \(parts.isEmpty ? "<p class=\"vide\">Rien n’attend\u{A0}: tous les commentaires ont leur réponse.</p>" : parts.joined())
            </div>
            """
    }

    private static func section(_ title: String, _ entries: [HTML], more: HTML? = nil) -> HTML? {
        guard !entries.isEmpty else { return nil }
        return "<section><h3>\(title)</h3><ul>\(entries.map { "<li>\($0)</li>" as HTML })</ul>\(more)</section>"
    }

    private static func unanswered(_ board: OfficeHomePage.Model.Board) -> HTML? {
        section(
            "Commentaires sans réponse",
            board.unanswered.map { sheet in
                let place = Route.sheet(.office, sheet.code, .startingWith(number: sheet.publication))
                return """
                    <a href="\(place)#publication-\(sheet.publication)"><b>\(sheet.code)</b> \(sheet.title)</a> <span class="indice">\(sheet.clientName), \(Parts.counted(sheet.count, "commentaire", "commentaires"))</span>
                    """
            })
    }

    private static func changes(_ board: OfficeHomePage.Model.Board) -> HTML? {
        section(
            "Coordonnées modifiées par des clients",
            board.changes.map { waiting in
                let change = waiting.change
                return """
                    <a href="\(Route.office(.client(change.account)))">\(waiting.clientName)</a> <span class="indice">\(change.field.label)\u{A0}: \(change.old.map(change.field.shown) ?? "vide") → \(change.new.map(change.field.shown) ?? "vide")</span>
                    """
            })
    }

    private static func quiet(_ board: OfficeHomePage.Model.Board) -> HTML? {
        let more: HTML? =
            board.quietCount > board.quiet.count
            ? "<p><a href=\"\(Route.office(.worksites(ListQuery(filter: WorksiteList.Filter.quiet.rawValue))))\">Les \(board.quietCount) fiches</a></p>"
            : nil
        return section(
            "Sans nouvelle depuis \(board.quietDays)\u{A0}jours",
            board.quiet.map { worksite in
                let last: HTML =
                    worksite.lastPublishedAt.map { "dernière publication le \(Parts.day(ParisTime($0).date))" }
                    ?? "aucune publication"
                return """
                    <a href="\(Route.sheet(.office, worksite.code, .first))"><b>\(worksite.code)</b> \(worksite.title)</a> <span class="indice">\(worksite.clientName), \(last)</span>
                    """
            }, more: more)
    }

    private static func erasures(_ count: Int) -> HTML? {
        guard count > 0 else { return nil }
        return section(
            "Données personnelles",
            [
                "<a href=\"\(Route.office(.erasures(ListQuery())))\">\(Parts.counted(count, "demande d’effacement", "demandes d’effacement"))</a>"
            ])
    }
}
