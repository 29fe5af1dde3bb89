import CLOModel

/// How each person wants to be told.
public struct PreferenceStore {
    let database: Database
    let policy: NoticePolicy?

    /// Of `notice_preference r`, joined from the left.
    static let columns: SQL = "r.by_email, r.by_sms, r.daily_hour"

    /// A person's choice and what it can reach, for a page of preferences.
    public struct Found: Sendable {
        public let account: Account.ID
        public let role: Role
        public let firstName: String
        public let preferences: NoticePreferences
        public let email: EmailAddress?
        public let mobile: PhoneNumber?
    }

    /// - Returns: `nil` when there is no such account, or it is suspended.
    public func find(_ account: Account.ID) throws -> Found? {
        try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT a.id, a.kind, a.is_administrator, a.first_name, a.email, a.mobile, \(Self.columns)
                    FROM account a LEFT JOIN notice_preference r ON r.account_id = a.id
                    WHERE a.id = \(account) AND a.suspended_at IS NULL
                    """)
            else { return nil }
            let account: Account.ID = try row.id()
            let role = try Role(&row)
            let firstName = try row.text()
            let email = try row.optionalText().flatMap { EmailAddress(typed: $0) }
            let mobile = try row.optionalText().flatMap { PhoneNumber(typed: $0) }
            return Found(
                account: account, role: role, firstName: firstName, preferences: try NoticePreferences(&row),
                email: email, mobile: mobile)
        }
    }

    /// Keeps a choice. What waits already is told as it was wanted then, but for what is no longer wanted at all.
    public func set(_ preferences: NoticePreferences, of account: Account.ID, at now: Instant) throws {
        try database.repeatableTransaction { try Self.write(preferences, of: account, at: now, $0) }
    }

    public enum Outcome: Sendable {
        case done
        /// CLO does not let clients choose, or has just ceased to (S3).
        case forbidden
        case gone
    }

    /// A choice made by the person himself in his own space: recorded as any change of his details is (S3).
    public func change(to preferences: NoticePreferences, by viewer: Viewer, at now: Instant) throws -> Outcome {
        try database.repeatableTransaction { connection in
            guard try connection.row("SELECT 1 FROM account WHERE id = \(viewer.account) FOR UPDATE") != nil else {
                return .gone
            }
            guard try SettingStore.fieldPolicy(connection)[.notifications] == .modifiable else { return .forbidden }
            let row = try connection.row(
                "SELECT \(Self.columns) FROM notice_preference r WHERE r.account_id = \(viewer.account)")
            let present = try row.map { row in
                var row = row
                return try NoticePreferences(&row)
            }
            guard present != preferences else { return .done }
            try Self.write(preferences, of: viewer.account, at: now, connection)
            try connection.execute(
                """
                INSERT INTO detail_change (account_id, field, old_value, new_value, changed_by, changed_at)
                VALUES (\(viewer.account), \(DetailField.notifications.rawValue),
                        \((present ?? .standard).sentence), \(preferences.sentence), \(viewer.account), \(now))
                """)
            try JournalStore.record(
                .init(
                    .detailsChanged, by: viewer.account, on: viewer.account, detail: DetailField.notifications.label),
                at: now, connection)
            return .done
        }
    }

    private static func write(
        _ preferences: NoticePreferences, of account: Account.ID, at now: Instant, _ connection: Connection
    ) throws {
        let hour: Int?
        switch preferences.rhythm {
        case .atOnce: hour = nil
        case .daily(let chosen): hour = chosen
        }
        let byEmail = preferences.channels.contains(.email)
        let bySMS = preferences.channels.contains(.sms)
        try connection.execute(
            """
            INSERT INTO notice_preference (account_id, by_email, by_sms, daily_hour, changed_at)
            VALUES (\(account), \(byEmail), \(bySMS), \(hour), \(now))
            ON DUPLICATE KEY UPDATE by_email = \(byEmail), by_sms = \(bySMS), daily_hour = \(hour),
                changed_at = \(now)
            """)
        for channel in NoticeChannel.allCases where !preferences.channels.contains(channel) {
            try connection.execute(
                """
                DELETE FROM notice
                WHERE account_id = \(account) AND channel = \(channel.rawValue) AND message_id IS NULL
                """)
        }
    }

    /// Who is told of a new publication, for the form that makes one.
    public func client(of sheet: ProgressSheet.ID, publisher: Account.ID) throws -> NoticeRecipient? {
        guard let policy else { return nil }
        return try database.read { connection in
            try NoticeQueue.client(of: sheet, but: publisher, policy, connection)
        }
    }
}

extension NoticePreferences {
    /// Reads ``PreferenceStore/columns``.
    init(_ row: inout Row) throws {
        guard let byEmail = try row.optionalUnsigned() else {
            _ = try row.optionalUnsigned()
            _ = try row.optionalUnsigned()
            self = .standard
            return
        }
        var channels: Set<NoticeChannel> = []
        if byEmail != 0 { channels.insert(.email) }
        if try row.bool() { channels.insert(.sms) }
        let hour = try row.optionalUnsigned()
        self.init(channels: channels, rhythm: hour.map { .daily(hour: Int($0)) } ?? .atOnce)
    }
}
