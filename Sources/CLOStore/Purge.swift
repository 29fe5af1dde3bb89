import CLOModel

extension Store {
    /// What ``purge(at:)`` took away.
    public struct PurgeCounts: Sendable {
        public let sessions: Int
        public let devices: Int
        public let throttles: Int
        public let submissions: Int
        /// Entries of the journal whose term is over, and addresses taken out of the events of sheets.
        public let journal: Int
        /// What people replaced in their details, and answered requests of erasure.
        public let details: Int
        /// Links and codes that had expired or served, and sign-ins that never went on.
        public let accessTokens: Int
        public let drafts: Int
        public let messages: Int
    }

    /// Deletes what has served its time (ASVS 8.3.8): expired sessions, devices not seen for a year, counts of
    /// failed sign-ins older than their window, links and codes a month after their end, submissions that no browser
    /// will repeat any more, drafts that nobody has touched for 90 days, messages that went out, or did not, more than
    /// 13 months ago.
    ///
    /// The journal and what was kept of changed details go at the terms that the administrators have set.
    public func purge(at now: Instant) throws -> PurgeCounts {
        let settings = try self.settings.settings()
        return try database.repeatableTransaction { connection in
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
                journal: try Self.purgeJournal(settings, at: now, connection),
                details: try Self.purgeDetails(settings, at: now, connection),
                accessTokens: try connection.execute(
                    "DELETE FROM access_token WHERE expires_at < \(now - .days(30))"
                ).affected + connection.execute("DELETE FROM sign_in_step WHERE expires_at < \(now)").affected,
                drafts: try connection.execute(
                    "DELETE FROM publication_draft WHERE saved_at < \(now - .days(90))"
                ).affected,
                messages: try connection.execute(
                    "DELETE FROM outgoing_message WHERE state <> 'waiting' AND settled_at < \(now - .days(396))"
                ).affected)
        }
    }

    private static func purgeJournal(_ settings: Settings, at now: Instant, _ connection: Connection) throws -> Int {
        let access = JournalKind.allCases.filter { $0.group == .access }.map(\.rawValue)
        let accessLimit = now - settings.retention(.accessLogMonths)
        let changeLimit = now - settings.retention(.changeLogMonths)
        let entries = try connection.execute(
            """
            DELETE FROM journal
            WHERE (kind IN (\(list: access)) AND happened_at < \(accessLimit)) OR happened_at < \(changeLimit)
            """
        ).affected
        // From where a change was made is a connection log as well; that it was made is kept longer.
        let addresses = try connection.execute(
            """
            UPDATE journal SET address = NULL, user_agent = NULL
            WHERE happened_at < \(accessLimit) AND (address IS NOT NULL OR user_agent IS NOT NULL)
            """
        ).affected
        let events = try connection.execute(
            "UPDATE sheet_event SET address = NULL WHERE happened_at < \(accessLimit) AND address IS NOT NULL"
        ).affected
        return entries + addresses + events
    }

    private static func purgeDetails(_ settings: Settings, at now: Instant, _ connection: Connection) throws -> Int {
        let limit = now - settings.retention(.detailMonths)
        let changes = try connection.execute(
            "DELETE FROM detail_change WHERE changed_at < \(limit) AND seen_at IS NOT NULL"
        ).affected
        let requests = try connection.execute("DELETE FROM erasure_request WHERE handled_at < \(limit)").affected
        return changes + requests
    }
}
