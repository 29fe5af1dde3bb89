import CLOModel
import CLOStore

/// All photos that a sheet shows, by month, the newest first (B10).
enum GalleryPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var code: WorksiteCode
        /// Of the whole sheet.
        var months: [(month: Month, count: Int)]
        /// Those of this page; whole months.
        var exhibits: [PhotoStore.Exhibit]
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Photos du chantier \(model.code)", area: model.area, viewer: model.viewer,
            formTokens: model.formTokens, content: content(model), sectionClass: "clo-galerie")
    }

    private static func content(_ model: Model) -> HTML {
        """
        <p class="retour"><a href="\(Route.sheet(model.area, model.code, .first))">Retour à la fiche</a></p>
        <h1>Photos du chantier \(model.code)</h1>
        \(months(model))
        <div class="galerie">
        \(groups(model))</div>
        \("<p class=\"vide\">Aucune photo pour l’instant. Celles des publications se rassembleront ici.</p>", if: model.months.isEmpty)
        """
    }

    /// When all do not stand on one page: the way to each month.
    private static func months(_ model: Model) -> HTML? {
        let shown = Set(model.exhibits.map { Month($0.takenAt) })
        guard shown.count < model.months.count else { return nil }
        let links = model.months.map { entry -> HTML in
            let route = Route.gallery(model.area, model.code, from: entry.month)
            return
                "<li><a href=\"\(route)\"\(" aria-current=\"true\"", if: shown.contains(entry.month))>\(entry.month.frenchHeading)</a> <span class=\"indice\">\(Parts.counted(entry.count, "photo", "photos"))</span></li>"
        }
        return "<nav class=\"mois\" aria-label=\"Mois\"><ul>\(links)</ul></nav>"
    }

    private static func groups(_ model: Model) -> [HTML] {
        var groups: [(month: Month, exhibits: [PhotoStore.Exhibit])] = []
        for exhibit in model.exhibits {
            let month = Month(exhibit.takenAt)
            if groups.last?.month == month {
                groups[groups.count - 1].exhibits.append(exhibit)
            } else {
                groups.append((month, [exhibit]))
            }
        }
        return groups.map { group in
            """
            <section class="galerie-mois" aria-labelledby="mois-\(group.month.iso)">
            <h2 id="mois-\(group.month.iso)">\(group.month.frenchHeading)</h2>
            <div class="photos">\(group.exhibits.map { exhibit($0, model) })</div>
            </section>

            """
        }
    }

    /// As wide as `clo.css` makes a plate: two in a row on a phone, three or four where it is turned.
    private static let plateSizes: HTML = "(min-width: 38rem) 16rem, (min-width: 28rem) 30vw, 44vw"

    /// The link to the publication stands beside the figure: all links in a figure open the photo.
    private static func exhibit(_ exhibit: PhotoStore.Exhibit, _ model: Model) -> HTML {
        let route = Route.sheet(model.area, model.code, .startingWith(number: exhibit.number))
        return """
            <div class="galerie-photo\(" annulee", if: exhibit.isCancelled)">\(PublicationView.figure(exhibit.photo, model.area, sizes: plateSizes))<p class="galerie-origine"><a href="\(route)#publication-\(exhibit.number)">n°\u{A0}\(exhibit.number)</a> \(Parts.day(ParisTime(exhibit.takenAt).date))\(" <span class=\"badge-annulee\">Publication annulée</span>", if: exhibit.isCancelled)</p></div>
            """
    }
}
