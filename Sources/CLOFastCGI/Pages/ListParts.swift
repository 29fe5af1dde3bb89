import CLOModel

/// Lists, all alike: search and filter, rows, pages, and a word for the empty one.
enum ListParts {
    /// Tables on wide screens, cards on phones: each cell then says what it is.
    struct Table {
        /// For those who hear the table instead of seeing it.
        var caption: String
        var columns: [String]
        /// The first cell of a row names it.
        var rows: [[HTML]]
    }

    static func table(_ table: Table) -> HTML {
        let heads = table.columns.map { "<th scope=\"col\">\($0)</th>" as HTML }
        let rows = table.rows.map { cells -> HTML in
            let cells = zip(table.columns, cells).enumerated().map { index, cell -> HTML in
                index == 0
                    ? "<th scope=\"row\" data-titre=\"\(cell.0)\">\(cell.1)</th>"
                    : "<td data-titre=\"\(cell.0)\">\(cell.1)</td>"
            }
            return "<tr>\(cells)</tr>"
        }
        return """
            <table class="liste"><caption>\(table.caption)</caption><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    struct Filter {
        var name: String
        var label: String
        /// The first is « everything » and has an empty value.
        var options: [(value: String, label: String)]
        var chosen: String
    }

    /// - Parameters:
    ///   - action: the list without any question.
    ///   - more: further fields, such as dates.
    static func search(_ action: Route, label: String, text: String, filter: Filter? = nil, more: HTML? = nil) -> HTML {
        let choice = filter.map { filter -> HTML in
            let options = filter.options.map { option -> HTML in
                "<option value=\"\(option.value)\"\(" selected", if: option.value == filter.chosen)>\(option.label)</option>"
            }
            return """
                <div class="champ"><label for="\(filter.name)">\(filter.label)</label><select id="\(filter.name)" name="\(filter.name)">\(options)</select></div>
                """
        }
        return """
            <form method="get" action="\(action)" class="recherche" role="search">
            <div class="champ champ-recherche"><label for="q">\(label)</label><input type="search" id="q" name="q" value="\(text)" maxlength="100"></div>
            \(choice)\(more)
            <button type="submit" class="bouton">Chercher</button>
            </form>
            """
    }

    /// « 26 à 50 sur 312 », and the way to the other pages.
    static func pages(_ page: Int, of total: Int, size: Int, link: (Int) -> Route) -> HTML? {
        guard total > size || page > 1 else { return nil }
        let last = max(1, (total + size - 1) / size)
        let first = (page - 1) * size + 1
        let range: HTML =
            first > total
            ? "Aucune ligne sur cette page" : "\(first) à \(min(page * size, total)) sur \(total)"
        return pages(
            range, previous: page > 1 ? link(min(page - 1, last)) : nil, next: page < last ? link(page + 1) : nil)
    }

    /// Pages of a list that is too long to be counted.
    static func pages(_ label: HTML, previous: Route?, next: Route?) -> HTML? {
        guard previous != nil || next != nil else { return nil }
        return """
            <nav class="pagination" aria-label="Pages">\(previous.map { "<a class=\"bouton\" rel=\"prev\" href=\"\($0)\">Précédente</a>" as HTML })<span>\(label)</span>\(next.map { "<a class=\"bouton\" rel=\"next\" href=\"\($0)\">Suivante</a>" as HTML })</nav>
            """
    }

    /// What an empty list says, and what to do about it.
    static func empty(_ sentence: String, action: (label: String, route: Route)? = nil) -> HTML {
        """
        <div class="liste-vide"><p>\(sentence)</p>\(action.map { "<p><a class=\"bouton\" href=\"\($0.route)\">\($0.label)</a></p>" as HTML })</div>
        """
    }

    enum Tone: String {
        case calm = "calme"
        case waiting = "attente"
        case closed = "ferme"
    }

    /// « Suspendu »
    static func status(_ text: String, _ tone: Tone) -> HTML {
        "<span class=\"etat etat-\(tone.rawValue)\">\(text)</span>"
    }
}

/// Words and their values, such as the details of a person.
enum DescriptionList {
    static func html(_ entries: [(label: String, value: HTML)]) -> HTML {
        "<dl class=\"fiche-details\">\(entries.map { "<div><dt>\($0.label)</dt><dd>\($0.value)</dd></div>" as HTML })</dl>"
    }
}
