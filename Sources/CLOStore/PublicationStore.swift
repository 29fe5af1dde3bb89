import CLOModel

/// The publications of a sheet.
public struct PublicationStore {
    let database: Database
    var notices = NoticeQueue(policy: nil)

    /// What a page needs to know whether its rendering of a publication is still good.
    public struct Reference: Sendable, Hashable {
        public let id: Publication.ID
        public let number: Int
        public let revision: ProgressSheet.Revision

        public init(id: Publication.ID, number: Int, revision: ProgressSheet.Revision) {
            self.id = id
            self.number = number
            self.revision = revision
        }
    }

    /// Part of a sheet, in the order of the page.
    public enum Window: Sendable, Hashable {
        case first
        case startingWith(number: Int)
        case after(number: Int)
    }

    /// The publications of one page, and whether others stand before and after them.
    public struct Listing: Sendable {
        public let references: [Reference]
        public let hasMoreBefore: Bool
        public let hasMoreAfter: Bool

        public init(references: [Reference], hasMoreBefore: Bool, hasMoreAfter: Bool) {
            self.references = references
            self.hasMoreBefore = hasMoreBefore
            self.hasMoreAfter = hasMoreAfter
        }
    }

    /// - Parameter limit: 20 for a page (B5).
    /// - Returns: an empty list when the window begins with a publication that is not there.
    public func listing(
        of sheet: ProgressSheet.ID, _ window: Window, order: ProgressSheet.Order, limit: Int,
        visibleTo viewer: Viewer
    ) throws -> Listing {
        let seesAll = viewer.role.isEmployee
        // A client's own sheet was found as his by the session's query; said again where rows are read.
        let visible: SQL = """
            p.sheet_id = \(sheet)
              AND (\(seesAll) OR EXISTS (
                  SELECT 1 FROM sheet f JOIN worksite w ON w.id = f.worksite_id
                  WHERE f.id = \(sheet) AND w.client_id = \(viewer.account)))
            """
        return try database.read { connection in
            let start: SQL
            var hasMoreBefore = false
            switch window {
            case .first: start = "TRUE"
            case .startingWith(let number), .after(let number):
                guard
                    var anchor = try connection.row(
                        "SELECT dated_at FROM publication p WHERE p.number = \(number) AND \(visible)")
                else { return Listing(references: [], hasMoreBefore: false, hasMoreAfter: false) }
                let datedAt = try anchor.moment()
                let includesAnchor = window == .startingWith(number: number)
                switch (order, includesAnchor) {
                case (.newestFirst, true): start = "(p.dated_at, p.number) <= (\(datedAt), \(number))"
                case (.newestFirst, false): start = "(p.dated_at, p.number) < (\(datedAt), \(number))"
                case (.chronological, true): start = "(p.dated_at, p.number) >= (\(datedAt), \(number))"
                case (.chronological, false): start = "(p.dated_at, p.number) > (\(datedAt), \(number))"
                }
                let before: SQL =
                    order == .newestFirst
                    ? "(p.dated_at, p.number) > (\(datedAt), \(number))"
                    : "(p.dated_at, p.number) < (\(datedAt), \(number))"
                hasMoreBefore =
                    try !includesAnchor
                    || connection.row("SELECT 1 FROM publication p WHERE \(visible) AND \(before) LIMIT 1") != nil
            }
            let direction: SQL =
                order == .newestFirst ? "p.dated_at DESC, p.number DESC" : "p.dated_at, p.number"
            let rows = try connection.rows(
                """
                SELECT p.id, p.number, p.revision FROM publication p
                WHERE \(visible) AND \(start)
                ORDER BY \(direction)
                LIMIT \(limit + 1)
                """)
            let references = try rows.prefix(limit).map { row in
                var row = row
                return Reference(id: try row.id(), number: try row.int(), revision: try row.unsigned())
            }
            return Listing(
                references: references, hasMoreBefore: hasMoreBefore, hasMoreAfter: rows.count > limit)
        }
    }

    /// The publication of that number, if the viewer may see its sheet.
    public func find(
        number: Int, in sheet: ProgressSheet.ID, visibleTo viewer: Viewer
    ) throws -> Publication? {
        try find("p.sheet_id = \(sheet) AND p.number = \(number)", visibleTo: viewer).first
    }

