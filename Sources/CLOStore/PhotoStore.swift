import CLOModel

/// The photos of publications.
public struct PhotoStore {
    let database: Database

    /// The photos of several publications, in one query.
    public func photos(
        of publications: [Publication.ID], visibleTo viewer: Viewer
    ) throws -> [Publication.ID: [Photo]] {
        guard !publications.isEmpty else { return [:] }
        let rows = try database.read { connection in
            try connection.rows(
                """
                SELECT i.publication_id, i.name, i.width, i.height, i.caption, i.renditions
                FROM photo i
                JOIN publication p ON p.id = i.publication_id
                JOIN sheet f ON f.id = p.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                WHERE i.publication_id IN (\(list: publications))
                  AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                ORDER BY i.publication_id, i.position
                """)
        }
        var photos: [Publication.ID: [Photo]] = [:]
        for row in rows {
            var row = row
            let publication: Publication.ID = try row.id()
            let photo = Photo(
                name: try row.text(), width: try row.int(), height: try row.int(), caption: try row.text(),
                renditions: try row.text().split(separator: ",").compactMap { Int($0) })
            photos[publication, default: []].append(photo)
        }
        return photos
    }

    /// Whether there is a photo of that name that the viewer may see.
    public func exists(_ name: String, visibleTo viewer: Viewer) throws -> Bool {
        // Names are ASCII; the server refuses to compare their column with anything else.
        guard name.utf8.allSatisfy({ $0 < 128 }) else { return false }
        return try database.read { connection in
            try connection.row(
                """
                SELECT 1
                FROM photo i
                JOIN publication p ON p.id = i.publication_id
                JOIN sheet f ON f.id = p.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                WHERE i.name = \(name) AND (\(viewer.role.isEmployee) OR w.client_id = \(viewer.account))
                """) != nil
        }
    }

    /// Adds a photo whose files are already in the data folder.
    public func add(_ photo: Photo, to publication: Publication.ID, position: Int, at now: Instant) throws {
        try database.transaction { connection in
            try connection.execute(
                """
                INSERT INTO photo (publication_id, position, name, width, height, renditions, caption, created_at)
                VALUES (\(publication), \(position), \(photo.name), \(photo.width), \(photo.height),
                        \(photo.renditions.map { String($0) }.joined(separator: ",")), \(photo.caption), \(now))
                """)
        }
    }
}
