import CLOModel

/// Requests of clients that their data be erased (RGPD, article 17). Carrying one out is an administrator's act.
public struct ErasureStore {
    let database: Database

    public struct Request: Sendable, Hashable {
        public let id: UInt64
        public let account: Account.ID
        public let requestedAt: Instant
        public let reason: String?
        public let outcome: Outcome?
        public let handledAt: Instant?
        /// What the administrator wrote to the client.
        public let answer: String?
    }

    public enum Outcome: String, Sendable, Hashable {
        case erased
        case refused
        case withdrawn
    }

    public static let textLength = 1_000

    /// The client's latest request, open or answered.
    public func latest(of account: Account.ID, visibleTo viewer: Viewer) throws -> Request? {
        guard viewer.account == account || viewer.may(.administer) else { return nil }
        return try database.read { try Self.latest(of: account, $0) }
    }

    private static func latest(of account: Account.ID, _ connection: Connection) throws -> Request? {
        try connection.row(
            """
            SELECT id, account_id, requested_at, reason, outcome, handled_at, answer
            FROM erasure_request WHERE account_id = \(account) ORDER BY requested_at DESC, id DESC LIMIT 1
            """
        ).map { row in
            var row = row
            return try Request(&row)
        }
    }

    /// A client asks. While a request of his is open, asking again changes nothing.
    public func ask(by client: Viewer, reason: String?, at now: Instant) throws {
        guard client.role == .client else { return }
        try database.repeatableTransaction { connection in
            try Turn.clients.take(connection)
            // Erased meanwhile, there is nothing left to ask for.
            let account = try connection.row(
                "SELECT 1 FROM account WHERE id = \(client.account) AND erased_at IS NULL FOR UPDATE")
            guard account != nil else { return }
            if let latest = try Self.latest(of: client.account, connection), latest.outcome == nil { return }
            try connection.execute(
                """
                INSERT INTO erasure_request (account_id, requested_at, reason)
                VALUES (\(client.account), \(now), \(reason?.cut(Self.textLength)))
                """)
            try JournalStore.record(.init(.erasureAsked, by: client.account, on: client.account), at: now, connection)
        }
    }

    /// The client has changed his mind.
    public func withdraw(by client: Viewer, at now: Instant) throws {
        try close(client.account, .withdrawn, .erasureWithdrawn, answer: nil, by: client.account, at: now)
    }

    public func refuse(_ account: Account.ID, answer: String, by administrator: Viewer, at now: Instant) throws {
        guard administrator.may(.administer) else { return }
        try close(
            account, .refused, .erasureRefused, answer: answer.cut(Self.textLength), by: administrator.account, at: now)
    }

    private func close(
        _ account: Account.ID, _ outcome: Outcome, _ kind: JournalKind, answer: String?, by actor: Account.ID,
        at now: Instant
    ) throws {
        try database.repeatableTransaction { connection in
            let closed = try connection.execute(
                """
                UPDATE erasure_request
                SET outcome = \(outcome.rawValue), handled_at = \(now), handled_by = \(actor), answer = \(answer)
                WHERE account_id = \(account) AND outcome IS NULL
                """
            ).affected
            if closed > 0 { try JournalStore.record(.init(kind, by: actor, on: account), at: now, connection) }
        }
    }
}

extension ErasureStore.Request {
    /// Reads `id, account_id, requested_at, reason, outcome, handled_at, answer`.
    init(_ row: inout Row) throws {
        id = try row.unsigned()
        account = try row.id()
        requestedAt = try row.moment()
        reason = try row.optionalText()
        outcome = try row.optionalText().flatMap { ErasureStore.Outcome(rawValue: $0) }
        handledAt = try row.optionalMoment()
        answer = try row.optionalText()
    }
}
