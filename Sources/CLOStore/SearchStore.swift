import CLOModel

/// Search inside a sheet (B10).
///
/// `search_entry` has a row for the text of each publication (captions of its photos included) and for each comment,
/// with its words as ``SearchWords`` folds them. Rows are written in the transaction that writes what they are of, and
/// go with it.
public struct SearchStore {
    let database: Database

    /// A publication in which something was found.
    public struct Hit: Sendable, Hashable {
        public let publication: Publication
        /// Whether its own text, or a caption, is what was found.
        public let isInPublication: Bool
        /// The comments in which it was found, in the order in which they were written.
        public let comments: [Comment]
    }

    public struct Results: Sendable {
        /// Newest first.
        public let hits: [Hit]
        /// Of the whole sheet.
        public let publicationCount: Int
        /// Texts and comments.
        public let entryCount: Int
        public let hasMore: Bool
    }

    /// Costs five queries at most, whatever the sheet holds.
    ///
    /// - Parameters:
    ///   - after: shows what is older than the publication of that number. If it is gone, what is found first.
    ///   - limit: in publications.
    public func find(
        _ query: SearchQuery, in sheet: ProgressSheet.ID, after: Int?, limit: Int, visibleTo viewer: Viewer
    ) throws -> Results {
        guard !query.isEmpty else { return Results(hits: [], publicationCount: 0, entryCount: 0, hasMore: false) }
        let condition: SQL = """
            e.sheet_id = \(sheet) AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
              AND \(Self.condition(query))
            """
        let publications = PublicationStore(database: database)
        return try database.read { connection in
            guard
                var counts = try connection.row(
                    """
                    SELECT COUNT(DISTINCT e.publication_id), COUNT(*) \(Self.tables) WHERE \(condition)
                    """)
            else { throw StoreError.unexpectedRow("a count without a row") }
            let (publicationCount, entryCount) = (try counts.int(), try counts.int())
            let start = try Self.start(after: after, in: sheet, connection)
            let found: [Publication.ID] = try connection.rows(
                """
                SELECT e.publication_id \(Self.tables)
                WHERE \(condition) AND \(start)
                GROUP BY e.publication_id, p.dated_at, p.number
                ORDER BY p.dated_at DESC, p.number DESC
                LIMIT \(limit + 1)
                """
            ).map { row in
                var row = row
                return try row.id()
            }
            let shown = Array(found.prefix(limit))
            let passages = try Self.passages(of: shown, condition, connection)
            let details = Dictionary(
                uniqueKeysWithValues: try publications.find(shown, visibleTo: viewer).map { ($0.id, $0) })
            return Results(
                hits: shown.compactMap { id in
                    details[id].map {
                        Hit(
                            publication: $0, isInPublication: passages[id]?.isInPublication ?? false,
                            comments: passages[id]?.comments ?? [])
                    }
                },
                publicationCount: publicationCount, entryCount: entryCount, hasMore: found.count > limit)
        }
    }

    private static let tables: SQL = """
        FROM search_entry e
        JOIN publication p ON p.id = e.publication_id
        JOIN sheet f ON f.id = e.sheet_id
        JOIN worksite w ON w.id = f.worksite_id
        """

    /// Further pages begin after a publication, in the order of ``find(_:in:after:limit:visibleTo:)``.
    private static func start(after: Int?, in sheet: ProgressSheet.ID, _ connection: Connection) throws -> SQL {
        guard let after,
            var anchor = try connection.row(
                "SELECT dated_at FROM publication WHERE sheet_id = \(sheet) AND number = \(after)")
        else { return "TRUE" }
        return "(p.dated_at, p.number) < (\(try anchor.moment()), \(after))"
    }

    private static func passages(
        of publications: [Publication.ID], _ condition: SQL, _ connection: Connection
    ) throws -> [Publication.ID: (isInPublication: Bool, comments: [Comment])] {
        guard !publications.isEmpty else { return [:] }
        let rows = try connection.rows(
            """
            SELECT e.publication_id, m.id, m.parent_id, m.number, m.author_id, a.first_name, a.last_name,
                   a.kind = 'employee', m.written_at, m.body, m.created_revision
            \(tables)
            LEFT JOIN sheet_comment m ON m.id = e.comment_id
            LEFT JOIN account a ON a.id = m.author_id
            WHERE \(condition) AND e.publication_id IN (\(list: publications))
            ORDER BY e.publication_id, m.number
            """)
        var passages: [Publication.ID: (isInPublication: Bool, comments: [Comment])] = [:]
        for row in rows {
            var row = row
            let publication: Publication.ID = try row.id()
            var passage = passages[publication] ?? (false, [])
            if let id: Comment.ID = try row.optionalID() {
                passage.comments.append(
                    Comment(
                        id: id, publication: publication, parent: try row.optionalID(), number: try row.int(),
                        author: try Author(&row), writtenAt: try row.moment(), text: try row.text(),
                        createdRevision: try row.unsigned()))
            } else {
                passage.isInPublication = true
            }
            passages[publication] = passage
        }
        return passages
    }

    // MARK: The condition

    /// Every term by itself, on words between spaces. The full-text index does the work where it can, and the rest is
    /// asked of the rows that it leaves; where it can do nothing, of the sheet's own rows, by their index.
    private static func condition(_ query: SearchQuery) -> SQL {
        var condition: SQL = "TRUE"
        let indexed = query.terms.compactMap(\.fullText)
        if !indexed.isEmpty {
            condition = "MATCH (e.body) AGAINST (\(indexed.joined(separator: " ")) IN BOOLEAN MODE)"
        }
        for term in query.terms where !term.isToldByFullText {
            condition = "\(condition) AND e.body LIKE \(term.pattern)"
        }
        return condition
    }

