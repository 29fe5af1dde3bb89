import CLOModel

/// Progress sheets: headers, the lists of a client's sheets, visits, and the log of changes.
public struct SheetStore {
    let database: Database

    /// The header of a page and the few figures beside it, in one query.
    public struct Overview: Sendable {
        public let header: ProgressSheet.Header
        public let publicationCount: Int
        public let unansweredCount: Int
        /// Publications and comments by others since the baseline of the viewer's visit.
        public let newCount: Int
        public let clientLastVisit: Instant?
    }

    /// - Parameter baseline: count as new what came after it. `nil` when nothing did, or nothing is to be marked
    ///   because it is a first visit: then nothing is counted either.
    public func overview(
        of sheet: ProgressSheet.ID, since baseline: ProgressSheet.Revision?, visibleTo viewer: Viewer
    ) throws -> Overview? {
        // What need not be known is not counted: most pages are a client's who finds nothing new.
        let newCount: SQL =
            if let baseline {
                """
                (SELECT COUNT(*) FROM publication p
                 WHERE p.sheet_id = f.id AND p.created_revision > \(baseline) AND p.author_id <> \(viewer.account))
                + (SELECT COUNT(*) FROM sheet_comment m
                   WHERE m.sheet_id = f.id AND m.created_revision > \(baseline) AND m.author_id <> \(viewer.account))
                """
            } else {
                "0"
            }
        let unansweredCount: SQL =
            viewer.role.isEmployee
            ? """
            (SELECT SUM(p.unanswered_count) FROM publication p
             WHERE p.sheet_id = f.id AND p.unanswered_count > 0)
            """ : "0"
        return try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT \(Self.headerColumns),
                           (SELECT p.milestone FROM publication p
                            WHERE p.sheet_id = f.id AND p.milestone IN ('finished', 'resumed')
                              AND p.cancelled_at IS NULL
                            ORDER BY p.dated_at DESC, p.number DESC LIMIT 1),
                           f.publication_count,
                           \(unansweredCount),
                           \(newCount),
                           v.seen_at
                    \(Self.headerTables)
                    WHERE f.id = \(sheet) AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                    """)
            else { return nil }
            var header = try Self.header(&row)
            header.state = ProgressSheet.State(lastMilestone: try row.optionalMilestone())
            return Overview(
                header: header, publicationCount: try row.int(),
                unansweredCount: Int(clamping: try row.optionalUnsigned() ?? 0), newCount: try row.int(),
                clientLastVisit: try row.optionalMoment())
        }
    }

    /// The overview again, for a sheet whose revision is still the same: only what can change without one.
    public func overview(
        of sheet: ProgressSheet.ID, unchangedSince known: Overview, visibleTo viewer: Viewer
    ) throws -> Overview? {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT \(Self.headerColumns), v.seen_at
                    \(Self.headerTables)
                    WHERE f.id = \(sheet) AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                    """)
            else { return nil }
            var header = try Self.header(&row)
            header.state = known.header.state
            return Overview(
                header: header, publicationCount: known.publicationCount, unansweredCount: known.unansweredCount,
                newCount: known.newCount, clientLastVisit: try row.optionalMoment())
        }
    }

    private static let headerColumns: SQL = """
        w.code, w.title, w.starts_on, w.planned_end_on,
        c.civility, c.first_name, c.last_name, c.company, c.street_address, c.postal_code, c.city
        """

    private static let headerTables: SQL = """
        FROM sheet f
        JOIN worksite w ON w.id = f.worksite_id
        JOIN account c ON c.id = w.client_id
        LEFT JOIN sheet_visit v ON v.sheet_id = f.id AND v.account_id = w.client_id
        """

    /// Reads ``headerColumns``; the state of the works is not among them.
    private static func header(_ row: inout Row) throws -> ProgressSheet.Header {
        let code = try row.worksiteCode()
        let title = try row.text()
        let startsOn = try row.optionalDay()
        let plannedEndOn = try row.optionalDay()
        let names = [try row.optionalText(), try row.optionalText(), try row.optionalText()]
        let name = names.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        let company = try row.optionalText()
        let street = try row.optionalText()
        let town = [try row.optionalText(), try row.optionalText()].compactMap { $0 }.joined(separator: " ")
        return ProgressSheet.Header(
            code: code, title: title, clientName: name,
            clientAddress: [company, street, town].compactMap { $0 }.filter { !$0.isEmpty },
            startsOn: startsOn, plannedEndOn: plannedEndOn, state: .underway)
    }

    /// One sheet of a client's list (S9).
    public struct ListEntry: Sendable {
        public let code: WorksiteCode
        public let title: String
        public let state: ProgressSheet.State
        public let publicationCount: Int
        public let newCount: Int
        public let latest: Latest?
    }

    /// The last publication of a sheet by its date, as the list tells it.
    public struct Latest: Sendable, Hashable {
        public let number: Int
        public let datedAt: Instant
        public let isCancelled: Bool
        /// The beginning of its canonical HTML, possibly cut inside a tag: enough for a line of text.
        public let beginning: String
    }

    /// In characters: a line of text, whatever mark-up it begins with.
    private static let beginningLength = 4_000

    /// The sheets of the client who asks, the ones with the latest news first.
    public func list(visibleTo viewer: Viewer) throws -> [ListEntry] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT w.code, w.title,
                       (SELECT p.milestone FROM publication p
                        WHERE p.sheet_id = f.id AND p.milestone IN ('finished', 'resumed') AND p.cancelled_at IS NULL
                        ORDER BY p.dated_at DESC, p.number DESC LIMIT 1),
                       f.publication_count,
                       CASE WHEN v.seen_revision IS NULL THEN 0 ELSE
                           (SELECT COUNT(*) FROM publication p
                            WHERE p.sheet_id = f.id AND p.created_revision > v.seen_revision
                              AND p.author_id <> \(viewer.account))
                           + (SELECT COUNT(*) FROM sheet_comment m
                              WHERE m.sheet_id = f.id AND m.created_revision > v.seen_revision
                                AND m.author_id <> \(viewer.account)) END,
                       l.number, l.dated_at, l.cancelled_at IS NOT NULL, LEFT(l.body, \(Self.beginningLength))
                FROM worksite w
                JOIN sheet f ON f.worksite_id = w.id
                LEFT JOIN sheet_visit v ON v.sheet_id = f.id AND v.account_id = \(viewer.account)
                LEFT JOIN publication l ON l.id = (
                    SELECT p.id FROM publication p WHERE p.sheet_id = f.id
                    ORDER BY p.dated_at DESC, p.number DESC LIMIT 1)
                WHERE w.client_id = \(viewer.account)
                ORDER BY l.dated_at DESC, w.code DESC
                LIMIT 200
                """
            ).map { row in
                var row = row
                return ListEntry(
                    code: try row.worksiteCode(), title: try row.text(),
                    state: ProgressSheet.State(lastMilestone: try row.optionalMilestone()),
                    publicationCount: try row.int(), newCount: try row.int(), latest: try Self.latest(&row))
            }
        }
    }

    private static func latest(_ row: inout Row) throws -> Latest? {
        guard let number = try row.optionalUnsigned() else { return nil }
        return Latest(
            number: Int(clamping: number), datedAt: try row.moment(), isCancelled: try row.bool(),
            beginning: try row.text())
    }

    // MARK: Visits

    /// A visit lasts until nothing has been asked for during this long.
    static let visitPause = Duration.minutes(30)
    /// A page that shows nothing unseen is noted only so often: most pages write nothing.
    static let visitPrecision = Duration.minutes(5)

    /// Notes that the viewer has now seen the sheet up to its present revision.
    /// - Returns: what he had seen before this visit; `nil` at the very first.
    public func noteVisit(
        to sheet: SessionStore.SheetGlimpse, by viewer: Viewer, at now: Instant
    ) throws -> ProgressSheet.Revision? {
        guard let visit = sheet.visit else {
            try database.repeatableTransaction { connection in
                try connection.execute(
                    """
                    INSERT INTO sheet_visit (sheet_id, account_id, baseline_revision, seen_revision, seen_at)
                    VALUES (\(sheet.id), \(viewer.account), \(sheet.revision), \(sheet.revision), \(now))
                    ON DUPLICATE KEY UPDATE seen_at = \(now)
                    """)
            }
            return nil
        }
        let isNewVisit = now.since(visit.seenAt) >= Self.visitPause
        let baseline = isNewVisit ? visit.seen : visit.baseline
        if isNewVisit || visit.seen < sheet.revision || now.since(visit.seenAt) >= Self.visitPrecision {
            try database.repeatableTransaction { connection in
                try connection.execute(
                    """
                    UPDATE sheet_visit
                    SET baseline_revision = \(baseline), seen_revision = GREATEST(seen_revision, \(sheet.revision)),
                        seen_at = \(now)
                    WHERE sheet_id = \(sheet.id) AND account_id = \(viewer.account)
                    """)
            }
        }
        return baseline
    }

    // MARK: Changes

    /// What happened to a sheet: one for each of its revisions.
    enum EventKind: String {
        case publicationAdded = "publication_added"
        case publicationEdited = "publication_edited"
        case publicationCancelled = "publication_cancelled"
        case publicationRestored = "publication_restored"
        case publicationDeleted = "publication_deleted"
        case commentAdded = "comment_added"
        case commentDeleted = "comment_deleted"
        /// Title, dates, address or client.
        case headerChanged = "header_changed"
        /// Somebody whom the sheet names.
        case nameChanged = "name_changed"
    }

    /// A sheet whose row this transaction holds: nobody else changes the sheet meanwhile.
    struct Locked {
        let id: ProgressSheet.ID
        let revision: ProgressSheet.Revision
        let lastNumber: Int

        var nextRevision: ProgressSheet.Revision { revision + 1 }
    }

    /// First statement of every change to a sheet. One order of locks for all: no deadlock among them, and
    /// revisions without hole or repeat.
    /// - Returns: `nil` when the sheet is gone.
    static func lock(_ sheet: ProgressSheet.ID, _ connection: Connection) throws -> Locked? {
        guard
            var row = try connection.row("SELECT revision, last_number FROM sheet WHERE id = \(sheet) FOR UPDATE")
        else { return nil }
        return Locked(id: sheet, revision: try row.unsigned(), lastNumber: try row.int())
    }

    /// For who needs the sheet to stand still and gives it no new revision: its row is changed, and changed back.
    ///
    /// A locked row keeps others of the same server away. Another node of a Galera cluster learns of it only when the
    /// row is changed as well, as every change of a sheet does.
    static func touch(_ sheet: Locked, _ connection: Connection) throws {
        for change: SQL in ["+ 1", "- 1"] {
            try connection.execute("UPDATE sheet SET last_number = last_number \(change) WHERE id = \(sheet.id)")
        }
    }

    /// Last statements of every change: the sheet takes its next revision, and the log says what it was.
    static func advance(
        _ sheet: Locked, _ kind: EventKind, publication: Int?, comment: Int? = nil, by actor: Account.ID,
        at now: Instant, _ connection: Connection
    ) throws {
        let added = kind == .publicationAdded ? 1 : 0
        let removed = kind == .publicationDeleted ? 1 : 0
        try connection.execute(
            """
            UPDATE sheet
            SET revision = \(sheet.nextRevision), last_number = last_number + \(added),
                publication_count = publication_count + \(added) - \(removed)
            WHERE id = \(sheet.id)
            """)
        try connection.execute(
            """
            INSERT INTO sheet_event
                (sheet_id, revision, happened_at, actor_id, kind, publication_number, comment_number, address)
            VALUES (\(sheet.id), \(sheet.nextRevision), \(now), \(actor), \(kind.rawValue), \(publication), \(comment),
                    \(connection.origin?.address.cut(45)))
            """)
    }

    /// The sheets that name a person: a client's own, and those on which anybody wrote, modified or cancelled. Locked
    /// in the order of their keys, so that two changes of names cannot wait for each other.
    static func lockSheets(showing account: Account.ID, _ connection: Connection) throws -> [Locked] {
        let ids: [ProgressSheet.ID] = try connection.rows(
            """
            SELECT f.id FROM sheet f JOIN worksite w ON w.id = f.worksite_id WHERE w.client_id = \(account)
            UNION SELECT sheet_id FROM publication WHERE author_id = \(account)
            UNION SELECT sheet_id FROM publication WHERE edited_by = \(account)
            UNION SELECT sheet_id FROM publication WHERE cancelled_by = \(account)
            UNION SELECT sheet_id FROM sheet_comment WHERE author_id = \(account)
            """
        ).map { row in
            var row = row
            return try row.id()
        }
        return try ids.sorted { $0.rawValue < $1.rawValue }.compactMap { try lock($0, connection) }
    }

    /// What is rendered of a publication is kept by its revision: those that show the name take the next one.
    static func noteNewName(
        of account: Account.ID, on sheets: [Locked], by actor: Account.ID, at now: Instant, _ connection: Connection
    ) throws {
        for sheet in sheets {
            try connection.execute(
                """
                UPDATE publication p SET p.revision = \(sheet.nextRevision)
                WHERE p.sheet_id = \(sheet.id)
                  AND (p.author_id = \(account) OR p.edited_by = \(account) OR p.cancelled_by = \(account)
                       OR EXISTS (SELECT 1 FROM sheet_comment m
                                  WHERE m.publication_id = p.id AND m.author_id = \(account)))
                """)
            try advance(sheet, .nameChanged, publication: nil, by: actor, at: now, connection)
        }
    }

    /// What an open page must change to show the present revision.
    public struct News: Sendable {
        public let changed: [Publication.ID]
        public let deleted: [Int]
        /// The state of the works or the number of publications may be another.
        public let headerMayDiffer: Bool
    }

    /// - Returns: `nil` when so much has changed that the page is better loaded anew.
    public func news(
        of sheet: ProgressSheet.ID, since revision: ProgressSheet.Revision, visibleTo viewer: Viewer, limit: Int
    ) throws -> News? {
        try database.read { connection in
            let events = try connection.rows(
                """
                SELECT e.kind, e.publication_number
                FROM sheet_event e
                JOIN sheet f ON f.id = e.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                WHERE e.sheet_id = \(sheet) AND e.revision > \(revision)
                  AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                ORDER BY e.revision
                LIMIT \(limit + 1)
                """)
            guard events.count <= limit else { return nil }
            var numbers: [Int] = []
            var deleted: [Int] = []
            var headerMayDiffer = false
            var namesMayDiffer = false
            for event in events {
                var event = event
                let kind = EventKind(rawValue: try event.text())
                switch kind {
                case .publicationDeleted:
                    deleted.append(try event.int())
                    headerMayDiffer = true
                case .commentAdded, .commentDeleted: numbers.append(try event.int())
                case .publicationAdded, .publicationEdited, .publicationCancelled, .publicationRestored:
                    numbers.append(try event.int())
                    headerMayDiffer = true
                case .headerChanged: headerMayDiffer = true
                case .nameChanged:
                    namesMayDiffer = true
                    headerMayDiffer = true
                case nil: throw StoreError.unexpectedRow("an event of unknown kind")
                }
            }
            let remaining = Array(Set(numbers).subtracting(deleted))
            let changed: [Publication.ID] = try connection.rows(
                """
                SELECT id FROM publication
                WHERE sheet_id = \(sheet)
                  AND (number IN (\(list: remaining)) OR (\(namesMayDiffer) AND revision > \(revision)))
                ORDER BY dated_at, number
                """
            ).map { row in
                var row = row
                return try row.id()
            }
            return News(changed: changed, deleted: deleted, headerMayDiffer: headerMayDiffer)
        }
    }
}
