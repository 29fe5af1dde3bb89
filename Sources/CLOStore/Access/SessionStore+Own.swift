import CLOModel
import CLOSecurity

/// What one sees, and ends, of one's own open sessions (ASVS 3.3.4).
extension SessionStore {
    /// An open session, as its owner sees it.
    public struct Own: Sendable, Hashable {
        /// Names it in a form. Made of the hash that the database keeps, so it opens nothing.
        public let handle: String
        public let isPresent: Bool
        public let beganAt: Instant
        public let seenAt: Instant
        public let address: String
        public let userAgent: String
    }

    /// Those that hold, the latest seen first.
    public func own(of viewer: Viewer, present token: SecretToken, at now: Instant) throws -> [Own] {
        try rows(of: viewer, at: now).map { hash, row in
            var row = row
            return Own(
                handle: Self.handle(hash), isPresent: hash == token.hash, beganAt: try row.moment(),
                seenAt: try row.moment(), address: try row.text(), userAgent: try row.text())
        }
    }

    private func rows(of viewer: Viewer, at now: Instant) throws -> [(hash: [UInt8], rest: Row)] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT token_hash, created_at, seen_at, address, user_agent FROM session
                WHERE account_id = \(viewer.account) AND expires_at > \(now)
                  AND seen_at > \(now - Limits.of(viewer.role).idle)
                ORDER BY seen_at DESC, token_hash
                """
            ).map { row in
                var row = row
                return (try row.bytes(), row)
            }
        }
    }

    private static func handle(_ hash: [UInt8]) -> String {
        Base64URL.encode(Array(Digest.sha256(Array("handle ".utf8) + hash).prefix(12)))
    }

    /// Ends one of the viewer's own sessions.
    /// - Returns: whether it was there; somebody else's is not.
    public func end(handle: String, of viewer: Viewer, at now: Instant) throws -> Bool {
        guard let found = try rows(of: viewer, at: now).first(where: { Self.handle($0.hash) == handle }) else {
            return false
        }
        return try database.repeatableTransaction { connection in
            let ended = try connection.execute(
                "DELETE FROM session WHERE token_hash = \(found.hash) AND account_id = \(viewer.account)")
            if ended.affected == 1 {
                try JournalStore.record(
                    .init(.sessionsEnded, by: viewer.account, on: viewer.account), at: now, connection)
            }
            return true
        }
    }

    /// Ends all of the viewer's sessions but the present one.
    /// - Returns: how many there were.
    @discardableResult
    public func endOthers(of viewer: Viewer, but token: SecretToken, at now: Instant) throws -> Int {
        try database.repeatableTransaction { connection in
            let ended = try connection.execute(
                "DELETE FROM session WHERE account_id = \(viewer.account) AND token_hash <> \(token.hash)"
            ).affected
            if ended > 0 {
                try JournalStore.record(
                    .init(.sessionsEnded, by: viewer.account, on: viewer.account, detail: "\(ended)"), at: now,
                    connection)
            }
            return ended
        }
    }

    /// The password has just been typed again in this session.
    public func confirm(_ token: SecretToken, at now: Instant) throws {
        try database.repeatableTransaction { connection in
            try connection.execute("UPDATE session SET authenticated_at = \(now) WHERE token_hash = \(token.hash)")
        }
    }

    /// Whether this account is known in any browser at all: without one, the first is no news to its holder.
    public func hasKnownDevice(_ account: Account.ID) throws -> Bool {
        try database.read { connection in
            try connection.row("SELECT 1 FROM device WHERE account_id = \(account) LIMIT 1") != nil
        }
    }
}
