import CLOModel

/// Comments and replies.
public struct CommentStore {
    let database: Database
    var notices = NoticeQueue(policy: nil)

    /// The comments of several publications, in one query.
    public func threads(
        of publications: [Publication.ID], visibleTo viewer: Viewer
    ) throws -> [Publication.ID: CommentThread] {
        guard !publications.isEmpty else { return [:] }
        let comments: [Comment] = try database.read { connection in
            try connection.rows(
                """
                SELECT m.id, m.publication_id, m.parent_id, m.number,
                       m.author_id, a.first_name, a.last_name, a.kind = 'employee',
                       m.written_at, m.body, m.created_revision
                FROM sheet_comment m
                JOIN account a ON a.id = m.author_id
                JOIN sheet f ON f.id = m.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                WHERE m.publication_id IN (\(list: publications))
                  AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                """
            ).map(Self.comment)
        }
        return Dictionary(grouping: comments, by: \.publication).mapValues { CommentThread($0) }
    }

    private static func comment(_ row: Row) throws -> Comment {
        var row = row
        return Comment(
            id: try row.id(), publication: try row.id(), parent: try row.optionalID(), number: try row.int(),
            author: try Author(&row), writtenAt: try row.moment(), text: try row.text(),
            createdRevision: try row.unsigned())
    }

    public enum AddOutcome: Sendable, Hashable {
        case done(number: Int, revision: ProgressSheet.Revision)
        /// The sheet or the publication is gone.
        case publicationGone
        /// The comment that was being answered is gone.
        case parentGone
    }

    /// - Parameters:
    ///   - publication: its number in the sheet.
    ///   - parent: the number of the comment that is answered, if any.
    public func add(
        _ text: String, to publication: Int, replyTo parent: Int?, in sheet: ProgressSheet.ID,
        by author: Author, submission: Submission, at now: Instant
    ) throws -> AddOutcome {
        try database.repeatableTransaction { connection in
            guard let locked = try SheetStore.lock(sheet, connection) else { return .publicationGone }
            if let earlier = try submission.earlierOutcome(connection) {
                guard case .done(let number, let revision) = try PublicationStore.Outcome(recorded: earlier) else {
                    return .publicationGone
                }
                return .done(number: number, revision: revision)
            }
            guard
                var row = try connection.row(
                    """
                    SELECT id, last_comment_number FROM publication
                    WHERE sheet_id = \(sheet) AND number = \(publication)
                    """)
            else { return .publicationGone }
            let publicationID: Publication.ID = try row.id()
            let number = try row.int() + 1
            var parentID: Comment.ID?
            if let parent {
                guard
                    var answered = try connection.row(
                        "SELECT id FROM sheet_comment WHERE publication_id = \(publicationID) AND number = \(parent)")
                else { return .parentGone }
                parentID = try answered.id()
            }
            let inserted = try connection.execute(
                """
                INSERT INTO sheet_comment
                    (sheet_id, publication_id, parent_id, number, author_id, written_at, body, created_revision)
                VALUES (\(sheet), \(publicationID), \(parentID), \(number), \(author.account), \(now), \(text),
                        \(locked.nextRevision))
                """)
            try SearchStore.add(
                Comment.ID(inserted.insertedID), text, under: publicationID, of: sheet, connection)
            try Self.refresh(publicationID, lastNumber: number, revision: locked.nextRevision, connection)
            try SheetStore.advance(
                locked, .commentAdded, publication: publication, comment: number, by: author.account, at: now,
                connection)
            try notices.commentAdded(number, under: publication, of: locked, by: author, at: now, connection)
            try submission.record(
                outcome: PublicationStore.Outcome.done(number: number, revision: locked.nextRevision).recorded,
                at: now, connection)
            return .done(number: number, revision: locked.nextRevision)
        }
    }

    /// Notes on the publication that something under it changed, and how many comments now wait for an answer.
    private static func refresh(
        _ publication: Publication.ID, lastNumber: Int?, revision: ProgressSheet.Revision, _ connection: Connection
    ) throws {
        let comments = try connection.rows(
            """
            SELECT m.id, m.publication_id, m.parent_id, m.number,
                   m.author_id, '', '', a.kind = 'employee', m.written_at, '', m.created_revision
            FROM sheet_comment m JOIN account a ON a.id = m.author_id
            WHERE m.publication_id = \(publication)
            """
        ).map(comment)
        let unanswered = CommentThread(comments).unansweredCount
        try connection.execute(
            """
            UPDATE publication
            SET revision = \(revision), unanswered_count = \(unanswered),
                last_comment_number = GREATEST(last_comment_number, \(lastNumber ?? 0))
            WHERE id = \(publication)
            """)
    }

    /// One comment with what hangs on it.
    public struct Found: Sendable {
        public let comment: Comment
        /// Replies to it, to any depth, whoever wrote them.
        public let replies: [Comment]
    }

    /// - Parameters:
    ///   - number: of the comment under the publication.
    ///   - publication: its number in the sheet.
    public func find(
        number: Int, of publication: Int, in sheet: ProgressSheet.ID, visibleTo viewer: Viewer
    ) throws -> Found? {
        let store = PublicationStore(database: database)
        guard let publication = try store.find(number: publication, in: sheet, visibleTo: viewer),
            let thread = try threads(of: [publication.id], visibleTo: viewer)[publication.id]
        else { return nil }
        return thread.branch(ofNumber: number).map { Found(comment: $0.comment, replies: $0.replies) }
    }

    public enum DeleteOutcome: Sendable, Hashable {
        case done(deletedCount: Int, revision: ProgressSheet.Revision)
        case gone
        /// S15: it is somebody else's.
        case notTheAuthor
    }

    /// S15: by its author only; its replies go with it, whoever wrote them.
    public func delete(
        number: Int, of publication: Int, in sheet: ProgressSheet.ID, by viewer: Viewer,
        ownedBy owner: Account.ID, at now: Instant
    ) throws -> DeleteOutcome {
        try database.repeatableTransaction { connection in
            guard let locked = try SheetStore.lock(sheet, connection),
                var row = try connection.row(
                    "SELECT id FROM publication WHERE sheet_id = \(sheet) AND number = \(publication)")
            else { return .gone }
            let publicationID: Publication.ID = try row.id()
            let comments = try connection.rows(
                """
                SELECT m.id, m.publication_id, m.parent_id, m.number,
                       m.author_id, '', '', 0, m.written_at, '', m.created_revision
                FROM sheet_comment m WHERE m.publication_id = \(publicationID)
                """
            ).map(Self.comment)
            guard let branch = CommentThread(comments).branch(ofNumber: number) else { return .gone }
            guard viewer.may(.deleteComment(owner, author: branch.comment.author.account)) else {
                return .notTheAuthor
            }
            let numbers = [number] + branch.replies.map(\.number)
            // Answers before what they answer: a cascade through more than 15 levels is refused by InnoDB.
            try connection.execute(
                """
                DELETE FROM sheet_comment
                WHERE publication_id = \(publicationID) AND number IN (\(list: numbers))
                ORDER BY number DESC
                """)
            try Self.refresh(publicationID, lastNumber: nil, revision: locked.nextRevision, connection)
            try SheetStore.advance(
                locked, .commentDeleted, publication: publication, comment: number, by: viewer.account, at: now,
                connection)
            return .done(deletedCount: numbers.count, revision: locked.nextRevision)
        }
    }
}
