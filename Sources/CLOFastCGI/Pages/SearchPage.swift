import CLOModel

/// What was found in a sheet, publication by publication (B10).
enum SearchPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var code: WorksiteCode
        /// As it was typed.
        var typed: String
        /// `nil` when nothing was looked for.
        var results: Results?

        struct Results: Sendable {
            var hits: [Hit]
            /// Of the whole sheet: publications, and passages in their texts and comments.
            var publicationCount: Int
            var passageCount: Int
            /// The next page.
            var next: Route?
        }

        struct Hit: Sendable {
            var number: Int
            var datedAt: Instant
            var isCancelled: Bool
            /// From the publication's text and captions, in their order.
            var excerpts: [SearchExcerpt]
            var comments: [Comment]
        }

        struct Comment: Sendable {
            var number: Int
            var author: Author
            var excerpt: SearchExcerpt
        }
    }

    static func page(_ model: Model) -> Page {
        let title = "Rechercher dans la fiche \(model.code)"
        return Page(
            title: model.typed.isEmpty ? title : "«\u{A0}\(model.typed)\u{A0}» dans la fiche \(model.code)",
            area: model.area, viewer: model.viewer, formTokens: model.formTokens, content: content(model, title),
            sectionClass: "clo-recherche")
    }

    private static func content(_ model: Model, _ title: String) -> HTML {
        """
        <p class="retour"><a href="\(Route.sheet(model.area, model.code, .first))">Retour à la fiche</a></p>
        <h1>\(title)</h1>
        \(form(model.area, model.code, typed: model.typed))
        \(model.results.map { results($0, model) } ?? "<p class=\"indice\">Tapez un ou plusieurs mots\u{A0}; entre guillemets, une suite exacte. Les accents ne comptent pas.</p>")
        """
    }

    /// The field stands on the sheet as well.
    static func form(_ area: Area, _ code: WorksiteCode, typed: String = "") -> HTML {
        """
        <form class="recherche" role="search" action="\(Route.search(area, code, typed: "", after: nil))"><label class="pour-lecteur" for="recherche">Rechercher dans cette fiche</label><input type="search" id="recherche" name="q" value="\(typed)" maxlength="\(SearchQuery.maximumCharacters)" placeholder="Rechercher"><button type="submit" class="bouton">Rechercher</button></form>
        """
    }

    private static func results(_ results: Model.Results, _ model: Model) -> HTML {
        guard results.publicationCount > 0 else {
            return """
                <p class="vide" role="status">Rien ne correspond à «\u{A0}\(model.typed)\u{A0}» dans cette fiche. Essayez avec moins de mots, ou seulement leur début.</p>
                """
        }
        let publications = Parts.counted(results.publicationCount, "publication", "publications")
        let passages = Parts.counted(results.passageCount, "passage", "passages")
        return """
            <p class="recherche-bilan" role="status">«\u{A0}\(model.typed)\u{A0}»\u{A0}: \(passages) dans \(publications).</p>
            <ol class="resultats">
            \(results.hits.map { hit($0, model) })</ol>
            \(results.next.map { "<p class=\"pages\"><a class=\"bouton\" href=\"\($0)\">Résultats plus anciens</a></p>" as HTML })
            """
    }

    private static func hit(_ hit: Model.Hit, _ model: Model) -> HTML {
        let sheet = Route.sheet(model.area, model.code, .startingWith(number: hit.number))
        let comments = hit.comments.map { comment -> HTML in
            """
            <p class="extrait extrait-commentaire"><a href="\(sheet)#commentaire-\(hit.number)-\(comment.number)">\(hit.number).\(comment.number)</a> \(Parts.author(comment.author))\u{A0}: \(marked(comment.excerpt))</p>
            """
        }
        return """
            <li class="resultat"><h2><a href="\(sheet)#publication-\(hit.number)">n°\u{A0}\(hit.number)</a> <span class="indice">\(Parts.time(hit.datedAt))</span>\(" <span class=\"badge-annulee\">Annulée</span>", if: hit.isCancelled)</h2>\(hit.excerpts.map { "<p class=\"extrait\">\(marked($0))</p>" as HTML })\(comments)</li>

            """
    }

    private static func marked(_ excerpt: SearchExcerpt) -> [HTML] {
        excerpt.pieces.map { $0.isMatch ? "<mark>\($0.text)</mark>" : "\($0.text)" }
    }
}
