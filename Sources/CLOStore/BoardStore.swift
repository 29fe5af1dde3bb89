import CLOModel

/// What waits for somebody of CLO (B6).
public struct BoardStore {
    let database: Database

    /// The sheets on which comments wait, the longest waiting first.
    public struct WaitingSheet: Sendable, Hashable {
        public let code: WorksiteCode
        public let title: String
        public let clientName: String
        /// The first publication under which one waits.
        public let publication: Int
        public let count: Int
    }

    public func unanswered(visibleTo viewer: Viewer, limit: Int) throws -> [WaitingSheet] {
        guard viewer.may(.manageWorksites) else { return [] }
        return try database.read { connection in
            try connection.rows(
                """
                SELECT w.code, w.title, a.first_name, a.last_name, MIN(p.number), SUM(p.unanswered_count)
                FROM publication p
                JOIN sheet f ON f.id = p.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                JOIN account a ON a.id = w.client_id
                WHERE p.unanswered_count > 0
                GROUP BY w.id, w.code, w.title, a.first_name, a.last_name
                ORDER BY MIN(p.dated_at), w.code
                LIMIT \(limit)
                """
            ).map { row in
                var row = row
                return WaitingSheet(
                    code: try row.worksiteCode(), title: try row.text(),
                    clientName: "\(try row.text()) \(try row.text())", publication: try row.int(),
                    count: try row.int())
            }
        }
    }
}
