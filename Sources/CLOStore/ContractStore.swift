import CLOModel

/// The contracts that clients have signed (S4). Their files lie in the data folder; see ``Contract/path``.
public struct ContractStore {
    let database: Database

    /// The contracts of one client, the latest first.
    /// - Returns: none when the viewer may not see them: an employee sees all, a client his own.
    public func list(of client: Account.ID, visibleTo viewer: Viewer) throws -> [Contract] {
        try find("k.client_id = \(client)", visibleTo: viewer)
    }

    /// A contract in a list of all.
    public struct ListEntry: Sendable {
        public let contract: Contract
        public let clientName: String
    }

    /// All contracts, the latest first, page by page.
    /// - Parameter text: each of its words is found in the title, or in the worksite's code or the client's name,
    ///   company or identifier.
    public func list(like text: String, _ page: PageRequest, visibleTo viewer: Viewer) throws -> Slice<ListEntry> {
        guard viewer.may(.manageWorksites) else { return Slice(items: [], total: 0) }
        let condition = SQL.all(
            text.searchWords.map { word in
                let pattern = word.likeAnywhere
                let plain = word.isASCII ? pattern : ""
                return """
                    (k.title LIKE \(pattern) OR w.code LIKE \(plain) OR a.last_name LIKE \(pattern)
                     OR a.first_name LIKE \(pattern) OR a.company LIKE \(pattern) OR a.identifier LIKE \(plain))
                    """
            })
        return try database.read { connection in
            guard
                var count = try connection.row(
                    """
                    SELECT COUNT(*) FROM contract k
                    JOIN account a ON a.id = k.client_id LEFT JOIN worksite w ON w.id = k.worksite_id
                    WHERE \(condition)
                    """)
            else { throw StoreError.unexpectedRow("a count has no row") }
            let items = try connection.rows(
                """
                SELECT a.first_name, a.last_name,
                       k.id, k.name, k.client_id, w.code, k.title, k.signed_on, k.byte_count, k.page_count, k.added_at
                FROM contract k
                JOIN account a ON a.id = k.client_id
                LEFT JOIN worksite w ON w.id = k.worksite_id
                WHERE \(condition)
                ORDER BY k.signed_on DESC, k.id DESC
                LIMIT \(page.size) OFFSET \(page.offset)
                """
            ).map { row in
                var row = row
                let name = "\(try row.text()) \(try row.text())"
                return ListEntry(contract: try Self.contract(&row), clientName: name)
            }
            return Slice(items: items, total: try count.int())
        }
    }

    /// The contract of that unguessable name, if the viewer may see it.
    public func find(name: String, visibleTo viewer: Viewer) throws -> Contract? {
        // Names are ASCII; the server refuses to compare their column with anything else.
        guard name.utf8.allSatisfy({ $0 < 128 }) else { return nil }
        return try find("k.name = \(name)", visibleTo: viewer).first
    }

    private func find(_ condition: SQL, visibleTo viewer: Viewer) throws -> [Contract] {
        try database.read { connection in
            try connection.rows(
                """
                SELECT k.id, k.name, k.client_id, w.code, k.title, k.signed_on, k.byte_count, k.page_count, k.added_at
                FROM contract k
                LEFT JOIN worksite w ON w.id = k.worksite_id
                WHERE \(condition) AND (\(viewer.role.isEmployee) OR k.client_id = \(viewer.account))
                ORDER BY k.signed_on DESC, k.id DESC
                """
            ).map { row in
                var row = row
                return try Self.contract(&row)
            }
        }
    }

    private static func contract(_ row: inout Row) throws -> Contract {
        Contract(
            id: try row.id(), name: try row.text(), client: try row.id(), worksite: try row.optionalWorksiteCode(),
            title: try row.text(), signedOn: try row.day(), byteCount: try row.int(), pageCount: try row.int(),
            addedAt: try row.moment())
    }

    /// The names of all files that contracts name: what else lies in their folder is not needed.
    public func fileNames() throws -> Set<String> {
        try database.read { connection in
            Set(
                try connection.rows("SELECT name FROM contract").map { row in
                    var row = row
                    return "\(try row.text()).pdf"
                })
        }
    }

