import CLOModel

extension PublicationStore {
    /// One of the texts that a publication has had, without the text itself.
    public struct VersionNote: Hashable, Sendable {
        /// From 1; the last is the present one.
        public let version: Int
        public let savedAt: Instant
        public let savedBy: String
    }

    /// One of the texts that a publication has had, with the photos that it had then.
    public struct Version: Hashable, Sendable {
        public let note: VersionNote
        public let content: Content
        /// Those that the content names, in its order.
        public let photos: [Photo]
    }

    /// Beyond so many, the oldest are no longer listed.
    static let listedVersions = 500

    /// The versions of a publication, the newest first.
    public func versions(
        of number: Int, in sheet: ProgressSheet.ID, visibleTo viewer: Viewer
    ) throws -> [VersionNote] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT v.version, v.saved_at, a.first_name, a.last_name
                \(Self.versionTables)
                WHERE \(Self.isVisible(number, sheet, viewer))
                ORDER BY v.version DESC
                LIMIT \(Self.listedVersions)
                """
            ).map { row in
                var row = row
                return try Self.note(&row)
            }
        }
    }

    /// Some of the versions of a publication, in no particular order; those that there are not are left out.
    public func versions(
        _ wanted: [Int], of number: Int, in sheet: ProgressSheet.ID, visibleTo viewer: Viewer
    ) throws -> [Version] {
        guard !wanted.isEmpty else { return [] }
        return try database.read { connection in
            let rows = try connection.rows(
                """
                SELECT v.version, v.saved_at, a.first_name, a.last_name, v.dated_at, v.body, v.milestone
                \(Self.versionTables)
                WHERE \(Self.isVisible(number, sheet, viewer)) AND v.version IN (\(list: wanted))
                """)
            guard !rows.isEmpty else { return [] }
            let photos = try Self.photos(ofVersions: wanted, of: number, in: sheet, connection)
            return try rows.map { row in
                var row = row
                let note = try Self.note(&row)
                let datedAt = try row.moment()
                let body = CanonicalHTML(writtenByRichText: try row.text())
                let shown = photos[note.version] ?? []
                let content = Content(
                    body: body, datedAt: datedAt, milestone: try row.optionalMilestone(),
                    photos: shown.map { ChosenPhoto(name: $0.name, caption: $0.caption) })
                return Version(note: note, content: content, photos: shown)
            }
        }
    }

    /// The texts alone of the newest versions, the newest first.
    public func recentBodies(
        of number: Int, in sheet: ProgressSheet.ID, limit: Int, visibleTo viewer: Viewer
    ) throws -> [CanonicalHTML] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT v.body
                \(Self.versionTables)
                WHERE \(Self.isVisible(number, sheet, viewer))
                ORDER BY v.version DESC
                LIMIT \(limit)
                """
            ).map { row in
                var row = row
                return CanonicalHTML(writtenByRichText: try row.text())
            }
        }
    }

    private static let versionTables: SQL = """
        FROM publication_version v
        JOIN publication p ON p.id = v.publication_id
        JOIN sheet f ON f.id = p.sheet_id
        JOIN worksite w ON w.id = f.worksite_id
        JOIN account a ON a.id = v.saved_by
        """

    private static func isVisible(_ number: Int, _ sheet: ProgressSheet.ID, _ viewer: Viewer) -> SQL {
        """
        p.sheet_id = \(sheet) AND p.number = \(number)
          AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
        """
    }

    private static func note(_ row: inout Row) throws -> VersionNote {
        VersionNote(version: try row.int(), savedAt: try row.moment(), savedBy: try row.optionalName())
    }

    /// The photos of versions, as they were ordered and captioned then. Who sees the publication sees them.
    private static func photos(
        ofVersions versions: [Int], of number: Int, in sheet: ProgressSheet.ID, _ connection: Connection
    ) throws -> [Int: [Photo]] {
        let rows = try connection.rows(
            """
            SELECT v.version, v.caption, \(PhotoStore.columns)
            FROM publication p
            JOIN version_photo v ON v.publication_id = p.id
            JOIN photo i ON i.id = v.photo_id
            WHERE p.sheet_id = \(sheet) AND p.number = \(number) AND v.version IN (\(list: versions))
            ORDER BY v.version, v.position
            """)
        var photos: [Int: [Photo]] = [:]
        for row in rows {
            var row = row
            let version = try row.int()
            let caption = try row.text()
            photos[version, default: []].append(try PhotoStore.photo(&row, caption: caption))
        }
        return photos
    }
}
