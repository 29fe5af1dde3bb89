import CLOModel

/// What is kept of one person besides what the other stores know: for the archive of his data (RGPD, article 15).
///
/// Visible to himself and to administrators.
public struct PersonalDataStore {
    let database: Database

    public struct Account: Sendable {
        public let identifier: String
        public let role: Role
        public let name: String
        public let createdAt: Instant
        public let passwordChangedAt: Instant?
    }

    public struct Session: Sendable {
        public let startedAt: Instant
        public let seenAt: Instant
        public let address: String
        public let userAgent: String
    }

    /// One line of the journal: something that he did, or that was done to his account.
    public struct Entry: Sendable {
        let id: UInt64
        public let happenedAt: Instant
        /// A raw value of ``JournalKind``.
        public let kind: String
        public let isOwnAct: Bool
        public let object: String?
        public let detail: String?
        /// Of whoever did it: only when it was himself.
        public let address: String?
        public let userAgent: String?
    }

    private func mayRead(_ account: CLOModel.Account.ID, _ viewer: Viewer) -> Bool {
        viewer.may(.takeData(of: account))
    }

    /// - Returns: `nil` when there is no such person, or the viewer may not take his data.
    public func account(_ account: CLOModel.Account.ID, visibleTo viewer: Viewer) throws -> Account? {
        guard mayRead(account, viewer) else { return nil }
        return try database.read { connection in
            try connection.row(
                """
                SELECT identifier, kind, is_administrator, first_name, last_name, created_at, password_changed_at
                FROM account WHERE id = \(account)
                """
            ).map { row in
                var row = row
                return Account(
                    identifier: try row.text(), role: try Role(&row), name: "\(try row.text()) \(try row.text())",
                    createdAt: try row.moment(), passwordChangedAt: try row.optionalMoment())
            }
        }
    }

    /// The browsers that are signed in now, the latest first.
    public func sessions(of account: CLOModel.Account.ID, visibleTo viewer: Viewer) throws -> [Session] {
        guard mayRead(account, viewer) else { return [] }
        return try database.read { connection in
            try connection.rows(
                """
                SELECT created_at, seen_at, address, user_agent FROM session WHERE account_id = \(account)
                ORDER BY created_at DESC
                """
            ).map { row in
                var row = row
                return Session(
                    startedAt: try row.moment(), seenAt: try row.moment(), address: try row.text(),
                    userAgent: try row.text())
            }
        }
    }

    /// The journal in the order in which it was written, a part at a time.
    /// - Parameter last: the last entry that was read; `nil` begins.
    public func journal(
        of account: CLOModel.Account.ID, after last: Entry?, limit: Int, visibleTo viewer: Viewer
    ) throws -> [Entry] {
        guard mayRead(account, viewer) else { return [] }
        let id = last?.id ?? 0
        return try database.read { connection in
            // Two ways to be meant, two indexes: the server joins them badly when they are one condition.
            try connection.rows(
                """
                (SELECT id, happened_at, kind, actor_id <=> \(account), object, detail, address, user_agent
                 FROM journal WHERE actor_id = \(account) AND id > \(id) ORDER BY id LIMIT \(limit))
                UNION DISTINCT
                (SELECT id, happened_at, kind, actor_id <=> \(account), object, detail, address, user_agent
                 FROM journal WHERE subject_id = \(account) AND id > \(id) ORDER BY id LIMIT \(limit))
                ORDER BY 1 LIMIT \(limit)
                """
            ).map { row in
                var row = row
                let id = try row.unsigned()
                let (happenedAt, kind, isOwnAct) = (try row.moment(), try row.text(), try row.bool())
                let (object, detail) = (try row.optionalText(), try row.optionalText())
                let (address, userAgent) = (try row.optionalText(), try row.optionalText())
                return Entry(
                    id: id, happenedAt: happenedAt, kind: kind, isOwnAct: isOwnAct, object: object, detail: detail,
                    address: isOwnAct ? address : nil, userAgent: isOwnAct ? userAgent : nil)
            }
        }
    }
}
