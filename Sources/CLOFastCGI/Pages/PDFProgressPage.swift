import CLOModel

/// « Préparation du PDF »: how far a long document is. Looks again by itself, with and without JavaScript.
enum PDFProgressPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var code: WorksiteCode
        /// Of the worksite.
        var title: String
        /// `nil` while others' documents come first.
        var percent: Int?
        /// With which the page asks again.
        var choice: PDFChoice
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Préparation du PDF", area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-preparation")
    }

    private static func content(_ model: Model) -> HTML {
        let again = Route.pdf(model.area, model.code, model.choice)
        let state: HTML
        if let percent = model.percent {
            state = """
                <p><progress max="100" value="\(percent)" aria-label="Préparation du PDF"></progress> \(percent)\u{A0}%</p>
                """
        } else {
            state = "<p>D’autres exports sont en cours\u{A0}; le vôtre commence dès qu’une place se libère.</p>"
        }
        return """
            <div class="carte">
            <h1>Préparation du PDF</h1>
            <p>\(model.title) (\(model.code)). La fiche est longue\u{A0}: le document s’ouvre dès qu’il est prêt. Vous pouvez aussi revenir plus tard, il vous attendra.</p>
            <div id="preparation" role="status" hx-get="\(again)" hx-trigger="load delay:2s" hx-select="#preparation" hx-swap="outerHTML">
            \(state)
            </div>
            <noscript><meta http-equiv="refresh" content="3;url=\(again)"></noscript>
            <p class="liens"><a class="bouton" href="\(again)">Actualiser</a> <a class="bouton" href="\(Route.sheet(model.area, model.code, .first))">Revenir à la fiche</a></p>
            </div>
            """
    }
}
