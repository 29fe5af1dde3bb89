import CLOModel

extension MessageStore {
    /// A message as administrators see it.
    public struct Entry: Sendable {
        public let id: Message.ID
        public let channel: NoticeChannel
        public let state: State
        public let recipient: String
        /// `nil` when the person is gone.
        public let account: Account.ID?
        public let isForEmployee: Bool
        public let destination: String?
        /// What it is about: a sheet, or a letter of security; neither for a message about several sheets.
        public let code: WorksiteCode?
        public let letter: NoticeTemplate.Name?
        public let attempts: Int
        public let reason: String?
        public let queuedAt: Instant
        public let nextAttemptAt: Instant
        public let settledAt: Instant?
    }

    public enum State: String, Sendable, CaseIterable {
        case waiting
        case sent
        case failed
        case dropped
    }

    /// What went wrong: messages that have failed for good, and those that were tried in vain and will be again; the
    /// latest first.
    public func troubled(limit: Int) throws -> [Entry] {
        try entries("o.state = 'failed' OR (o.state = 'waiting' AND o.attempts > 0)", limit)
    }

    /// The latest that went out, or will not.
    public func settled(limit: Int) throws -> [Entry] {
        try entries("o.state IN ('sent', 'dropped')", limit)
    }

    /// What could not be sent, for good, since a moment: the latest first. It leaves the list when it is sent again.
    /// - Parameter account: of one person only.
    public func failed(
        of account: Account.ID? = nil, since start: Instant, visibleTo viewer: Viewer, limit: Int
    ) throws -> [Entry] {
        guard viewer.may(.manageWorksites) else { return [] }
        let person: SQL = account.map { "AND o.account_id = \($0)" } ?? ""
        return try entries("o.state = 'failed' AND o.settled_at >= \(start) \(person)", limit)
    }

    /// How many there are of them.
    public func failedCount(since start: Instant) throws -> Int {
        try database.read { connection in
            guard
                var row = try connection.row(
                    "SELECT COUNT(*) FROM outgoing_message WHERE state = 'failed' AND settled_at >= \(start)")
            else { return 0 }
            return try row.int()
        }
    }

    /// Every message in one of these states, the latest first, page by page.
    /// - Parameter text: each of its words is found in the person's name or identifier, where the message went, or the worksite's
    ///   code or title.
    public func list(
        like text: String, _ states: [State], _ page: PageRequest, visibleTo viewer: Viewer
    ) throws -> Slice<Entry> {
        guard viewer.may(.administer) else { return Slice(items: [], total: 0) }
        let condition = SQL.all(
            ["o.state IN (\(list: states.map(\.rawValue)))"]
                + text.searchWords.map { word in
                    let pattern = word.likeAnywhere
                    let plain = word.isASCII ? pattern : ""
                    return """
                        (a.last_name LIKE \(pattern) OR a.first_name LIKE \(pattern) OR o.destination LIKE \(pattern)
                         OR w.title LIKE \(pattern) OR w.code LIKE \(plain) OR a.identifier LIKE \(plain))
                        """
                })
        let total = try database.read { connection in
            guard var row = try connection.row("SELECT COUNT(*) \(Self.source) WHERE \(condition)") else {
                throw StoreError.unexpectedRow("a count has no row")
            }
            return try row.int()
        }
        return Slice(items: try entries(condition, page.size, offset: page.offset), total: total)
    }

    private static let source: SQL = """
        FROM outgoing_message o
        LEFT JOIN account a ON a.id = o.account_id
        LEFT JOIN sheet f ON f.id = o.sheet_id
        LEFT JOIN worksite w ON w.id = f.worksite_id
        """

    private func entries(_ condition: SQL, _ limit: Int, offset: Int = 0) throws -> [Entry] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT o.id, o.channel, o.state, a.id, COALESCE(a.kind = 'employee', 0), a.first_name, a.last_name, o.destination, w.code, o.letter, o.attempts,
                       o.reason, o.queued_at, o.next_attempt_at, o.settled_at
                \(Self.source)
                WHERE \(condition)
                ORDER BY o.id DESC LIMIT \(limit) OFFSET \(offset)
                """
            ).map { row in
                var row = row
                let id: Message.ID = try row.id()
                let channel = try row.channel()
                let state = try row.text()
                let account: Account.ID? = try row.optionalID()
                let isForEmployee = try row.bool()
                let recipient = try row.optionalName()
                let destination = try row.optionalText()
                let code = try row.optionalText().flatMap { WorksiteCode($0) }
                let letter = try row.optionalText().flatMap { NoticeTemplate.Name(rawValue: $0) }
                guard let state = State(rawValue: state) else {
                    throw StoreError.unexpectedRow("« \(state) » is no state of a message")
                }
                return Entry(
                    id: id, channel: channel, state: state, recipient: recipient, account: account,
                    isForEmployee: isForEmployee, destination: destination, code: code, letter: letter,
                    attempts: try row.int(), reason: try row.optionalText(),
                    queuedAt: try row.moment(), nextAttemptAt: try row.moment(), settledAt: try row.optionalMoment())
            }
        }
    }

    /// Puts a message that failed, or is being waited for, back at the head of the queue.
    /// - Parameter account: whose message it must be; `nil`: anybody's.
    /// - Returns: `false` when there is no such message, or it went out meanwhile.
    public func resend(_ message: Message.ID, to account: Account.ID? = nil, at now: Instant) throws -> Bool {
        let person: SQL = account.map { "AND account_id = \($0)" } ?? ""
        return try database.repeatableTransaction { connection in
            guard
                try connection.row(
                    """
                    SELECT id FROM outgoing_message
                    WHERE id = \(message) AND state IN ('failed', 'waiting') AND account_id IS NOT NULL \(person)
                    FOR UPDATE
                    """) != nil
            else { return false }
            try connection.execute(
                """
                UPDATE outgoing_message SET state = 'waiting', attempts = 0, next_attempt_at = \(now), settled_at = NULL
                WHERE id = \(message)
                """)
            return true
        }
    }

    /// What was sent about one sheet, or, without a code, about several or none.
    public struct LedgerLine: Sendable {
        public let code: WorksiteCode?
        public let title: String?
        public let emails: Int
        public let messages: Int
        public let segments: Int
        /// In millionths of a euro.
        public let cost: Int
    }

    /// Messages, segments and cost, sheet by sheet, the dearest first.
    public func ledger(from start: Instant, until end: Instant) throws -> [LedgerLine] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT w.code, w.title, SUM(o.channel = 'email'), SUM(o.channel = 'sms'),
                       SUM(COALESCE(o.segments, 0)), SUM(COALESCE(o.cost, 0)) AS cost
                FROM outgoing_message o
                LEFT JOIN sheet f ON f.id = o.sheet_id
                LEFT JOIN worksite w ON w.id = f.worksite_id
                WHERE o.state = 'sent' AND o.settled_at >= \(start) AND o.settled_at < \(end)
                GROUP BY w.code, w.title
                ORDER BY cost DESC, w.code LIMIT 500
                """
            ).map { row in
                var row = row
                return LedgerLine(
                    code: try row.optionalText().flatMap { WorksiteCode($0) }, title: try row.optionalText(),
                    emails: try row.int(), messages: try row.int(), segments: try row.int(), cost: try row.int())
            }
        }
    }

    /// How many notices and messages wait.
    public func waitingCount() throws -> Int {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT (SELECT COUNT(*) FROM notice WHERE message_id IS NULL)
                           + (SELECT COUNT(*) FROM outgoing_message WHERE state = 'waiting')
                    """)
            else { return 0 }
            return try row.int()
        }
    }
}
