import CLOModel

/// Says exactly what an act will do, and does it only at a press of its button.
enum ConfirmPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: model.question, area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-confirmer")
    }

    private static func content(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>\(model.question)</h1>
        \(model.consequences.first.map { "<p><strong>\($0)</strong></p>" as HTML })
        \(model.consequences.dropFirst().map { "<p>\($0)</p>" as HTML })
        <form method="post" action="\(model.action)">
        \(model.formTokens)
        \(model.reason.map(reason))
        <div class="barre-choix"><button type="submit" class="bouton \(model.isDestructive ? "perte" : "principal")">\(model.button)</button> <a class="bouton" href="\(model.back)#\(model.backAnchor)">Ne rien faire</a></div>
        </form>
        </div>
        """
    }

    private static func reason(_ reason: Model.Reason) -> HTML {
        """
        <div class="champ">
        <label for="\(reason.field)">\(reason.label)</label>
        <input id="\(reason.field)" name="\(reason.field)" value="\(reason.typed)" maxlength="\(reason.maximumLength)"\(Parts.describedBy(reason.error, id: "motif-erreur"))>
        \(Parts.error(reason.error, id: "motif-erreur"))
        </div>
        """
    }
}