    // MARK: Changes

    /// What an employee says about a contract.
    public struct Content: Sendable {
        public var title: String
        public var signedOn: Day
        /// One of the client's own worksites; another is not taken.
        public var worksite: WorksiteCode?

        public init(title: String, signedOn: Day, worksite: WorksiteCode?) {
            self.title = title
            self.signedOn = signedOn
            self.worksite = worksite
        }
    }

    /// A file that already lies in the data folder.
    public struct File: Sendable {
        public var name: String
        /// In bytes.
        public var byteCount: Int
        public var pageCount: Int

        public init(name: String, byteCount: Int, pageCount: Int) {
            self.name = name
            self.byteCount = byteCount
            self.pageCount = pageCount
        }
    }

    public enum Outcome: Sendable, Hashable {
        case done
        /// The client, the worksite among his, or the contract is not there.
        case gone
    }

    public func add(
        _ content: Content, _ file: File, of client: Account.ID, by employee: Account.ID, at now: Instant
    ) throws -> Outcome {
        try database.repeatableTransaction { connection in
            try Turn.clients.take(connection)
            // The name of the file is new each time: a repeat finds its own row.
            if try connection.row("SELECT 1 FROM contract WHERE name = \(file.name)") != nil { return .done }
            guard
                try connection.row(
                    "SELECT 1 FROM account WHERE id = \(client) AND kind = 'client' AND erased_at IS NULL FOR UPDATE")
                    != nil
            else { return .gone }
            guard let worksite = try Self.worksite(content.worksite, of: client, connection) else { return .gone }
            try connection.execute(
                """
                INSERT INTO contract
                    (name, client_id, worksite_id, title, signed_on, byte_count, page_count, added_by, added_at)
                VALUES (\(file.name), \(client), \(worksite), \(content.title), \(content.signedOn),
                        \(file.byteCount), \(file.pageCount), \(employee), \(now))
                """)
            try JournalStore.record(
                .init(.contractAdded, by: employee, on: client, object: content.title), at: now, connection)
            return .done
        }
    }

    public func change(
        _ name: String, to content: Content, by employee: Account.ID, at now: Instant
    ) throws -> Outcome {
        try database.repeatableTransaction { connection in
            try Turn.clients.take(connection)
            guard var row = try connection.row("SELECT client_id FROM contract WHERE name = \(name) FOR UPDATE") else {
                return .gone
            }
            let client: Account.ID = try row.id()
            guard let worksite = try Self.worksite(content.worksite, of: client, connection) else { return .gone }
            let changed = try connection.execute(
                """
                UPDATE contract
                SET title = \(content.title), signed_on = \(content.signedOn), worksite_id = \(worksite)
                WHERE name = \(name)
                """
            ).affected
            if changed > 0 {
                try JournalStore.record(
                    .init(.contractChanged, by: employee, on: client, object: content.title), at: now, connection)
            }
            return .done
        }
    }

    /// The row; `clo purge` takes the file away when no row has named it for 30 days, so that a backup taken in
    /// between is whole.
    public func delete(_ name: String, by employee: Account.ID, at now: Instant) throws -> Outcome {
        try database.repeatableTransaction { connection in
            guard
                var row = try connection.row(
                    "SELECT client_id, title FROM contract WHERE name = \(name) FOR UPDATE")
            else { return .gone }
            let client: Account.ID = try row.id()
            let title = try row.text()
            try connection.execute("DELETE FROM contract WHERE name = \(name)")
            try JournalStore.record(
                .init(.contractDeleted, by: employee, on: client, object: title), at: now, connection)
            return .done
        }
    }

    /// - Returns: `.null` for none; `nil` when the client has no such worksite.
    private static func worksite(
        _ code: WorksiteCode?, of client: Account.ID, _ connection: Connection
    ) throws -> SQLValue? {
        guard let code else { return .null }
        guard var row = try connection.row("SELECT id FROM worksite WHERE code = \(code) AND client_id = \(client)")
        else { return nil }
        return .unsigned(try row.unsigned())
    }
}
