import CLOModel
import CLOStore

/// The journal: every change and every sign-in, searched, filtered, page by page, and as a table for a spreadsheet.
enum ShowJournal {
    static let pageSize = 50

    static func show(_ person: SignedIn, _ query: JournalQuery) throws -> Response {
        let (lines, hasMore) = try person.store.journal.lines(
            question(query), PageRequest(page: query.page, size: pageSize), visibleTo: person.viewer)
        return OfficeScreen(
            title: "Journal", trail: Administration.trail, content: content(lines, hasMore: hasMore, query)
        ).response(person)
    }

    private static func question(_ query: JournalQuery) -> JournalStore.Question {
        var question = JournalStore.Question()
        question.text = query.text
        question.group = query.group
        question.from = query.from.flatMap { ParisTime.instant(local: "\($0.iso)T00:00") }
        question.until = query.until.flatMap { ParisTime.instant(local: "\($0.following.iso)T00:00") }
        return question
    }

    static func content(_ lines: [JournalStore.Line], hasMore: Bool, _ query: JournalQuery) -> HTML {
        let filter = ListParts.Filter(
            name: "sujet", label: "Sujet",
            options: [("", "Tout")] + JournalKind.Group.allCases.map { ($0.rawValue, $0.label) },
            chosen: query.group?.rawValue ?? "")
        let dates: HTML = """
            <div class="champ"><label for="du">Du</label><input type="date" id="du" name="du" value="\(query.from?.iso ?? "")"></div>
            <div class="champ"><label for="au">Au</label><input type="date" id="au" name="au" value="\(query.until?.iso ?? "")"></div>
            """
        let export = JournalQuery(text: query.text, group: query.group, from: query.from, until: query.until)
        let pages = ListParts.pages(
            "Page \(query.page)",
            previous: query.page > 1 ? .office(.journal(query.turning(to: query.page - 1))) : nil,
            next: hasMore ? .office(.journal(query.turning(to: query.page + 1))) : nil)
        return """
            \(ListParts.search(.office(.journal(JournalQuery())), label: "Personne, chantier, adresse ou acte", text: query.text, filter: filter, more: dates))
            \(lines.isEmpty ? empty(query) : ListParts.table(table(lines)))
            \(pages)
            <p class="outils-liste"><a class="bouton" href="\(Route.office(.journalExport(export)))">Exporter en CSV</a></p>
            """
    }

    private static func table(_ lines: [JournalStore.Line]) -> ListParts.Table {
        ListParts.Table(
            caption: "Journal", columns: ["Quand", "Quoi", "Qui", "Sur", "D’où"],
            rows: lines.map { line in
                let object = [line.subject, line.object].compactMap { $0 }.joined(separator: ", ")
                let detail: HTML? = line.detail.map { "<span class=\"detail\">\($0)</span>" }
                return [
                    Parts.time(line.happenedAt), "\(line.what)\(detail)", "\(line.actor ?? "–")", "\(object)",
                    "\(line.address ?? "–")",
                ]
            })
    }

    private static func empty(_ query: JournalQuery) -> HTML {
        ListParts.empty(
            "Aucune ligne ne correspond. Élargissez les dates, ou essayez moins de mots.",
            action: ("Voir tout le journal", .office(.journal(JournalQuery()))))
    }

    // MARK: CSV

    /// In pieces, so that years of journal need no more memory than a page.
    static func export(_ person: SignedIn, _ query: JournalQuery) throws -> Response {
        let question = question(query)
        let journal = person.store.journal
        let viewer = person.viewer
        var page = 0
        var isOver = false
        let pieces = PieceSource {
            guard !isOver else { return nil }
            page += 1
            let (lines, hasMore) = try journal.lines(question, PageRequest(page: page, size: 500), visibleTo: viewer)
            isOver = !hasMore
            var text = page == 1 ? CSV.start + CSV.line(heads) : ""
            for line in lines { text += CSV.line(cells(line)) }
            return Array(text.utf8)
        }
        return Response(
            status: .ok, headers: [("Content-Disposition", "attachment; filename=\"journal.csv\"")],
            body: .pieces(pieces, type: "text/csv; charset=utf-8"))
    }

    private static let heads = [
        "Date", "Acte", "Par", "Identifiant", "Personne", "Objet", "Détail", "Adresse", "Navigateur",
    ]

    private static func cells(_ line: JournalStore.Line) -> [String] {
        let time = ParisTime(line.happenedAt)
        return [
            "\(time.inputValue.replacingT):\(time.second < 10 ? "0" : "")\(time.second)", line.what, line.actor ?? "",
            line.actorIdentifier ?? "", line.subject ?? "", line.object ?? "", line.detail ?? "", line.address ?? "",
            line.userAgent ?? "",
        ]
    }
}

/// Comma-separated values as French spreadsheets read them: semicolons, quotes, CR LF (RFC 4180), and a byte order
/// mark that says UTF-8.
enum CSV {
    static let start = "\u{FEFF}"

    static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ";") + "\r\n"
    }

    /// A cell that a spreadsheet would take for a formula is given an apostrophe (OWASP, CSV injection).
    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
        let quoted = text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        return "\"\(isFormula ? "'" : "")\(quoted)\""
    }
}

extension String {
    /// `2026-11-22T14:05` with a space where the T stands.
    fileprivate var replacingT: String { String(map { $0 == "T" ? " " : $0 }) }
}
