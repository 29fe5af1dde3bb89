import CLOModel

/// Worksites as the office makes and changes them.
extension WorksiteStore {
    public struct ListEntry: Sendable, Hashable {
        public let code: WorksiteCode
        public let title: String
        public let client: Account.ID
        public let clientName: String
        public let startsOn: Day?
        public let plannedEndOn: Day?
        public let publicationCount: Int
        public let lastPublishedAt: Instant?
        public let lastMilestone: Milestone?
    }

    /// Which worksites are wanted.
    public enum Filter: Sendable, Hashable {
        case all
        case underway
        case finished
        /// Nothing was published since this moment, and the works are not finished.
        case quiet(since: Instant)
        case of(Account.ID)
    }

    public func list(
        _ filter: Filter, like text: String, _ page: PageRequest, visibleTo viewer: Viewer
    ) throws -> Slice<ListEntry> {
        guard viewer.may(.manageWorksites) else { return Slice(items: [], total: 0) }
        let lastMilestone: SQL = """
            (SELECT p.milestone FROM publication p
             WHERE p.sheet_id = f.id AND p.milestone IN ('finished', 'resumed') AND p.cancelled_at IS NULL
             ORDER BY p.dated_at DESC, p.number DESC LIMIT 1)
            """
        let lastPublished: SQL = "(SELECT MAX(p.dated_at) FROM publication p WHERE p.sheet_id = f.id)"
        var conditions: [SQL] = []
        switch filter {
        case .all: break
        case .underway: conditions.append("COALESCE(\(lastMilestone), 'resumed') = 'resumed'")
        case .finished: conditions.append("\(lastMilestone) = 'finished'")
        case .quiet(let since):
            conditions.append("COALESCE(\(lastMilestone), 'resumed') = 'resumed'")
            conditions.append("COALESCE(\(lastPublished), w.created_at) < \(since)")
        case .of(let client): conditions.append("w.client_id = \(client)")
        }
        for word in text.searchWords {
            let pattern = word.likeAnywhere
            conditions.append(
                """
                (w.title LIKE \(pattern) OR w.street_address LIKE \(pattern) OR a.last_name LIKE \(pattern)
                 OR a.first_name LIKE \(pattern) OR a.company LIKE \(pattern)
                 OR w.code LIKE \(word.isASCII ? word.uppercased().likeAnywhere : ""))
                """)
        }
        let condition = SQL.all(conditions)
        let tables: SQL = """
            FROM worksite w JOIN sheet f ON f.worksite_id = w.id JOIN account a ON a.id = w.client_id
            WHERE \(condition)
            """
        // Who has waited longest comes first where that is what one looks for.
        let order: SQL =
            if case .quiet = filter { "last_published_at IS NOT NULL, last_published_at, w.code" } else {
                "w.code DESC"
            }
        return try database.read { connection in
            guard var count = try connection.row("SELECT COUNT(*) \(tables)") else {
                throw StoreError.unexpectedRow("a count has no row")
            }
            let items = try connection.rows(
                """
                SELECT w.code, w.title, a.id, a.first_name, a.last_name, w.starts_on, w.planned_end_on,
                       f.publication_count, \(lastPublished) AS last_published_at, \(lastMilestone)
                \(tables)
                ORDER BY \(order)
                LIMIT \(page.size) OFFSET \(page.offset)
                """
            ).map { row in
                var row = row
                return ListEntry(
                    code: try row.worksiteCode(), title: try row.text(), client: try row.id(),
                    clientName: "\(try row.text()) \(try row.text())", startsOn: try row.optionalDay(),
                    plannedEndOn: try row.optionalDay(), publicationCount: try row.int(),
                    lastPublishedAt: try row.optionalMoment(), lastMilestone: try row.optionalMilestone())
            }
            return Slice(items: items, total: try count.int())
        }
    }

    /// What the header of a sheet says, as it is changed by the office.
    public struct Content: Sendable, Hashable {
        public var title: String
        public var streetAddress: String?
        public var startsOn: Day?
        public var plannedEndOn: Day?

        public init(title: String, streetAddress: String?, startsOn: Day?, plannedEndOn: Day?) {
            self.title = title
            self.streetAddress = streetAddress
            self.startsOn = startsOn
            self.plannedEndOn = plannedEndOn
        }
    }

