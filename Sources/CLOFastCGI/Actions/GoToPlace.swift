import CLOModel

/// From the short address in a message to the very publication or comment, once the reader is known.
enum GoToPlace {
    static func redirect(_ here: OnSheet, publication: Int?, comment: Int?) -> Response {
        guard let publication else { return .redirect(to: Route.sheet(here.ownArea, here.code, .first).path) }
        let anchor = comment.map { "commentaire-\(publication)-\($0)" } ?? "publication-\(publication)"
        return .redirect(
            to: Route.sheet(here.ownArea, here.code, .startingWith(number: publication)).path(anchor: anchor))
    }
}
