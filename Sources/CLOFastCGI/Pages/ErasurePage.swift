import CLOModel
import CLOStore

/// Says what an erasure takes away and what it may not, before it is asked for.
enum ErasurePage {
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        /// Field `motif`.
        var form: TypedForm
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Demander l’effacement de mes données", area: .client, viewer: model.viewer,
            formTokens: model.formTokens, content: content(model), sectionClass: "clo-effacement",
            styles: ["account.css"], tab: .details)
    }

    private static func content(_ model: Model) -> HTML {
        let error = model.form.error("motif")
        return """
            <div class="carte">
            <h1>Demander l’effacement de mes données</h1>
            <p>Votre demande est lue par CLO, qui vous répond en un mois au plus. D’ici là rien ne change, et vous pouvez la retirer.</p>
            <div class="effacement-quoi"><p><b>Seront effacés</b></p><ul>\(ErasureTerms.erased.map { "<li>\($0)</li>" as HTML })</ul>
            <p><b>Doivent être conservés</b></p><ul>\(ErasureTerms.kept.map { "<li>\($0)</li>" as HTML })</ul></div>
            <form method="post" action="\(Route.account(.erasure))">
            \(model.formTokens)
            <div class="champ">
            <label for="motif">Votre motif <span class="facultatif">(facultatif)</span></label>
            <textarea id="motif" name="motif" rows="3" maxlength="\(ErasureStore.textLength)"\(Parts.describedBy(error, id: "motif-erreur"))>
            \(model.form["motif"])</textarea>
            \(Parts.error(error, id: "motif-erreur"))
            </div>
            <div class="barre-choix"><button type="submit" class="bouton perte">Envoyer ma demande</button> <a class="bouton" href="\(Route.account(.myData))">Ne rien demander</a></div>
            </form>
            </div>
            """
    }
}
