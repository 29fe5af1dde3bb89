import CLOModel

/// What employees are writing, kept on the server so that it can be finished on another machine (B4): one draft for
/// each account, sheet and publication.
public struct DraftStore {
    let database: Database

    /// Which publication is being written.
    public struct Place: Hashable, Sendable {
        public let account: Account.ID
        public let sheet: ProgressSheet.ID
        /// `nil`: a new one.
        public let number: Int?

        public init(account: Account.ID, sheet: ProgressSheet.ID, number: Int?) {
            self.account = account
            self.sheet = sheet
            self.number = number
        }

        /// Numbers of publications begin at 1.
        fileprivate var storedNumber: Int { number ?? 0 }
    }

    /// A form as it was last seen, wrong or unfinished as it may be.
    public struct Draft: Hashable, Sendable {
        /// What the editor wrote; `nil` when the text came from a text area.
        public var body: CanonicalHTML?
        /// What the text area held; empty when the editor was used.
        public var typedText: String
        /// Date and milestone as their fields send them.
        public var datedAt: String
        public var milestone: String
        /// The version of the publication that is being changed; 0 for a new one.
        public var baseVersion: Int
        public var photos: [ChosenPhoto]

        public init(
            body: CanonicalHTML?, typedText: String, datedAt: String, milestone: String, baseVersion: Int,
            photos: [ChosenPhoto]
        ) {
            self.body = body
            self.typedText = typedText
            self.datedAt = datedAt
            self.milestone = milestone
            self.baseVersion = baseVersion
            self.photos = photos
        }
    }

    /// - Returns: the draft and when it was kept.
    public func find(_ place: Place) throws -> (draft: Draft, savedAt: Instant)? {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT body, typed_text, dated_at, milestone, base_version, photos, saved_at
                    FROM publication_draft
                    WHERE account_id = \(place.account) AND sheet_id = \(place.sheet)
                      AND publication_number = \(place.storedNumber)
                    """)
            else { return nil }
            let draft = Draft(
                body: try row.optionalText().map { CanonicalHTML(writtenByRichText: $0) },
                typedText: try row.text(), datedAt: try row.text(), milestone: try row.text(),
                baseVersion: try row.int(),
                photos: try row.text().split(separator: "\n").map { ChosenPhoto(line: $0) })
            return (draft, try row.moment())
        }
    }

    /// Replaces the draft of that place. The last one to be kept is the one that counts.
    public func keep(_ draft: Draft, at place: Place, now: Instant) throws {
        let photos = draft.photos.map(\.line).joined(separator: "\n")
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                INSERT INTO publication_draft
                    (account_id, sheet_id, publication_number, body, typed_text, dated_at, milestone, base_version,
                     photos, saved_at)
                VALUES (\(place.account), \(place.sheet), \(place.storedNumber), \(draft.body), \(draft.typedText),
                        \(draft.datedAt), \(draft.milestone), \(draft.baseVersion), \(photos), \(now))
                ON DUPLICATE KEY UPDATE
                    body = \(draft.body), typed_text = \(draft.typedText), dated_at = \(draft.datedAt),
                    milestone = \(draft.milestone), base_version = \(draft.baseVersion), photos = \(photos),
                    saved_at = \(now)
                """)
        }
    }

    public func remove(_ place: Place) throws {
        try database.repeatableTransaction { try Self.remove(place, $0) }
    }

    /// Within the transaction that makes it a publication: it is never there twice, and never lost.
    static func remove(_ place: Place, _ connection: Connection) throws {
        try connection.execute(
            """
            DELETE FROM publication_draft
            WHERE account_id = \(place.account) AND sheet_id = \(place.sheet)
              AND publication_number = \(place.storedNumber)
            """)
    }
}

extension ChosenPhoto {
    /// As kept in a draft: the name, then the caption. Neither has a line feed.
    fileprivate var line: String {
        "\(name) \(caption.split(whereSeparator: \.isNewline).joined(separator: " "))"
    }

    fileprivate init(line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(name: String(parts[0]), caption: parts.count > 1 ? String(parts[1]) : "")
    }
}