    /// - Parameter ids: as listed; those that are gone meanwhile are left out. The answer's order is not theirs.
    public func find(_ ids: [Publication.ID], visibleTo viewer: Viewer) throws -> [Publication] {
        guard !ids.isEmpty else { return [] }
        return try find("p.id IN (\(list: ids))", visibleTo: viewer)
    }

    private func find(_ condition: SQL, visibleTo viewer: Viewer) throws -> [Publication] {
        try database.read { connection in
            try connection.rows(
                """
                \(Self.selection)
                JOIN sheet f ON f.id = p.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                WHERE \(condition) AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                """
            ).map(Self.publication)
        }
    }

    private static let selection: SQL = """
        SELECT p.id, p.number, p.author_id, a.first_name, a.last_name, a.kind = 'employee', p.dated_at, p.body,
               p.milestone, p.version, p.revision, p.created_revision,
               p.edited_at, e.first_name, e.last_name,
               p.cancelled_at, c.first_name, c.last_name, p.cancel_reason
        FROM publication p
        JOIN account a ON a.id = p.author_id
        LEFT JOIN account e ON e.id = p.edited_by
        LEFT JOIN account c ON c.id = p.cancelled_by
        """

    private static func publication(_ row: Row) throws -> Publication {
        var row = row
        let id: Publication.ID = try row.id()
        let number = try row.int()
        let author = try Author(&row)
        let datedAt = try row.moment()
        let body = CanonicalHTML(writtenByRichText: try row.text())
        let milestone = try row.optionalMilestone()
        let version = try row.int()
        let revision = try row.unsigned()
        let createdRevision = try row.unsigned()
        let editedAt = try row.optionalMoment()
        let editor = try row.optionalName()
        let cancelledAt = try row.optionalMoment()
        let canceller = try row.optionalName()
        let reason = try row.optionalText()
        return Publication(
            id: id, number: number, author: author, datedAt: datedAt, body: body, milestone: milestone,
            version: version, revision: revision, createdRevision: createdRevision,
            edit: editedAt.map { .init(at: $0, by: editor) },
            cancellation: cancelledAt.map { .init(at: $0, by: canceller, reason: reason) })
    }