    // MARK: Keeping it

    /// Writes anew what is searched of a publication: its own text and captions, and its comments. Within the
    /// transaction that changed it, which holds the sheet.
    static func index(_ publication: Publication.ID, of sheet: ProgressSheet.ID, _ connection: Connection) throws {
        guard var row = try connection.row("SELECT body FROM publication WHERE id = \(publication)") else { return }
        let text = try RichText(html: try row.text()).plainText
        let captions = try connection.rows(
            "SELECT caption FROM photo WHERE publication_id = \(publication) AND position IS NOT NULL ORDER BY position"
        ).map { row in
            var row = row
            return try row.text()
        }
        let body = SearchWords(([text] + captions).joined(separator: "\n")).indexed
        // The entry is there even without words: it says that the publication has been indexed.
        try connection.execute(
            "DELETE FROM search_entry WHERE publication_id = \(publication) AND comment_id IS NULL")
        try connection.execute(
            """
            INSERT INTO search_entry (sheet_id, publication_id, comment_id, body)
            VALUES (\(sheet), \(publication), NULL, \(body))
            """)
    }

    /// Within the transaction that adds the comment. A comment that is deleted takes its entry along.
    static func add(
        _ comment: Comment.ID, _ text: String, under publication: Publication.ID, of sheet: ProgressSheet.ID,
        _ connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO search_entry (sheet_id, publication_id, comment_id, body)
            VALUES (\(sheet), \(publication), \(comment), \(SearchWords(text).indexed))
            """)
    }

    /// How many publications are indexed in one transaction.
    private static let batch = 50

    /// Indexes what was written before there was an index: publications without an entry, with their comments.
    /// `clo migrate` calls it for all sheets; where the schema was imported by hand, the first search in a sheet
    /// calls it for that one.
    ///
    /// - Parameter sheet: `nil`: all.
    /// - Returns: how many publications were indexed.
    @discardableResult
    public func indexWhatIsMissing(of sheet: ProgressSheet.ID?) throws -> Int {
        var count = 0
        while true {
            let missing = try missing(of: sheet)
            for (sheet, publications) in missing {
                try database.repeatableTransaction { connection in
                    // Whoever writes holds the sheet: nothing changes meanwhile, and nobody else does the same.
                    guard let locked = try SheetStore.lock(sheet, connection) else { return }
                    try SheetStore.touch(locked, connection)
                    for publication in publications {
                        try Self.indexWhole(publication, of: sheet, connection)
                    }
                }
                count += publications.count
            }
            if missing.isEmpty { return count }
        }
    }

    private func missing(of sheet: ProgressSheet.ID?) throws -> [(ProgressSheet.ID, [Publication.ID])] {
        let chosen: SQL = if let sheet { "p.sheet_id = \(sheet)" } else { "TRUE" }
        let rows: [(ProgressSheet.ID, Publication.ID)] = try database.read { connection in
            try connection.rows(
                """
                SELECT p.sheet_id, p.id FROM publication p
                LEFT JOIN search_entry e ON e.publication_id = p.id AND e.comment_id IS NULL
                WHERE \(chosen) AND e.id IS NULL
                LIMIT \(Self.batch)
                """
            ).map { row in
                var row = row
                return (try row.id(), try row.id())
            }
        }
        return Dictionary(grouping: rows, by: \.0).map { ($0.key, $0.value.map(\.1)) }
    }

    private static func indexWhole(
        _ publication: Publication.ID, of sheet: ProgressSheet.ID, _ connection: Connection
    ) throws {
        try connection.execute("DELETE FROM search_entry WHERE publication_id = \(publication)")
        try index(publication, of: sheet, connection)
        let comments: [(Comment.ID, String)] = try connection.rows(
            "SELECT id, body FROM sheet_comment WHERE publication_id = \(publication)"
        ).map { row in
            var row = row
            return (try row.id(), try row.text())
        }
        for (comment, text) in comments { try add(comment, text, under: publication, of: sheet, connection) }
    }
}

extension SearchQuery.Term {
    /// The words of the term that the full-text index has, as its boolean mode wants them: `+dalle +beton*`.
    fileprivate var fullText: String? {
        let indexed = words.enumerated().filter { FullText.hasIndexed($0.element) }
        guard !indexed.isEmpty else { return nil }
        return indexed.map { position, word in
            isPrefix && position == words.count - 1 ? "+\(word)*" : "+\(word)"
        }.joined(separator: " ")
    }

    /// Whether the index alone decides; of several words it does not know that they follow one another.
    fileprivate var isToldByFullText: Bool { words.count == 1 && fullText != nil }

    /// Against ``SearchWords/indexed``; no word holds a wildcard.
    fileprivate var pattern: String {
        "% \(words.joined(separator: " "))\(isPrefix ? "" : " ")%"
    }
}

/// What InnoDB's full-text index leaves out as it comes: words of less than three characters or more than 84, and
/// thirty-six stop words (MySQL and MariaDB: information_schema.INNODB_FT_DEFAULT_STOPWORD).
private enum FullText {
    static func hasIndexed(_ word: String) -> Bool {
        (3...84).contains(word.unicodeScalars.count) && !stopWords.contains(word)
    }

    private static let stopWords: Set<String> = [
        "a", "about", "an", "are", "as", "at", "be", "by", "com", "de", "en", "for", "from", "how", "i", "in", "is",
        "it", "la", "of", "on", "or", "that", "the", "this", "to", "was", "what", "when", "where", "who", "will",
        "with", "und", "www",
    ]
}
