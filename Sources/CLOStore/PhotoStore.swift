import CLOModel

/// The photos of sheets: published ones, and those that wait for the publication which is being written.
///
/// The files of a photo are in the data folder before its row is here, and outlive it (DESIGN, data rules).
public struct PhotoStore {
    let database: Database

    /// Chosen for a publication, but not there to be published: deleted meanwhile, or another publication's.
    public struct Unavailable: Error, Hashable {
        public let names: [String]
    }

    static let columns: SQL = "i.name, i.width, i.height, i.renditions, i.file_extension, i.captured_at"

    /// Reads ``columns``.
    static func photo(_ row: inout Row, caption: String) throws -> Photo {
        Photo(
            name: try row.text(), width: try row.int(), height: try row.int(), caption: caption,
            renditions: try row.text().split(separator: ",").compactMap { Int($0) },
            fileExtension: try row.fileExtension(), capturedAt: try row.optionalMoment())
    }

    /// The photos that several publications show, in one query, each list in its order.
    public func photos(
        of publications: [Publication.ID], visibleTo viewer: Viewer
    ) throws -> [Publication.ID: [Photo]] {
        guard !publications.isEmpty else { return [:] }
        let rows = try database.read { connection in
            try connection.rows(
                """
                SELECT i.publication_id, i.caption, \(Self.columns)
                FROM photo i
                JOIN sheet f ON f.id = i.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                WHERE i.publication_id IN (\(list: publications)) AND i.position IS NOT NULL
                  AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                ORDER BY i.publication_id, i.position
                """)
        }
        var photos: [Publication.ID: [Photo]] = [:]
        for row in rows {
            var row = row
            let publication: Publication.ID = try row.id()
            let caption = try row.text()
            photos[publication, default: []].append(try Self.photo(&row, caption: caption))
        }
        return photos
    }

