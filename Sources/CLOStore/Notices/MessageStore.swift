import CLOModel
import CLOSecurity

/// The outbox: messages made of what waits, who sends which, and how it went.
public struct MessageStore {
    let database: Database

    /// A message, or what will be one.
    public enum Message {
        public typealias ID = Identifier<Message>
    }

    // MARK: Waiting

    /// When there is next something to do; `nil` when nothing waits.
    public func nextDue() throws -> Instant? {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT (SELECT MIN(due_at) FROM notice WHERE message_id IS NULL),
                           (SELECT MIN(GREATEST(next_attempt_at, COALESCE(lease_until, next_attempt_at)))
                            FROM outgoing_message WHERE state = 'waiting' AND account_id IS NOT NULL)
                    """)
            else { return nil }
            return [try row.optionalMoment(), try row.optionalMoment()].compactMap { $0 }.min()
        }
    }

    // MARK: Grouping

    /// More than this in one message is no help to its reader; the rest makes another.
    static let itemLimit = 60

    private struct Group {
        let account: Account.ID
        let channel: String
        let isDaily: Bool
        /// `nil` for a daily message, which tells of all sheets.
        let sheet: ProgressSheet.ID?
    }

    /// Makes messages of what is due: all that waits for one person by one channel about one sheet, or for his daily
    /// message. What is gone meanwhile, cancelled, or, for a daily message, already seen on the site, is left out.
    ///
    /// - Returns: how many groups were dealt with: when fewer than `limit`, nothing else is due.
    public func group(limit: Int, at now: Instant) throws -> Int {
        try database.transaction { connection in
            // One at a time, on all hosts: two would make two messages of the same.
            _ = try connection.row("SELECT name FROM duty WHERE name = 'group' FOR UPDATE")
            let groups = try connection.rows(
                """
                SELECT DISTINCT account_id, channel, is_daily, about FROM (
                    SELECT account_id, channel, is_daily, CASE is_daily WHEN 1 THEN NULL ELSE sheet_id END AS about
                    FROM notice WHERE message_id IS NULL AND due_at <= \(now) ORDER BY due_at LIMIT \(limit * 4)
                ) due LIMIT \(limit)
                """
            ).map { row in
                var row = row
                return Group(
                    account: try row.id(), channel: try row.text(), isDaily: try row.bool(), sheet: try row.optionalID()
                )
            }
            for group in groups { try Self.make(group, at: now, connection) }
            return groups.count
        }
    }

    private static func make(_ group: Group, at now: Instant, _ connection: Connection) throws {
        let about: SQL = group.sheet.map { "AND n.sheet_id = \($0)" } ?? ""
        let rows = try connection.rows(
            """
            SELECT n.id, n.sheet_id,
                   p.id IS NULL OR (n.comment_number IS NULL AND p.cancelled_at IS NOT NULL)
                       OR (n.comment_number IS NOT NULL AND m.id IS NULL)
                       OR a.suspended_at IS NOT NULL OR (a.kind = 'client' AND w.client_id <> a.id)
                       OR (n.is_daily = 1 AND COALESCE(v.seen_revision, 0) >= n.revision)
            FROM notice n
            JOIN account a ON a.id = n.account_id
            JOIN sheet f ON f.id = n.sheet_id
            JOIN worksite w ON w.id = f.worksite_id
            LEFT JOIN publication p ON p.sheet_id = n.sheet_id AND p.number = n.publication_number
            LEFT JOIN sheet_comment m ON m.publication_id = p.id AND m.number = n.comment_number
            LEFT JOIN sheet_visit v ON v.sheet_id = n.sheet_id AND v.account_id = n.account_id
            WHERE n.account_id = \(group.account) AND n.channel = \(group.channel) AND n.is_daily = \(group.isDaily)
              AND n.message_id IS NULL \(about)
            ORDER BY n.sheet_id, n.revision LIMIT \(itemLimit)
            """)
        var kept: [UInt64] = []
        var dropped: [UInt64] = []
        var sheets: Set<UInt64> = []
        for row in rows {
            var row = row
            let (notice, sheet) = (try row.unsigned(), try row.unsigned())
            if try row.bool() {
                dropped.append(notice)
            } else {
                kept.append(notice)
                sheets.insert(sheet)
            }
        }
        if !dropped.isEmpty { try connection.execute("DELETE FROM notice WHERE id IN (\(list: dropped))") }
        guard !kept.isEmpty else { return }
        let reference = "clo.\(Randomness.bytes(12).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())"
        let sheet = sheets.count == 1 ? sheets.first : nil
        let inserted = try connection.execute(
            """
            INSERT INTO outgoing_message (reference, account_id, sheet_id, channel, is_daily, next_attempt_at, queued_at)
            VALUES (\(reference), \(group.account), \(sheet), \(group.channel), \(group.isDaily), \(now), \(now))
            """)
        try connection.execute("UPDATE notice SET message_id = \(inserted.insertedID) WHERE id IN (\(list: kept))")
    }

    // MARK: Sending

    /// A message that this process may now send, and nobody else, until its lease ends.
    public struct Claimed: Sendable {
        public let id: Message.ID
        /// Left part of the Message-ID.
        public let reference: String
        public let recipient: Recipient
        public var channel: NoticeChannel
        public let isDaily: Bool
        /// `nil` for notices of sheets.
        public let letter: NoticeTemplate.Name?
        public let letterValues: NoticeTemplate.Values
        /// How often it was tried before.
        public let attempts: Int
        public let queuedAt: Instant
        /// Why it was not sent before, or not by the channel that was meant.
        public let reason: String?

        public struct Recipient: Sendable {
            public let account: Account.ID
            public let role: Role
            public let firstName: String
            public let lastName: String
            /// Of the account, unless the message says where it goes.
            public let email: String?
            public let mobile: String?

            public var fullName: String { "\(firstName) \(lastName)" }
        }
    }

    /// Takes messages that are due and that nobody holds, the oldest first.
    /// - Parameter channels: only those that go by one of these.
    public func claim(
        _ limit: Int, of channels: Set<NoticeChannel>, by owner: DutyStore.Owner, for lease: Duration, at now: Instant
    ) throws -> [Claimed] {
        let claimed = try database.transaction { connection in
            // Read in the order of the index: sorting first would lock every message that waits.
            try connection.execute(
                """
                UPDATE outgoing_message FORCE INDEX (message_due)
                SET lease_owner = \(owner.bytes), lease_until = \(now + lease)
                WHERE state = 'waiting' AND account_id IS NOT NULL AND next_attempt_at <= \(now)
                  AND channel IN (\(list: channels.map(\.rawValue).sorted()))
                  AND (lease_until IS NULL OR lease_until < \(now))
                ORDER BY next_attempt_at, id LIMIT \(limit)
                """
            ).affected
        }
        guard claimed > 0 else { return [] }
        return try database.read { connection in
            try connection.rows(
                """
                SELECT o.id, o.reference, a.id, a.kind, a.is_administrator, a.first_name, a.last_name,
                       COALESCE(o.destination, a.email), a.mobile, o.channel, o.is_daily, o.letter, o.letter_values, o.attempts, o.queued_at, o.reason
                FROM outgoing_message o JOIN account a ON a.id = o.account_id
                WHERE o.lease_owner = \(owner.bytes) AND o.state = 'waiting' AND o.next_attempt_at <= \(now)
                ORDER BY o.next_attempt_at, o.id
                """
            ).map(Self.claimed)
        }
    }

    private static func claimed(_ row: Row) throws -> Claimed {
        var row = row
        let id: Message.ID = try row.id()
        let reference = try row.text()
        let account: Account.ID = try row.id()
        let role = try Role(&row)
        let recipient = Claimed.Recipient(
            account: account, role: role, firstName: try row.text(), lastName: try row.text(),
            email: try row.optionalText(), mobile: try row.optionalText())
        let channel = try row.channel()
        let isDaily = try row.bool()
        let letter = try row.optionalText()
        let values = try row.optionalText()
        return Claimed(
            id: id, reference: reference, recipient: recipient, channel: channel, isDaily: isDaily,
            letter: letter.flatMap { NoticeTemplate.Name(rawValue: $0) },
            letterValues: LetterValues.values(values ?? ""), attempts: try row.int(), queuedAt: try row.moment(),
            reason: try row.optionalText())
    }

    /// Keeps a message for longer.
    /// - Returns: `false` when the lease has run out and somebody else may have it.
    public func renew(
        _ message: Message.ID, by owner: DutyStore.Owner, for lease: Duration, at now: Instant
    ) throws -> Bool {
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                UPDATE outgoing_message SET lease_until = \(now + lease)
                WHERE id = \(message) AND lease_owner = \(owner.bytes) AND state = 'waiting' AND lease_until > \(now)
                """
            ).affected == 1
        }
    }

    /// Lets go of what this process holds and has not sent; none of it counts as tried.
    public func release(_ owner: DutyStore.Owner) throws {
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                UPDATE outgoing_message SET lease_owner = NULL, lease_until = NULL
                WHERE lease_owner = \(owner.bytes) AND state = 'waiting'
                """)
        }
    }

    /// How it went.
    public enum Result: Sendable {
        case sent(Sent)
        /// To be tried again.
        case later(reason: String, at: Instant)
        /// For good.
        case failed(reason: String)
        /// There is nothing left to tell.
        case dropped(reason: String)
        /// By e-mail instead, at once.
        case byEmail(reason: String)
        /// Kept, without counting as tried: quiet hours.
        case kept(until: Instant)
    }

    public struct Sent: Sendable {
        public var destination: String
        public var segments: Int?
        /// In millionths of a euro.
        public var cost: Int?
        public var gatewayReference: String?

        public init(destination: String, segments: Int? = nil, cost: Int? = nil, gatewayReference: String? = nil) {
            self.destination = destination
            self.segments = segments
            self.cost = cost
            self.gatewayReference = gatewayReference
        }
    }

    /// Notes how it went with a message that this process holds; somebody else's is left alone.
    public func note(
        _ result: Result, of message: Message.ID, by owner: DutyStore.Owner, at now: Instant
    ) throws {
        let change: SQL
        switch result {
        case .sent(let sent):
            // The values may hold a link that signs somebody in: they have served.
            change = """
                state = 'sent', settled_at = \(now), attempts = attempts + 1, letter_values = NULL,
                destination = \(sent.destination), segments = \(sent.segments), cost = \(sent.cost),
                gateway_reference = \(sent.gatewayReference.map { String($0.unicodeScalars.prefix(100)) })
                """
        case .later(let reason, let at):
            change = "attempts = attempts + 1, next_attempt_at = \(at), reason = \(Self.bounded(reason))"
        case .failed(let reason):
            change = """
                state = 'failed', settled_at = \(now), attempts = attempts + 1, reason = \(Self.bounded(reason))
                """
        case .dropped(let reason):
            change = "state = 'dropped', settled_at = \(now), letter_values = NULL, reason = \(Self.bounded(reason))"
        case .byEmail(let reason):
            change = "channel = 'email', next_attempt_at = \(now), reason = \(Self.bounded(reason))"
        case .kept(let until): change = "next_attempt_at = \(until)"
        }
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                UPDATE outgoing_message SET \(change), lease_owner = NULL, lease_until = NULL
                WHERE id = \(message) AND lease_owner = \(owner.bytes) AND state = 'waiting'
                """)
        }
    }

    /// As the column holds it.
    private static func bounded(_ reason: String) -> String {
        String(String.UnicodeScalarView(reason.unicodeScalars.prefix(500)))
    }

    // MARK: What it costs

    /// What SMS have cost since a moment, in millionths of a euro.
    public func cost(since start: Instant) throws -> Int {
        try database.read { connection in
            guard
                var row = try connection.row(
                    "SELECT SUM(cost) FROM outgoing_message WHERE state = 'sent' AND settled_at >= \(start)")
            else { return 0 }
            return Int(clamping: try row.optionalUnsigned() ?? 0)
        }
    }

    /// Whether the same events are told to the same person by e-mail as well.
    public func isToldByEmail(_ message: Message.ID) throws -> Bool {
        try database.read { connection in
            try connection.row(
                """
                SELECT 1 FROM notice n
                WHERE n.message_id = \(message)
                  AND NOT EXISTS (
                      SELECT 1 FROM notice e
                      WHERE e.sheet_id = n.sheet_id AND e.revision = n.revision AND e.account_id = n.account_id
                        AND e.channel = 'email')
                LIMIT 1
                """) == nil
        }
    }
}

extension Row {
    mutating func channel() throws -> NoticeChannel {
        let text = try text()
        guard let channel = NoticeChannel(rawValue: text) else {
            throw StoreError.unexpectedRow("« \(text) » is no channel")
        }
        return channel
    }
}
