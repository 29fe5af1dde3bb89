import CLOModel

/// A progress sheet: header and publications (S6, S7).
enum SheetPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: model.header.title, area: model.area, viewer: model.viewer, formTokens: model.reader.formTokens,
            content: content(model),
            attributes: [
                ("data-revision", "\(model.revision)"), ("data-code", "\(model.header.code)"),
                ("data-nouveautes", newsPath(model)), ("data-ordre", model.order.rawValue),
                ("data-compte", "\(model.viewer.account.rawValue)"),
            ],
            sectionClass: "clo-fiche", tab: model.area == .client ? .worksites : nil)
    }

    /// Without its query: the script adds the revision that it has.
    private static func newsPath(_ model: Model) -> String {
        String(Route.news(model.area, model.header.code, since: 0).path.prefix { $0 != "?" })
    }

    private static func content(_ model: Model) -> HTML {
        var publications = HTML()
        for publication in model.publications { publication.append(to: &publications, for: model.reader) }
        return """
            \(model.notice.map { "<p class=\"avis\" role=\"status\">\($0)</p>" as HTML })
            \(header(model.header))
            \(figures(publicationCount: model.publicationCount, newCount: model.newCount, attention: attention(model)))
            \(model.publicationForm.map(publicationForm))
            \(tools(model), if: model.publicationCount > 0)
            \(toolbar(model), if: model.publicationCount > 1)
            \(PDFForm.html(model.area, model.header.code))
            \(pager(model.previous, "Revenir au début", "precedentes", model))
            <div class="publications" id="publications">
            \(publications)
            \(pager(model.next, model.order == .newestFirst ? "Publications plus anciennes" : "Publications suivantes", "suivantes", model))
            </div>
            \("<p class=\"vide\">Aucune publication pour l’instant. \(model.viewer.role.isEmployee ? "Rédigez la première ci-dessus." : "Vous la verrez ici dès qu’elle paraîtra.")</p>", if: model.publications.isEmpty)
            """
    }

    private static func attention(_ model: Model) -> Attention? {
        guard model.viewer.role.isEmployee else { return nil }
        return Attention(clientLastVisit: model.clientLastVisit, unansweredCount: model.unansweredCount)
    }

    /// S6, as the title block of a drawing.
    static func header(_ header: ProgressSheet.Header) -> HTML {
        let state: HTML
        switch header.state {
        case .underway: state = "En cours"
        case .finished: state = "<span class=\"tampon tampon-termine\">Chantier terminé</span>"
        case .resumed: state = "<span class=\"tampon tampon-reprise\">Reprise du chantier</span>"
        }
        let address = header.clientAddress
        return """
            <header class="cartouche" id="cartouche">
            <div class="cartouche-logo"><img src="\(Route.logo(.client))" alt="CLO" width="96" height="48"></div>
            <h1 class="cartouche-titre">\(header.title)</h1>
            <dl class="cartouche-cases">
            <div class="case case-client"><dt>Client</dt><dd>\(header.clientName)</dd></div>
            <div class="case case-adresse"><dt>Adresse</dt><dd>\(address.dropLast().map { "\($0)<br>" as HTML })\(address.last.map { "\($0)" as HTML })</dd></div>
            <div class="case"><dt>Chantier n°</dt><dd>\(header.code)</dd></div>
            <div class="case"><dt>Début</dt><dd>\(header.startsOn.map(Parts.day) ?? "à fixer")</dd></div>
            <div class="case"><dt>Fin prévue</dt><dd>\(header.plannedEndOn.map(Parts.day) ?? "à fixer")</dd></div>
            <div class="case case-etat"><dt>État</dt><dd>\(state)</dd></div>
            </dl>
            </header>
            """
    }

    /// One line under the title block. Employees also see what waits for them (B6).
    /// - Parameters:
    ///   - newCount: publications and comments by others since the last visit.
    ///   - attention: `nil` for a client.
    static func figures(publicationCount: Int, newCount: Int, attention: Attention?) -> HTML {
        var parts: [HTML] = ["\(Parts.counted(publicationCount, "publication", "publications"))"]
        if newCount > 0 {
            parts.append(
                "<strong>\(Parts.counted(newCount, "nouveauté", "nouveautés")) depuis votre dernière visite</strong>")
        }
        if let attention {
            parts.append(
                attention.clientLastVisit.map { "Vue par le client le \(Parts.time($0))" }
                    ?? "Le client n’a pas encore ouvert cette fiche")
            if attention.unansweredCount > 0 {
                let label = Parts.counted(attention.unansweredCount, "commentaire", "commentaires")
                parts.append("<strong>\(label) sans réponse</strong>")
            }
        }
        return "<ul class=\"reperes\">\(parts.map { "<li>\($0)</li>" as HTML })</ul>"
    }

    /// What an employee wants to know of the client: when he last read the sheet, and what nobody has answered.
    struct Attention: Sendable {
        var clientLastVisit: Instant?
        var unansweredCount: Int
    }

    /// Ways into what the sheet holds (B10).
    private static func tools(_ model: Model) -> HTML {
        """
        <div class="outils-fiche"><a class="bouton" href="\(Route.gallery(model.area, model.header.code, from: nil))">Photos</a>\(SearchPage.form(model.area, model.header.code))</div>
        """
    }

    private static func toolbar(_ model: Model) -> HTML {
        let links = [
            (ProgressSheet.Order.newestFirst, "Plus récentes d’abord"), (.chronological, "Ordre chronologique"),
        ]
        .map { order, label -> HTML in
            "<a href=\"\(Route.order(model.area, model.header.code, order))\"\(" aria-current=\"true\"", if: order == model.order)>\(label)</a>"
        }
        let everything: HTML =
            model.showsEverything || model.publicationCount <= model.publications.count
            ? "" : "<a href=\"\(Route.sheet(model.area, model.header.code, .everything))\">Tout afficher</a>"
        return "<nav class=\"outils\" aria-label=\"Ordre des publications\">\(links)\(everything)</nav>"
    }

    /// A link to a page of its own; with JavaScript, what follows is loaded in its place (B5).
    private static func pager(_ window: Route.SheetWindow?, _ label: String, _ kind: String, _ model: Model) -> HTML? {
        window.map { window in
            let route = Route.sheet(model.area, model.header.code, window)
            let inPlace: HTML = """
                 hx-get="\(route)" hx-target="closest .pages" hx-swap="outerHTML" hx-select=".publications > *"
                """
            return """
                <p class="pages pages-\(kind)"><a class="bouton" href="\(route)"\(inPlace, if: kind == "suivantes")>\(label)</a></p>
                """
        }
    }

    private static func publicationForm(_ form: PublicationForm.Model) -> HTML {
        """
        <details class="redaction" id="redaction"\(" open", if: form.isOpen || !form.form.errors.isEmpty)><summary class="bouton principal">Nouvelle publication</summary>
        \(PublicationForm.html(form))
        </details>
        \(PublicationForm.draftNote(form))
        """
    }

    // MARK: Live updates

    /// What an open page merges into itself: header and figures where they are given, publications by number.
    static func news(
        revision: ProgressSheet.Revision, publications: [Personalised], deleted: [Int],
        header: ProgressSheet.Header?, figures: HTML? = nil, reader: Reader
    ) -> HTML {
        var changed = HTML()
        for publication in publications { publication.append(to: &changed, for: reader) }
        return """
            <div class="nouveautes" data-revision="\(revision)">
            \(header.map(Self.header))
            \(figures)
            \(changed)
            \(deleted.map { "<div data-publication-supprimee=\"\($0)\"></div>" as HTML })
            </div>

            """
    }

    /// So much has changed that the page is better loaded anew.
    static func reloadNeeded(revision: ProgressSheet.Revision) -> HTML {
        "<div class=\"nouveautes\" data-revision=\"\(revision)\" data-recharger=\"oui\"></div>\n"
    }
}
