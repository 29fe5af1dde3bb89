import CLOModel

/// Carrying out an erasure (RGPD, article 17), as far as the law lets it.
///
/// Kept, and said so to whoever asks:
/// - contracts, for ten years from their signature: the builder answers that long for his works (code civil, article
///   1792-4-1), and a contract concluded at a distance must be kept that long for the consumer (code de la
///   consommation, articles L213-1 and D213-2);
/// - the publications of the sheets, which are the builder's account of his works, without the client's name;
/// - the journal, until its own term, without the client's name.
extension ErasureStore {
    /// For how long a signed contract is kept.
    public static let contractYears = 10

    /// What an erasure would take away, and what must stay.
    public struct Extent: Sendable, Hashable {
        public let worksites: Int
        public let comments: Int
        public let detailChanges: Int
        /// Older than the law asks for: they go.
        public let expiredContracts: Int
        /// These stay until their ten years are over.
        public let keptContracts: Int
        /// The day from which no contract has to be kept any more.
        public let contractsKeptUntil: Day?
    }

    public func extent(of client: Account.ID, visibleTo viewer: Viewer, at now: Instant) throws -> Extent? {
        guard viewer.may(.administer) else { return nil }
        let limit = Self.oldestKept(at: now)
        return try database.read { connection in
            try connection.row(
                """
                SELECT (SELECT COUNT(*) FROM worksite w WHERE w.client_id = a.id),
                       (SELECT COUNT(*) FROM sheet_comment m WHERE m.author_id = a.id),
                       (SELECT COUNT(*) FROM detail_change d WHERE d.account_id = a.id),
                       (SELECT COUNT(*) FROM contract k WHERE k.client_id = a.id AND k.signed_on < \(limit)),
                       (SELECT COUNT(*) FROM contract k WHERE k.client_id = a.id AND k.signed_on >= \(limit)),
                       (SELECT MAX(k.signed_on) FROM contract k WHERE k.client_id = a.id)
                FROM account a WHERE a.id = \(client) AND a.kind = 'client' AND a.erased_at IS NULL
                """
            ).map { row in
                var row = row
                return Extent(
                    worksites: try row.int(), comments: try row.int(), detailChanges: try row.int(),
                    expiredContracts: try row.int(), keptContracts: try row.int(),
                    contractsKeptUntil: try row.optionalDay()?.adding(years: Self.contractYears))
            }
        }
    }

    private static func oldestKept(at now: Instant) -> Day {
        ParisTime(now).date.adding(years: -contractYears)
    }

    /// Takes away all that need not be kept. The account stays as an author without a name, closed for good.
    ///
    /// - Parameter withComments: whether the texts of the client's comments go too. Their places stay, so that the
    ///   answers to them keep theirs.
    /// - Returns: whether there was such a client.
    public func erase(
        _ client: Account.ID, withComments: Bool, by administrator: Viewer, at now: Instant
    ) throws -> Bool {
        guard administrator.may(.administer) else { return false }
        return try database.repeatableTransaction { connection in
            try Turn.clients.take(connection)
            let sheets = try SheetStore.lockSheets(showing: client, connection)
            guard
                try connection.row("SELECT 1 FROM account WHERE id = \(client) AND kind = 'client' FOR UPDATE") != nil
            else { return false }
            // Said by an earlier attempt whose answer was lost.
            if try connection.row("SELECT 1 FROM account WHERE id = \(client) AND erased_at IS NOT NULL") != nil {
                return true
            }
            try Self.emptyAccount(client, at: now, connection)
            if withComments {
                try connection.execute(
                    "UPDATE sheet_comment SET body = \(Self.erasedComment) WHERE author_id = \(client)")
            }
            try connection.execute(
                "DELETE FROM contract WHERE client_id = \(client) AND signed_on < \(Self.oldestKept(at: now))")
            try connection.execute(
                """
                UPDATE erasure_request
                SET outcome = 'erased', handled_at = \(now), handled_by = \(administrator.account), reason = NULL
                WHERE account_id = \(client) AND outcome IS NULL
                """)
            try SheetStore.noteNewName(of: client, on: sheets, by: administrator.account, at: now, connection)
            try JournalStore.record(
                .init(
                    .dataErased, by: administrator.account, on: client,
                    detail: withComments ? "avec le texte de ses commentaires" : nil), at: now, connection)
            return true
        }
    }

    /// What stands where a comment was.
    static let erasedComment = "Commentaire effacé à la demande de son auteur."

    private static func emptyAccount(_ client: Account.ID, at now: Instant, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE account
            SET identifier = \("efface-\(client.rawValue)"), password_hash = NULL, civility = NULL,
                last_name = 'effacé', first_name = 'Client', company = NULL, position = NULL, street_address = NULL,
                postal_code = NULL, city = NULL, phone = NULL, mobile = NULL, email = NULL,
                suspended_at = COALESCE(suspended_at, \(now)), erased_at = \(now)
            WHERE id = \(client)
            """)
        try connection.execute("DELETE FROM session WHERE account_id = \(client)")
        try connection.execute("DELETE FROM device WHERE account_id = \(client)")
        try connection.execute("DELETE FROM access_token WHERE account_id = \(client)")
        try connection.execute("DELETE FROM sign_in_step WHERE account_id = \(client)")
        try connection.execute("DELETE FROM one_time_secret WHERE account_id = \(client)")
        try connection.execute("DELETE FROM recovery_code WHERE account_id = \(client)")
        try connection.execute("DELETE FROM sheet_visit WHERE account_id = \(client)")
        try connection.execute("DELETE FROM submission WHERE account_id = \(client)")
        try connection.execute("DELETE FROM detail_change WHERE account_id = \(client)")
        // The identifier may stand as the thing that was done, where the account was made.
        try connection.execute("UPDATE journal SET object = NULL WHERE subject_id = \(client) AND kind = 'compte_cree'")
    }

    // MARK: The list

    public struct ListEntry: Sendable {
        public let request: Request
        public let clientName: String
    }

    /// Requests, those that wait first.
    public func list(
        like text: String, openOnly: Bool, _ page: PageRequest, visibleTo viewer: Viewer
    ) throws -> Slice<ListEntry> {
        guard viewer.may(.administer) else { return Slice(items: [], total: 0) }
        let condition = SQL.all(
            ["(r.outcome IS NULL OR NOT \(openOnly))"]
                + text.searchWords.map { word in
                    let pattern = word.likeAnywhere
                    return """
                        (a.last_name LIKE \(pattern) OR a.first_name LIKE \(pattern)
                         OR a.identifier LIKE \(word.isASCII ? pattern : ""))
                        """
                })
        return try database.read { connection in
            guard
                var count = try connection.row(
                    "SELECT COUNT(*) FROM erasure_request r JOIN account a ON a.id = r.account_id WHERE \(condition)")
            else { throw StoreError.unexpectedRow("a count has no row") }
            let items = try connection.rows(
                """
                SELECT r.id, r.account_id, r.requested_at, r.reason, r.outcome, r.handled_at, r.answer,
                       a.first_name, a.last_name
                FROM erasure_request r JOIN account a ON a.id = r.account_id
                WHERE \(condition)
                ORDER BY r.outcome IS NOT NULL, r.requested_at DESC, r.id DESC
                LIMIT \(page.size) OFFSET \(page.offset)
                """
            ).map { row in
                var row = row
                return ListEntry(
                    request: try Request(&row), clientName: "\(try row.text()) \(try row.text())")
            }
            return Slice(items: items, total: try count.int())
        }
    }
}