    public struct Found: Sendable, Hashable {
        public let content: Content
        public let client: Account.ID
        public let clientName: String
        public let clientIdentifier: String
    }

    public func find(_ code: WorksiteCode, visibleTo viewer: Viewer) throws -> Found? {
        guard viewer.may(.manageWorksites) else { return nil }
        return try database.read { connection in
            try connection.row(
                """
                SELECT w.title, w.street_address, w.starts_on, w.planned_end_on, a.id, a.first_name, a.last_name,
                       a.identifier
                FROM worksite w JOIN account a ON a.id = w.client_id
                WHERE w.code = \(code)
                """
            ).map { row in
                var row = row
                return Found(
                    content: Content(
                        title: try row.text(), streetAddress: try row.optionalText(), startsOn: try row.optionalDay(),
                        plannedEndOn: try row.optionalDay()),
                    client: try row.id(), clientName: "\(try row.text()) \(try row.text())",
                    clientIdentifier: try row.text())
            }
        }
    }

    /// The next free code of a year: `CH-2026-015` after `CH-2026-014`.
    public func nextCode(inYear year: Int) throws -> WorksiteCode? {
        let prefix = "CH-\(year)-"
        return try database.read { connection in
            let numbers = try connection.rows(
                "SELECT code FROM worksite WHERE code LIKE \(prefix + "%") ORDER BY LENGTH(code) DESC, code DESC LIMIT 50"
            ).compactMap { row -> Int? in
                var row = row
                return Int(try row.text().dropFirst(prefix.utf8.count))
            }
            let number = "\((numbers.max() ?? 0) + 1)"
            return WorksiteCode(prefix + String(repeating: "0", count: max(0, 3 - number.utf8.count)) + number)
        }
    }

    public enum AddOutcome: Sendable, Hashable {
        case done
        case codeTaken
        /// No client has that identifier, or his data were erased.
        case noClient
    }

    /// Makes a worksite and opens its sheet.
    public func add(
        _ code: WorksiteCode, _ content: Content, client: SignInName, by viewer: Viewer, submission: Submission,
        at now: Instant
    ) throws -> AddOutcome {
        guard viewer.may(.manageWorksites) else { return .noClient }
        return try database.repeatableTransaction { connection in
            try Turn.clients.take(connection)
            if try submission.earlierOutcome(connection) != nil { return .done }
            guard let client = try Self.client(client, connection) else { return .noClient }
            let worksite: UInt64
            do {
                worksite = try connection.execute(
                    """
                    INSERT INTO worksite (code, title, client_id, street_address, starts_on, planned_end_on, created_at)
                    VALUES (\(code), \(content.title), \(client), \(content.streetAddress), \(content.startsOn),
                            \(content.plannedEndOn), \(now))
                    """
                ).insertedID
            } catch StoreError.duplicate {
                return .codeTaken
            }
            try connection.execute("INSERT INTO sheet (worksite_id, created_at) VALUES (\(worksite), \(now))")
            try JournalStore.record(
                .init(.worksiteAdded, by: viewer.account, on: client, object: code.description), at: now, connection)
            try submission.record(outcome: "\(worksite)", at: now, connection)
            return .done
        }
    }

    private static func client(_ name: SignInName, _ connection: Connection) throws -> Account.ID? {
        try connection.row(
            "SELECT id FROM account WHERE identifier = \(name) AND kind = 'client' AND erased_at IS NULL"
        ).map { row in
            var row = row
            return try row.id()
        }
    }

    public enum ChangeOutcome: Sendable, Hashable {
        case done
        case gone
        /// Somebody has changed it since the form was shown; nothing was written.
        case conflict(Content)
        case noClient
    }

    /// - Parameter shown: what the form had been filled with: a change by somebody else in between is not overwritten.
    public func change(
        _ code: WorksiteCode, from shown: Content, to content: Content, by viewer: Viewer, at now: Instant
    ) throws -> ChangeOutcome {
        guard viewer.may(.manageWorksites) else { return .gone }
        return try database.repeatableTransaction { connection in
            guard let (sheet, present, _) = try Self.locked(code, connection) else { return .gone }
            if present == content { return .done }
            guard present == shown else { return .conflict(present) }
            try connection.execute(
                """
                UPDATE worksite
                SET title = \(content.title), street_address = \(content.streetAddress),
                    starts_on = \(content.startsOn), planned_end_on = \(content.plannedEndOn)
                WHERE code = \(code)
                """)
            try SheetStore.advance(sheet, .headerChanged, publication: nil, by: viewer.account, at: now, connection)
            try JournalStore.record(
                .init(
                    .worksiteChanged, by: viewer.account, object: code.description,
                    detail: Self.difference(present, content)), at: now, connection)
            return .done
        }
    }

