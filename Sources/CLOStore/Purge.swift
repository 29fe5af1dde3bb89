import CLOModel

extension Store {
    /// What ``purge(at:)`` took away.
    public struct PurgeCounts: Sendable {
        public let sessions: Int
        public let devices: Int
        public let throttles: Int
        public let submissions: Int
        public let drafts: Int
        public let messages: Int
    }

    /// Deletes what has served its time (ASVS 8.3.8): expired sessions, devices not seen for a year, counts of
    /// failed sign-ins older than their window, submissions that no browser will repeat any more, drafts that nobody
    /// has touched for 90 days, messages that went out, or did not, more than 13 months ago.
    public func purge(at now: Instant) throws -> PurgeCounts {
        try database.repeatableTransaction { connection in
            PurgeCounts(
                sessions: try connection.execute("DELETE FROM session WHERE expires_at < \(now)").affected,
                devices: try connection.execute("DELETE FROM device WHERE seen_at < \(now - .days(365))").affected,
                throttles: try connection.execute(
                    """
                    DELETE FROM throttle
                    WHERE blocked_until < \(now) AND window_started_at < \(now - ThrottleStore.window)
                    """
                ).affected,
                submissions: try connection.execute(
                    "DELETE FROM submission WHERE created_at < \(now - .days(30))"
                ).affected,
                drafts: try connection.execute(
                    "DELETE FROM publication_draft WHERE saved_at < \(now - .days(90))"
                ).affected,
                messages: try connection.execute(
                    "DELETE FROM outgoing_message WHERE state <> 'waiting' AND settled_at < \(now - .days(396))"
                ).affected)
        }
    }
}
