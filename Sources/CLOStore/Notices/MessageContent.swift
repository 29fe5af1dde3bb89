import CLOModel

extension MessageStore {
    /// One event that a message tells, as it stands now.
    public struct Event: Sendable {
        public let sheet: ProgressSheet.ID
        public let code: WorksiteCode
        public let worksiteTitle: String
        public let publication: Publication.ID
        public let publicationNumber: Int
        public let kind: Kind

        public enum Kind: Sendable {
            case publication(body: CanonicalHTML, milestone: Milestone?, author: Author, datedAt: Instant)
            case comment(number: Int, text: String, author: Author, writtenAt: Instant)
        }
    }

    /// What a message tells, sheet by sheet, in the order in which it happened. What is gone meanwhile is not told,
    /// nor what the recipient may no longer see.
    public func events(of message: Message.ID) throws -> [Event] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT n.sheet_id, w.code, w.title, p.id, p.number,
                       m.number, m.body, m.written_at, m.author_id, ma.first_name, ma.last_name, ma.kind = 'employee',
                       p.body, p.milestone, p.author_id, pa.first_name, pa.last_name, pa.kind = 'employee', p.dated_at
                FROM notice n
                JOIN account a ON a.id = n.account_id
                JOIN sheet f ON f.id = n.sheet_id
                JOIN worksite w ON w.id = f.worksite_id AND (a.kind = 'employee' OR w.client_id = a.id)
                JOIN publication p ON p.sheet_id = n.sheet_id AND p.number = n.publication_number
                JOIN account pa ON pa.id = p.author_id
                LEFT JOIN sheet_comment m ON m.publication_id = p.id AND m.number = n.comment_number
                LEFT JOIN account ma ON ma.id = m.author_id
                WHERE n.message_id = \(message) AND a.suspended_at IS NULL
                  AND ((n.comment_number IS NULL AND p.cancelled_at IS NULL) OR m.id IS NOT NULL)
                ORDER BY n.sheet_id, n.revision
                """
            ).map(Self.event)
        }
    }

    private static func event(_ row: Row) throws -> Event {
        var row = row
        let sheet: ProgressSheet.ID = try row.id()
        let code = try row.worksiteCode()
        let title = try row.text()
        let publication: Publication.ID = try row.id()
        let number = try row.int()
        let kind: Event.Kind
        if let comment = try row.optionalUnsigned() {
            let text = try row.text()
            let writtenAt = try row.moment()
            kind = .comment(number: Int(comment), text: text, author: try Author(&row), writtenAt: writtenAt)
        } else {
            for _ in 0..<6 { try row.skip() }
            let body = CanonicalHTML(writtenByRichText: try row.text())
            let milestone = try row.optionalMilestone()
            let author = try Author(&row)
            kind = .publication(body: body, milestone: milestone, author: author, datedAt: try row.moment())
        }
        return Event(
            sheet: sheet, code: code, worksiteTitle: title, publication: publication, publicationNumber: number,
            kind: kind)
    }
}