    private static func difference(_ old: Content, _ new: Content) -> String {
        [
            ("Intitulé", old.title, new.title), ("Adresse", old.streetAddress ?? "", new.streetAddress ?? ""),
            ("Début", old.startsOn?.iso ?? "", new.startsOn?.iso ?? ""),
            ("Fin prévue", old.plannedEndOn?.iso ?? "", new.plannedEndOn?.iso ?? ""),
        ].filter { $0.1 != $0.2 }.map { "\($0.0) : « \($0.1) » → « \($0.2) »" }.joined(separator: "\n")
    }

    /// What another client would see who was given the worksite.
    public struct Contents: Sendable, Hashable {
        public let publications: Int
        public let comments: Int
        public let photos: Int
        public let contracts: Int
    }

    public func contents(of code: WorksiteCode, visibleTo viewer: Viewer) throws -> Contents? {
        guard viewer.may(.manageWorksites) else { return nil }
        return try database.read { connection in
            try connection.row(
                """
                SELECT f.publication_count,
                       (SELECT COUNT(*) FROM sheet_comment m WHERE m.sheet_id = f.id),
                       (SELECT COUNT(*) FROM photo i JOIN publication p ON p.id = i.publication_id
                        WHERE p.sheet_id = f.id),
                       (SELECT COUNT(*) FROM contract k WHERE k.worksite_id = w.id)
                FROM worksite w JOIN sheet f ON f.worksite_id = w.id WHERE w.code = \(code)
                """
            ).map { row in
                var row = row
                return Contents(
                    publications: try row.int(), comments: try row.int(), photos: try row.int(),
                    contracts: try row.int())
            }
        }
    }

    /// Gives a worksite and its sheet to another client. The contracts stay with the one who signed them, and are no
    /// longer said to be of this worksite.
    /// - Parameter shown: the client whom the form named: if it is another by now, nothing is changed.
    public func move(
        _ code: WorksiteCode, from shown: Account.ID, to name: SignInName, by viewer: Viewer, at now: Instant
    ) throws -> ChangeOutcome {
        guard viewer.may(.manageWorksites) else { return .gone }
        return try database.repeatableTransaction { connection in
            try Turn.clients.take(connection)
            guard let (sheet, content, owner) = try Self.locked(code, connection) else { return .gone }
            guard let client = try Self.client(name, connection) else { return .noClient }
            if owner == client { return .done }
            guard owner == shown else { return .conflict(content) }
            try connection.execute("UPDATE worksite SET client_id = \(client) WHERE code = \(code)")
            try connection.execute(
                """
                UPDATE contract SET worksite_id = NULL
                WHERE worksite_id = (SELECT id FROM worksite WHERE code = \(code)) AND client_id = \(owner)
                """)
            // What the new client has not read is new to him; the former one's visits are none of his.
            try connection.execute(
                "DELETE FROM sheet_visit WHERE sheet_id = \(sheet.id) AND account_id = \(owner)")
            try SheetStore.advance(sheet, .headerChanged, publication: nil, by: viewer.account, at: now, connection)
            try JournalStore.record(
                .init(.worksiteClientChanged, by: viewer.account, on: client, object: code.description), at: now,
                connection)
            return .done
        }
    }

    private static func locked(
        _ code: WorksiteCode, _ connection: Connection
    ) throws -> (sheet: SheetStore.Locked, content: Content, client: Account.ID)? {
        guard
            var key = try connection.row(
                "SELECT f.id FROM sheet f JOIN worksite w ON w.id = f.worksite_id WHERE w.code = \(code)"),
            let sheet = try SheetStore.lock(try key.id(), connection),
            var row = try connection.row(
                """
                SELECT title, street_address, starts_on, planned_end_on, client_id
                FROM worksite WHERE code = \(code) FOR UPDATE
                """)
        else { return nil }
        let content = Content(
            title: try row.text(), streetAddress: try row.optionalText(), startsOn: try row.optionalDay(),
            plannedEndOn: try row.optionalDay())
        return (sheet, content, try row.id())
    }
}
