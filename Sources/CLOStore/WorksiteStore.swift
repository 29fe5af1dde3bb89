import CLOModel

/// Building sites, as employees look for them and clients choose among theirs.
public struct WorksiteStore {
    let database: Database

    /// A worksite that has a sheet, as it is offered for choice.
    public struct Choice: Sendable, Hashable {
        public let code: WorksiteCode
        public let title: String
        public let clientName: String
    }

    /// Worksites with a sheet whose code, title or client begins like what was typed; for employees (S9).
    ///
    /// - Parameter limit: of the whole list; codes come first.
    public func choices(like typed: String, visibleTo viewer: Viewer, limit: Int) throws -> [Choice] {
        guard viewer.may(.manageWorksites) else { return [] }
        let text = typed.trimmingSpaces
        guard !text.isEmpty else { return [] }
        let start = text.escapedForLike + "%"
        let word = "% " + start
        // Codes are ASCII; the server refuses to compare their column with anything else. The empty pattern
        // matches none of them.
        let codeStart = text.utf8.allSatisfy { $0 < 128 } ? Self.codeSpelling(text).escapedForLike + "%" : ""
        return try database.read { connection in
            try connection.rows(
                """
                SELECT w.code, w.title, a.first_name, a.last_name
                FROM worksite w
                JOIN sheet f ON f.worksite_id = w.id
                JOIN account a ON a.id = w.client_id
                WHERE w.code LIKE \(codeStart) OR w.title LIKE \(start) OR w.title LIKE \(word)
                   OR a.last_name LIKE \(start) OR a.first_name LIKE \(start) OR a.company LIKE \(start)
                ORDER BY w.code LIKE \(codeStart) DESC, w.code
                LIMIT \(limit)
                """
            ).map(Self.choice)
        }
    }

    /// The worksites that this person opened last.
    public func recent(visibleTo viewer: Viewer, limit: Int) throws -> [Choice] {
        guard viewer.may(.manageWorksites) else { return [] }
        return try database.read { connection in
            try connection.rows(
                """
                SELECT w.code, w.title, a.first_name, a.last_name
                FROM sheet_visit v
                JOIN sheet f ON f.id = v.sheet_id
                JOIN worksite w ON w.id = f.worksite_id
                JOIN account a ON a.id = w.client_id
                WHERE v.account_id = \(viewer.account)
                ORDER BY v.seen_at DESC
                LIMIT \(limit)
                """
            ).map(Self.choice)
        }
    }

    private static func choice(_ row: Row) throws -> Choice {
        var row = row
        return Choice(
            code: try row.worksiteCode(), title: try row.text(), clientName: "\(try row.text()) \(try row.text())")
    }

    /// People type `ch 2026 1`; codes are spelled `CH-2026-1…`.
    private static func codeSpelling(_ text: String) -> String {
        String(text.uppercased().map { $0 == " " ? "-" : $0 })
    }

    /// What is known of a worksite when it is made, together with its sheet.
    public struct NewWorksite: Sendable {
        public var code: WorksiteCode
        public var title: String
        public var client: SignInName
        public var streetAddress: String?
        public var startsOn: Day?
        public var plannedEndOn: Day?

        public init(
            code: WorksiteCode, title: String, client: SignInName, streetAddress: String?, startsOn: Day?,
            plannedEndOn: Day?
        ) {
            self.code = code
            self.title = title
            self.client = client
            self.streetAddress = streetAddress
            self.startsOn = startsOn
            self.plannedEndOn = plannedEndOn
        }
    }

    /// Makes a worksite and opens its sheet.
    /// - Returns: `nil` when no client has that identifier.
    /// - Throws: ``StoreError/duplicate(_:)`` when the code is taken.
    public func add(_ new: NewWorksite, at now: Instant) throws -> ProgressSheet.ID? {
        try database.transaction { connection in
            guard
                var client = try connection.row(
                    "SELECT id FROM account WHERE identifier = \(new.client) AND kind = 'client'")
            else { return nil }
            let clientID: Account.ID = try client.id()
            let worksite = try connection.execute(
                """
                INSERT INTO worksite (code, title, client_id, street_address, starts_on, planned_end_on, created_at)
                VALUES (\(new.code), \(new.title), \(clientID), \(new.streetAddress), \(new.startsOn),
                        \(new.plannedEndOn), \(now))
                """)
            let sheet = try connection.execute(
                "INSERT INTO sheet (worksite_id, created_at) VALUES (\(worksite.insertedID), \(now))")
            return ProgressSheet.ID(sheet.insertedID)
        }
    }
}

extension String {
    /// Without the spaces around.
    var trimmingSpaces: String {
        let start = unicodeScalars.drop(while: \.properties.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
