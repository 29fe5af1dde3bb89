import CLOModel

/// Reading the journal: its own entries, and the events of sheets, by time.
extension JournalStore {
    /// One line, as it is shown and exported.
    public struct Line: Sendable, Hashable {
        public let happenedAt: Instant
        /// « Publication ajoutée »
        public let what: String
        /// `nil`: nobody was signed in, or the command line.
        public let actor: String?
        public let actorIdentifier: String?
        /// Whom it was done to.
        public let subject: String?
        /// What it was done to: « CH-2026-014 », « CH-2026-014 n° 12.3 ».
        public let object: String?
        public let detail: String?
        public let address: String?
        public let userAgent: String?
    }

    /// What is looked for; everything by default.
    public struct Question: Sendable, Hashable {
        /// Each word is found in a name, an identifier, the thing, the detail, the address or the kind of act.
        public var text = ""
        public var group: JournalKind.Group?
        public var from: Instant?
        /// Not in it any more.
        public var until: Instant?

        public init() {}
    }

    /// The latest first. One more than a page is fetched, to know whether there are more.
    public func lines(
        _ question: Question, _ page: PageRequest, visibleTo viewer: Viewer
    ) throws -> (lines: [Line], hasMore: Bool) {
        guard viewer.may(.administer) else { return ([], false) }
        let last = page.offset + page.size + 1
        // Each half in its own order and cut, so that both read no more of their index than the page needs.
        var halves: [SQL] = []
        if question.group != .sheets {
            halves.append("(\(Self.entries(question)) ORDER BY j.happened_at DESC, j.id DESC LIMIT \(last))")
        }
        if question.group == nil || question.group == .sheets {
            halves.append("(\(Self.events(question)) ORDER BY e.happened_at DESC, e.revision DESC LIMIT \(last))")
        }
        let union: SQL = halves.count == 2 ? "\(halves[0]) UNION ALL \(halves[1])" : halves[0]
        return try database.read { connection in
            let rows = try connection.rows(
                """
                SELECT happened_at, source, kind, actor_first, actor_last, actor_identifier, subject_first,
                       subject_last, object, number, reply, detail, address, user_agent
                FROM (\(union)) journal_lines
                ORDER BY happened_at DESC, position DESC, source
                LIMIT \(page.size + 1) OFFSET \(page.offset)
                """)
            return (try rows.prefix(page.size).map(Self.line), rows.count > page.size)
        }
    }

    private static func entries(_ question: Question) -> SQL {
        var conditions = period(question, "j.happened_at")
        if let group = question.group {
            conditions.append("j.kind IN (\(list: JournalKind.allCases.filter { $0.group == group }.map(\.rawValue)))")
        }
        for word in question.text.searchWords {
            let kinds = JournalKind.allCases.filter { $0.label.lowercased().contains(word.lowercased()) }.map(
                \.rawValue)
            conditions.append(
                """
                (\(people(word)) OR s.last_name LIKE \(word.likeAnywhere) OR s.first_name LIKE \(word.likeAnywhere)
                 OR j.object LIKE \(word.likeAnywhere) OR j.detail LIKE \(word.likeAnywhere)
                 OR j.address LIKE \(word.isASCII ? word.likeAnywhere : "") OR j.kind IN (\(list: kinds)))
                """)
        }
        return """
            SELECT j.happened_at AS happened_at, 'journal' AS source, j.kind AS kind, a.first_name AS actor_first,
                   a.last_name AS actor_last, a.identifier AS actor_identifier, s.first_name AS subject_first,
                   s.last_name AS subject_last, j.object AS object, NULL AS number, NULL AS reply,
                   j.detail AS detail, j.address AS address, j.user_agent AS user_agent, j.id AS position
            FROM journal j
            LEFT JOIN account a ON a.id = j.actor_id
            LEFT JOIN account s ON s.id = j.subject_id
            WHERE \(SQL.all(conditions))
            """
    }

    private static func events(_ question: Question) -> SQL {
        // A worksite's own changes are entries of the journal already.
        var conditions = period(question, "e.happened_at") + ["e.kind NOT IN ('header_changed', 'name_changed')"]
        for word in question.text.searchWords {
            let kinds = eventLabels.filter { $0.value.lowercased().contains(word.lowercased()) }.map(\.key.rawValue)
            conditions.append(
                """
                (\(people(word)) OR w.code LIKE \(word.isASCII ? word.uppercased().likeAnywhere : "")
                 OR e.address LIKE \(word.isASCII ? word.likeAnywhere : "") OR e.kind IN (\(list: kinds)))
                """)
        }
        return """
            SELECT e.happened_at AS happened_at, 'fiche' AS source, e.kind AS kind, a.first_name AS actor_first,
                   a.last_name AS actor_last, a.identifier AS actor_identifier, NULL AS subject_first,
                   NULL AS subject_last, w.code AS object, e.publication_number AS number, e.comment_number AS reply,
                   NULL AS detail, e.address AS address, NULL AS user_agent, e.revision AS position
            FROM sheet_event e
            JOIN sheet f ON f.id = e.sheet_id
            JOIN worksite w ON w.id = f.worksite_id
            LEFT JOIN account a ON a.id = e.actor_id
            WHERE \(SQL.all(conditions))
            """
    }

    private static func period(_ question: Question, _ column: SQL) -> [SQL] {
        [question.from.map { "\(column) >= \($0)" }, question.until.map { "\(column) < \($0)" }].compactMap { $0 }
    }

    private static func people(_ word: String) -> SQL {
        """
        a.last_name LIKE \(word.likeAnywhere) OR a.first_name LIKE \(word.likeAnywhere)
         OR a.identifier LIKE \(word.isASCII ? word.lowercased().likeAnywhere : "")
        """
    }

    private static let eventLabels: [SheetStore.EventKind: String] = [
        .publicationAdded: "Publication ajoutée", .publicationEdited: "Publication modifiée",
        .publicationCancelled: "Publication annulée", .publicationRestored: "Publication rétablie",
        .publicationDeleted: "Publication supprimée", .commentAdded: "Commentaire ajouté",
        .commentDeleted: "Commentaire supprimé", .headerChanged: "En-tête modifié", .nameChanged: "Nom modifié",
    ]

    private static func line(_ row: Row) throws -> Line {
        var row = row
        let happenedAt = try row.moment()
        let isEntry = try row.text() == "journal"
        let kind = try row.text()
        let actor = try row.optionalName()
        let identifier = try row.optionalText()
        let subject = try row.optionalName()
        var object = try row.optionalText()
        let number = try row.optionalUnsigned()
        let reply = try row.optionalUnsigned()
        if let number { object = "\(object ?? "") n°\u{A0}\(number)" + (reply.map { ".\($0)" } ?? "") }
        let label =
            isEntry
            ? JournalKind(rawValue: kind)?.label : SheetStore.EventKind(rawValue: kind).flatMap { eventLabels[$0] }
        return Line(
            happenedAt: happenedAt, what: label ?? kind, actor: actor.isEmpty ? nil : actor,
            actorIdentifier: identifier, subject: subject.isEmpty ? nil : subject, object: object,
            detail: try row.optionalText(), address: try row.optionalText(), userAgent: try row.optionalText())
    }
}
