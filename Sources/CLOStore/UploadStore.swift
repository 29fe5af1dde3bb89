import CLOModel

/// Photos on their way: files that come in pieces and can be resumed (B9). The bytes lie in the data folder; here is
/// how many of them are safe there.
public struct UploadStore {
    let database: Database

    public struct Upload: Sendable, Hashable {
        /// Unguessable; of the file in the data folder while it comes, and of the photo that is made of it.
        public let name: String
        /// As the person's device calls it, for messages.
        public let fileName: String
        public let byteCount: Int
        /// Bytes that are safely stored, from the first on.
        public var received: Int
        /// Whether the photo was made of it.
        public let isFinished: Bool
    }

    private static let columns: SQL = "name, file_name, byte_count, received, finished_at IS NOT NULL"

    private static func upload(_ row: Row) throws -> Upload {
        var row = row
        return Upload(
            name: try row.text(), fileName: try row.text(), byteCount: try row.int(), received: try row.int(),
            isFinished: try row.bool())
    }

    /// Begins an upload, or finds the one of the same file by the same person again.
    ///
    /// - Parameters:
    ///   - name: for a new one.
    ///   - fingerprint: the browser's own key of the file, ASCII. With another size it is another file: the earlier
    ///     one gives way.
    public func begin(
        name: String, fingerprint: String, fileName: String, byteCount: Int, for sheet: ProgressSheet.ID,
        by account: Account.ID, at now: Instant
    ) throws -> Upload {
        try database.repeatableTransaction { connection in
            let earlier = try connection.row(
                """
                SELECT \(Self.columns) FROM upload
                WHERE account_id = \(account) AND sheet_id = \(sheet) AND fingerprint = \(fingerprint)
                FOR UPDATE
                """
            ).map(Self.upload)
            if let earlier {
                if earlier.byteCount == byteCount { return earlier }
                try connection.execute("DELETE FROM upload WHERE name = \(earlier.name)")
            }
            try connection.execute(
                """
                INSERT INTO upload
                    (name, account_id, sheet_id, fingerprint, file_name, byte_count, received, created_at, touched_at)
                VALUES (\(name), \(account), \(sheet), \(fingerprint), \(fileName), \(byteCount), 0, \(now), \(now))
                """)
            return Upload(name: name, fileName: fileName, byteCount: byteCount, received: 0, isFinished: false)
        }
    }

    /// Uploads of a person that are on their way or wait to be published.
    public func count(by account: Account.ID) throws -> Int {
        try database.read { connection in
            guard var row = try connection.row("SELECT COUNT(*) FROM upload WHERE account_id = \(account)") else {
                return 0
            }
            return try row.int()
        }
    }

    /// The upload of that name, if it is the account's own and for that sheet.
    public func find(_ name: String, for sheet: ProgressSheet.ID, by account: Account.ID) throws -> Upload? {
        guard name.utf8.allSatisfy({ $0 < 128 }) else { return nil }
        return try database.read { connection in
            try connection.row(
                """
                SELECT \(Self.columns) FROM upload
                WHERE name = \(name) AND sheet_id = \(sheet) AND account_id = \(account)
                """
            ).map(Self.upload)
        }
    }

    /// The upload of that very file, if the account has begun one for that sheet.
    public func find(
        fingerprint: String, byteCount: Int, for sheet: ProgressSheet.ID, by account: Account.ID
    ) throws -> Upload? {
        try database.read { connection in
            try connection.row(
                """
                SELECT \(Self.columns) FROM upload
                WHERE account_id = \(account) AND sheet_id = \(sheet) AND fingerprint = \(fingerprint)
                  AND byte_count = \(byteCount)
                """
            ).map(Self.upload)
        }
    }

    /// What became of a piece.
    public enum Receipt: Sendable, Hashable {
        /// So many bytes are stored now.
        case stored(Int)
        /// The piece does not begin where the stored bytes end; they end here.
        case elsewhere(Int)
        case gone
    }

    /// Takes one piece. The upload is locked meanwhile: of two that come at once, the second is ``Receipt/elsewhere``.
    ///
    /// - Parameter write: stores the piece's bytes at the offset and syncs them; what it throws leaves the upload as
    ///   it was.
    public func receive(
        _ count: Int, at offset: Int, of name: String, for sheet: ProgressSheet.ID, by account: Account.ID,
        at now: Instant, write: () throws -> Void
    ) throws -> Receipt {
        try database.repeatableTransaction { connection in
            guard
                let upload = try connection.row(
                    """
                    SELECT \(Self.columns) FROM upload
                    WHERE name = \(name) AND sheet_id = \(sheet) AND account_id = \(account)
                    FOR UPDATE
                    """
                ).map(Self.upload)
            else { return .gone }
            guard upload.received == offset, !upload.isFinished, offset + count <= upload.byteCount else {
                return .elsewhere(upload.received)
            }
            try write()
            try connection.execute(
                "UPDATE upload SET received = \(offset + count), touched_at = \(now) WHERE name = \(name)")
            return .stored(offset + count)
        }
    }

    /// The photo is made, its files are in the data folder: now it waits to be published. Doing it again does
    /// nothing.
    public func finish(
        _ upload: Upload, as photo: Photo, for sheet: ProgressSheet.ID, by account: Account.ID, at now: Instant
    ) throws {
        try database.repeatableTransaction { connection in
            let finished = try connection.execute(
                """
                UPDATE upload SET finished_at = \(now), touched_at = \(now)
                WHERE name = \(upload.name) AND account_id = \(account) AND finished_at IS NULL
                """)
            guard finished.affected == 1 else { return }
            try PhotoStore.insertPending(photo, for: sheet, by: account, at: now, connection)
        }
    }

    /// Forgets an upload that was given up or refused. A photo that was made of it stays, to be purged.
    public func abandon(_ name: String, by account: Account.ID) throws {
        try database.repeatableTransaction { connection in
            try connection.execute("DELETE FROM upload WHERE name = \(name) AND account_id = \(account)")
        }
    }

    /// Which of these names are uploads: for finding files that none names.
    public func known(_ names: [String]) throws -> Set<String> {
        let possible = names.filter { $0.utf8.allSatisfy { $0 < 128 } }
        guard !possible.isEmpty else { return [] }
        return try database.read { connection in
            Set(
                try connection.rows("SELECT name FROM upload WHERE name IN (\(list: possible))").map { row in
                    var row = row
                    return try row.text()
                })
        }
    }

    /// Deletes uploads that nothing has come for since that moment, and that no photo was made of.
    /// - Returns: how many.
    public func deleteAbandoned(before limit: Instant) throws -> Int {
        try database.repeatableTransaction { connection in
            try connection.execute("DELETE FROM upload WHERE finished_at IS NULL AND touched_at < \(limit)").affected
        }
    }
}
