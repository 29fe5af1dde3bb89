import CLOModel

/// The journal: who did what, when, from where.
public struct JournalStore {
    let database: Database

    /// What is written down. From where it came is known to the ``Connection``.
    public struct Entry: Sendable {
        public var kind: JournalKind
        /// `nil`: nobody was signed in, or the command line.
        public var actor: Account.ID?
        /// The account that it was done to.
        public var subject: Account.ID?
        /// The thing that it was done to: a worksite's code, a contract's title. Cut to 200 characters.
        public var object: String?
        /// Cut to 1,000 characters. No password, no token, and no person's data: those stay in the account.
        public var detail: String?

        public init(
            _ kind: JournalKind, by actor: Account.ID?, on subject: Account.ID? = nil, object: String? = nil,
            detail: String? = nil
        ) {
            self.kind = kind
            self.actor = actor
            self.subject = subject
            self.object = object
            self.detail = detail
        }
    }

    /// To be called inside the transaction of the change, so that both are there or neither.
    public static func record(_ entry: Entry, at now: Instant, _ connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO journal (happened_at, kind, actor_id, subject_id, object, detail, address, user_agent)
            VALUES (\(now), \(entry.kind.rawValue), \(entry.actor), \(entry.subject), \(entry.object?.cut(200)),
                    \(entry.detail?.cut(1_000)), \(connection.origin?.address.cut(45)),
                    \(connection.origin?.userAgent.cut(255)))
            """)
    }

    /// Of something that has no transaction of its own, such as a refused sign-in.
    public func record(_ entry: Entry, at now: Instant) throws {
        try database.transaction { try Self.record(entry, at: now, $0) }
    }

    /// The same for what a stranger can bring about as often as he likes: written down unless the same was, from the same
    /// address, within this time.
    public func record(_ entry: Entry, atMostOnceIn time: Duration, at now: Instant) throws {
        try database.transaction { connection in
            let present = try connection.row(
                """
                SELECT 1 FROM journal
                WHERE kind = \(entry.kind.rawValue) AND happened_at > \(now - time)
                  AND subject_id <=> \(entry.subject) AND address <=> \(connection.origin?.address.cut(45))
                LIMIT 1
                """)
            if present == nil { try Self.record(entry, at: now, connection) }
        }
    }
}

extension String {
    /// At most so many characters, as the database counts them.
    func cut(_ length: Int) -> String {
        unicodeScalars.count <= length ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(length)))
    }
}