    /// The photos that an earlier version of a publication showed, with the captions of then.
    public func photos(
        of publication: Publication.ID, version: Int, visibleTo viewer: Viewer
    ) throws -> [Photo] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT x.caption, \(Self.columns)
                FROM version_photo x
                JOIN photo i ON i.id = x.photo_id
                JOIN sheet f ON f.id = i.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                WHERE x.publication_id = \(publication) AND x.version = \(version)
                  AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                ORDER BY x.position
                """
            ).map { row in
                var row = row
                let caption = try row.text()
                return try Self.photo(&row, caption: caption)
            }
        }
    }

    /// The photos of these names that wait to be published on the sheet, or are part of it, for those who write.
    /// - Returns: in the order of the names; those that are not there are left out.
    public func chosen(
        _ photos: [ChosenPhoto], of sheet: ProgressSheet.ID, visibleTo viewer: Viewer
    ) throws -> [Photo] {
        let names = photos.map(\.name).filter(Self.isPossibleName)
        guard viewer.role.isEmployee, !names.isEmpty else { return [] }
        let rows = try database.read { connection in
            try connection.rows(
                "SELECT \(Self.columns) FROM photo i WHERE i.name IN (\(list: names)) AND i.sheet_id = \(sheet)")
        }
        var found: [String: Row] = [:]
        for row in rows {
            var reader = row
            found[try reader.text()] = row
        }
        return try photos.compactMap { photo in
            guard var row = found[photo.name] else { return nil }
            return try Self.photo(&row, caption: photo.caption)
        }
    }

    /// What a photo's files are, if the viewer may see it. One that is not published is seen by employees only.
    public func fileExtension(of name: String, visibleTo viewer: Viewer) throws -> Photo.FileExtension? {
        guard Self.isPossibleName(name) else { return nil }
        return try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT i.file_extension
                    FROM photo i
                    JOIN sheet f ON f.id = i.sheet_id
                    JOIN worksite w ON w.id = f.worksite_id
                    WHERE i.name = \(name)
                      AND (\(viewer.role.isEmployee)
                           OR (w.client_id = \(viewer.account) AND i.publication_id IS NOT NULL))
                    """)
            else { return nil }
            return try row.fileExtension()
        }
    }

    /// Names are ASCII; the server refuses to compare their column with anything else.
    private static func isPossibleName(_ name: String) -> Bool {
        name.utf8.allSatisfy { $0 < 128 }
    }

    /// Which of these names are photos: for finding files that none names.
    public func known(_ names: [String]) throws -> Set<String> {
        let possible = names.filter(Self.isPossibleName)
        guard !possible.isEmpty else { return [] }
        return try database.read { connection in
            Set(
                try connection.rows("SELECT name FROM photo WHERE name IN (\(list: possible))").map { row in
                    var row = row
                    return try row.text()
                })
        }
    }

    // MARK: Changes

    /// Deletes the photos that waited in vain to be published since that moment, unless a draft still shows them.
    /// Their files go later, like all that no row names.
    /// - Returns: how many.
    public func deleteForgotten(before limit: Instant) throws -> Int {
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                DELETE FROM upload
                WHERE finished_at < \(limit) AND NOT EXISTS (
                    SELECT 1 FROM publication_draft d
                    WHERE d.sheet_id = upload.sheet_id AND LOCATE(upload.name, d.photos) > 0)
                """)
            return try connection.execute(
                """
                DELETE FROM photo
                WHERE publication_id IS NULL AND created_at < \(limit) AND NOT EXISTS (
                    SELECT 1 FROM publication_draft d
                    WHERE d.sheet_id = photo.sheet_id AND LOCATE(photo.name, d.photos) > 0)
                """
            ).affected
        }
    }

    /// Adds a photo whose files are already in the data folder, for a publication that is being written.
    static func insertPending(
        _ photo: Photo, for sheet: ProgressSheet.ID, by account: Account.ID, at now: Instant, _ connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO photo
                (sheet_id, uploaded_by, name, width, height, renditions, file_extension, captured_at, caption,
                 created_at)
            VALUES (\(sheet), \(account), \(photo.name), \(photo.width), \(photo.height), \(photo.renditionList),
                    \(photo.fileExtension.rawValue), \(photo.capturedAt), \(photo.caption), \(now))
            """)
    }

    public func addPending(
        _ photo: Photo, for sheet: ProgressSheet.ID, by account: Account.ID, at now: Instant
    ) throws {
        try database.transaction { connection in
            try Self.insertPending(photo, for: sheet, by: account, at: now, connection)
        }
    }

    /// Makes these, and no others, the photos that a publication shows. The sheet is locked; others that it showed
    /// before stay for its earlier versions.
    static func show(
        _ photos: [ChosenPhoto], in publication: Publication.ID, of sheet: ProgressSheet.ID, _ connection: Connection
    ) throws {
        try connection.execute(
            "UPDATE photo SET position = NULL WHERE publication_id = \(publication) AND position IS NOT NULL")
        guard !photos.isEmpty else { return }
        let names = photos.map(\.name).filter(isPossibleName)
        let rows =
            names.isEmpty
            ? []
            : try connection.rows(
                """
                SELECT name FROM photo
                WHERE name IN (\(list: names)) AND sheet_id = \(sheet)
                  AND (publication_id IS NULL OR publication_id = \(publication))
                FOR UPDATE
                """)
        var available: Set<String> = []
        for row in rows {
            var row = row
            available.insert(try row.text())
        }
        let missing = photos.map(\.name).filter { !available.contains($0) }
        guard missing.isEmpty else { throw Unavailable(names: missing) }
        for (index, photo) in photos.enumerated() {
            try connection.execute(
                """
                UPDATE photo
                SET publication_id = \(publication), position = \(index + 1), caption = \(photo.caption)
                WHERE name = \(photo.name)
                """)
            // Found again by its fingerprint until now; whoever sends the same file after this means another photo.
            try connection.execute("DELETE FROM upload WHERE name = \(photo.name)")
        }
    }
}

extension Photo {
    fileprivate var renditionList: String {
        renditions.map { String($0) }.joined(separator: ",")
    }
}

extension Row {
    fileprivate mutating func fileExtension() throws -> Photo.FileExtension {
        let text = try text()
        guard let known = Photo.FileExtension(rawValue: text) else {
            throw StoreError.unexpectedRow("« \(text) » is no photo's extension")
        }
        return known
    }
}