    /// The number that the next publication of a sheet will have, unless another comes before.
    public func nextNumber(of sheet: ProgressSheet.ID, visibleTo viewer: Viewer) throws -> Int {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT f.last_number + 1 FROM sheet f JOIN worksite w ON w.id = f.worksite_id
                    WHERE f.id = \(sheet) AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                    """)
            else { return 1 }
            return try row.int()
        }
    }

    // MARK: Changes

    /// The answer to a change, or to its repetition.
    public enum Outcome: Sendable, Hashable {
        case done(number: Int, revision: ProgressSheet.Revision)
        /// The sheet or the publication is gone.
        case gone
    }

    /// What a publication says.
    public struct Content: Sendable, Hashable {
        public var body: CanonicalHTML
        public var datedAt: Instant
        public var milestone: Milestone?
        /// In the order in which they are shown, those inside the text included.
        public var photos: [ChosenPhoto]

        public init(body: CanonicalHTML, datedAt: Instant, milestone: Milestone?, photos: [ChosenPhoto] = []) {
            self.body = body
            self.datedAt = datedAt
            self.milestone = milestone
            self.photos = photos
        }
    }

    /// - Parameter choice: how the client is told of it (S16).
    /// - Throws: ``PhotoStore/Unavailable`` when a chosen photo is not there to be published; then nothing is.
    public func add(
        _ content: Content, to sheet: ProgressSheet.ID, by author: Account.ID,
        telling choice: NoticeChoice = .asPreferred,
        submission: Submission, at now: Instant
    ) throws -> Outcome {
        try database.repeatableTransaction { connection in
            guard let locked = try SheetStore.lock(sheet, connection) else { return .gone }
            if let earlier = try submission.earlierOutcome(connection) { return try Outcome(recorded: earlier) }
            let number = locked.lastNumber + 1
            let inserted = try connection.execute(
                """
                INSERT INTO publication
                    (sheet_id, number, author_id, dated_at, body, milestone, revision, created_revision, created_at)
                VALUES (\(sheet), \(number), \(author), \(content.datedAt), \(content.body), \(content.milestone),
                        \(locked.nextRevision), \(locked.nextRevision), \(now))
                """)
            let id = Publication.ID(inserted.insertedID)
            try PhotoStore.show(content.photos, in: id, of: sheet, connection)
            try Self.keepVersion(id, 1, content, by: author, at: now, connection)
            try SearchStore.index(id, of: sheet, connection)
            try DraftStore.remove(.init(account: author, sheet: sheet, number: nil), connection)
            try SheetStore.advance(locked, .publicationAdded, publication: number, by: author, at: now, connection)
            try notices.publicationAdded(number, to: locked, by: author, choice, at: now, connection)
            let outcome = Outcome.done(number: number, revision: locked.nextRevision)
            try submission.record(outcome: outcome.recorded, at: now, connection)
            return outcome
        }
    }

    public enum EditOutcome: Sendable {
        case done(revision: ProgressSheet.Revision)
        /// Somebody saved another text since the editor's version; nothing was written.
        case conflict
        case gone
    }

    /// - Parameter version: the text that the editor had before his eyes (B2).
    /// - Throws: ``PhotoStore/Unavailable`` when a chosen photo is not there to be published; then nothing changes.
    public func edit(
        number: Int, in sheet: ProgressSheet.ID, version: Int, to content: Content, by editor: Account.ID,
        submission: Submission, at now: Instant
    ) throws -> EditOutcome {
        try database.repeatableTransaction { connection in
            guard let locked = try SheetStore.lock(sheet, connection) else { return .gone }
            if let earlier = try submission.earlierOutcome(connection) {
                return .done(revision: try Outcome(recorded: earlier).revision ?? locked.revision)
            }
            guard
                var row = try connection.row(
                    "SELECT id, version FROM publication WHERE sheet_id = \(sheet) AND number = \(number)")
            else { return .gone }
            let id: Publication.ID = try row.id()
            guard try row.int() == version else { return .conflict }
            try connection.execute(
                """
                UPDATE publication
                SET body = \(content.body), dated_at = \(content.datedAt), milestone = \(content.milestone),
                    version = \(version + 1), revision = \(locked.nextRevision),
                    edited_at = \(now), edited_by = \(editor)
                WHERE id = \(id)
                """)
            try PhotoStore.show(content.photos, in: id, of: sheet, connection)
            try Self.keepVersion(id, version + 1, content, by: editor, at: now, connection)
            try SearchStore.index(id, of: sheet, connection)
            try DraftStore.remove(.init(account: editor, sheet: sheet, number: number), connection)
            try SheetStore.advance(locked, .publicationEdited, publication: number, by: editor, at: now, connection)
            try submission.record(
                outcome: Outcome.done(number: number, revision: locked.nextRevision).recorded, at: now, connection)
            return .done(revision: locked.nextRevision)
        }
    }

    private static func keepVersion(
        _ id: Publication.ID, _ version: Int, _ content: Content, by author: Account.ID, at now: Instant,
        _ connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO publication_version (publication_id, version, dated_at, body, milestone, saved_at, saved_by)
            VALUES (\(id), \(version), \(content.datedAt), \(content.body), \(content.milestone), \(now), \(author))
            """)
        guard !content.photos.isEmpty else { return }
        try connection.execute(
            """
            INSERT INTO version_photo (publication_id, version, position, photo_id, caption)
            SELECT publication_id, \(version), position, id, caption FROM photo
            WHERE publication_id = \(id) AND position IS NOT NULL
            """)
    }

    /// S13. Cancelling what is cancelled changes nothing: who came first stays named.
    public func cancel(
        number: Int, in sheet: ProgressSheet.ID, reason: String?, by employee: Account.ID, at now: Instant
    ) throws -> Outcome {
        try change(number, in: sheet, .publicationCancelled, by: employee, at: now) { connection, id in
            try connection.execute(
                """
                UPDATE publication
                SET cancelled_at = \(now), cancelled_by = \(employee), cancel_reason = \(reason)
                WHERE id = \(id) AND cancelled_at IS NULL
                """
            ).affected > 0
        }
    }

    public func restore(
        number: Int, in sheet: ProgressSheet.ID, by employee: Account.ID, at now: Instant
    ) throws -> Outcome {
        try change(number, in: sheet, .publicationRestored, by: employee, at: now) { connection, id in
            try connection.execute(
                """
                UPDATE publication SET cancelled_at = NULL, cancelled_by = NULL, cancel_reason = NULL
                WHERE id = \(id) AND cancelled_at IS NOT NULL
                """
            ).affected > 0
        }
    }

    /// S12: its comments, and their replies, go with it. Deleting what is gone is ``Outcome/gone``.
    public func delete(
        number: Int, in sheet: ProgressSheet.ID, by employee: Account.ID, at now: Instant
    ) throws -> Outcome {
        try change(number, in: sheet, .publicationDeleted, by: employee, at: now) { connection, id in
            // Answers before what they answer: a cascade through more than 15 levels is refused by InnoDB.
            try connection.execute("DELETE FROM sheet_comment WHERE publication_id = \(id) ORDER BY number DESC")
            return try connection.execute("DELETE FROM publication WHERE id = \(id)").affected > 0
        }
    }

    /// - Parameter body: answers whether it changed anything; if not, the sheet keeps its revision.
    private func change(
        _ number: Int, in sheet: ProgressSheet.ID, _ kind: SheetStore.EventKind, by employee: Account.ID,
        at now: Instant, _ body: (Connection, Publication.ID) throws -> Bool
    ) throws -> Outcome {
        try database.repeatableTransaction { connection in
            guard let locked = try SheetStore.lock(sheet, connection),
                var row = try connection.row(
                    "SELECT id FROM publication WHERE sheet_id = \(sheet) AND number = \(number)")
            else { return .gone }
            let id: Publication.ID = try row.id()
            guard try body(connection, id) else { return .done(number: number, revision: locked.revision) }
            if kind != .publicationDeleted {
                try connection.execute(
                    "UPDATE publication SET revision = \(locked.nextRevision) WHERE id = \(id)")
            }
            try SheetStore.advance(locked, kind, publication: number, by: employee, at: now, connection)
            return .done(number: number, revision: locked.nextRevision)
        }
    }

    /// What a deletion would take away (said before it is done).
    public func contentsCount(
        number: Int, in sheet: ProgressSheet.ID, visibleTo viewer: Viewer
    ) throws -> (comments: Int, photos: Int)? {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT (SELECT COUNT(*) FROM sheet_comment m WHERE m.publication_id = p.id),
                           (SELECT COUNT(*) FROM photo i WHERE i.publication_id = p.id)
                    FROM publication p
                    JOIN sheet f ON f.id = p.sheet_id
                    JOIN worksite w ON w.id = f.worksite_id
                    WHERE p.sheet_id = \(sheet) AND p.number = \(number)
                      AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                    """)
            else { return nil }
            return (try row.int(), try row.int())
        }
    }
}

extension PublicationStore.Outcome {
    var revision: ProgressSheet.Revision? {
        switch self {
        case .done(_, let revision): return revision
        case .gone: return nil
        }
    }

    /// As kept with a ``Submission``: `12@41`.
    var recorded: String {
        switch self {
        case .done(let number, let revision): return "\(number)@\(revision)"
        case .gone: return ""
        }
    }

    init(recorded: String) throws {
        let parts = recorded.split(separator: "@")
        guard parts.count == 2, let number = Int(parts[0]), let revision = UInt64(parts[1]) else {
            throw StoreError.unexpectedRow("« \(recorded) » is no outcome of a submission")
        }
        self = .done(number: number, revision: revision)
    }
}

extension Author {
    /// Reads `id, first_name, last_name, kind = 'employee'`.
    init(_ row: inout Row) throws {
        let account: Account.ID = try row.id()
        let name = "\(try row.text()) \(try row.text())"
        self.init(account: account, name: name, isEmployee: try row.bool())
    }
}

extension Row {
    /// Reads `first_name, last_name` of somebody who may be missing; then the name is empty.
    mutating func optionalName() throws(StoreError) -> String {
        let first = try optionalText() ?? ""
        let last = try optionalText() ?? ""
        return first.isEmpty ? last : "\(first) \(last)"
    }
}
