import CLOModel

extension PhotoStore {
    /// A photo in the gallery of a sheet (B10).
    public struct Exhibit: Hashable, Sendable {
        public let photo: Photo
        /// When it was taken; failing that, the date of its publication.
        public let takenAt: Instant
        /// The publication that shows it.
        public let number: Int
        public let isCancelled: Bool
    }

    /// How many photos a sheet shows in each month of Paris, the newest month first.
    public func months(
        of sheet: ProgressSheet.ID, visibleTo viewer: Viewer
    ) throws -> [(month: Month, count: Int)] {
        let moments: [Instant] = try database.read { connection in
            // One light row for each photo: the server knows nothing of months in Paris.
            try connection.rows(
                """
                SELECT \(Self.takenAt) AS taken_at
                \(Self.galleryTables(sheet, viewer))
                ORDER BY taken_at DESC
                """
            ).map { row in
                var row = row
                return try row.moment()
            }
        }
        var months: [(month: Month, count: Int)] = []
        for moment in moments {
            let month = Month(moment)
            if months.last?.month == month {
                months[months.count - 1].count += 1
            } else {
                months.append((month, 1))
            }
        }
        return months
    }

    /// The photos that a sheet shows, the newest first, and among those of one moment in the order of their publication.
    ///
    /// - Parameter months: from the first day of the earliest to the last of the latest.
    public func gallery(
        of sheet: ProgressSheet.ID, in months: ClosedRange<Month>, visibleTo viewer: Viewer
    ) throws -> [Exhibit] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.takenAt) AS taken_at, p.number, p.cancelled_at IS NOT NULL, i.caption,
                       \(Self.columns)
                \(Self.galleryTables(sheet, viewer))
                  AND \(Self.takenAt) >= \(months.lowerBound.start)
                  AND \(Self.takenAt) < \(months.upperBound.end)
                ORDER BY taken_at DESC, p.number DESC, i.position
                """
            ).map { row in
                var row = row
                let takenAt = try row.moment()
                let number = try row.int()
                let isCancelled = try row.bool()
                let caption = try row.text()
                return Exhibit(
                    photo: try Self.photo(&row, caption: caption), takenAt: takenAt, number: number,
                    isCancelled: isCancelled)
            }
        }
    }

    /// A camera whose clock was never set, or is far ahead, does not know when it took a photo.
    private static let takenAt: SQL = """
        CASE WHEN i.captured_at BETWEEN \(PublicationText.earliest) AND i.created_at + INTERVAL 1 DAY
             THEN i.captured_at ELSE p.dated_at END
        """

    /// Photos that publications show now: not those of earlier versions only, nor those not yet published.
    private static func galleryTables(_ sheet: ProgressSheet.ID, _ viewer: Viewer) -> SQL {
        """
        FROM photo i
        JOIN publication p ON p.id = i.publication_id
        JOIN sheet f ON f.id = p.sheet_id
        JOIN worksite w ON w.id = f.worksite_id
        WHERE p.sheet_id = \(sheet) AND i.position IS NOT NULL
          AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
        """
    }
}
