import CLOModel

/// What of a sheet goes into a printed document (S17).
public struct ExportStore {
    let database: Database

    /// The publications of a document, in the order of its pages; their texts are read as they are printed.
    public struct Contents: Sendable {
        public let sheet: ProgressSheet.ID
        public let publications: [Reference]
    }

    public struct Reference: Sendable, Hashable {
        public let id: Publication.ID
        public let datedAt: Instant
    }

    /// - Parameters:
    ///   - from, before: moments that the publications' dates lie between; `nil` is no bound.
    ///   - number: one publication alone.
    /// - Returns: `nil` when the viewer sees no such sheet.
    public func contents(
        of code: WorksiteCode, from: Instant?, before: Instant?, number: Int?, visibleTo viewer: Viewer
    ) throws -> Contents? {
        let start: SQL = if let from { "p.dated_at >= \(from)" } else { "TRUE" }
        let end: SQL = if let before { "p.dated_at < \(before)" } else { "TRUE" }
        let chosen: SQL = if let number { "p.number = \(number)" } else { "TRUE" }
        return try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT f.id
                    FROM sheet f
                    JOIN worksite w ON w.id = f.worksite_id
                    WHERE w.code = \(code) AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                    """)
            else { return nil }
            let sheet: ProgressSheet.ID = try row.id()
            let publications = try connection.rows(
                """
                SELECT p.id, p.dated_at
                FROM publication p
                WHERE p.sheet_id = \(sheet) AND \(start) AND \(end) AND \(chosen)
                ORDER BY p.dated_at, p.number
                """
            ).map { row in
                var row = row
                return Reference(id: try row.id(), datedAt: try row.moment())
            }
            return Contents(sheet: sheet, publications: publications)
        }
    }
}
