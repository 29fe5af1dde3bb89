import CLOModel

/// People as the office sees and changes them.
extension AccountStore {
    /// Clients, or employees and administrators.
    public enum Kind: String, Sendable, Hashable {
        case client
        case employee
    }

    /// What an account can be used for.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case active = "actif"
        /// Nobody has chosen a password for it yet.
        case toActivate = "a-activer"
        case suspended = "suspendu"
        /// The person's data were erased (RGPD).
        case erased = "efface"
    }

    /// A person in a list.
    public struct ListEntry: Sendable, Hashable {
        public let id: Account.ID
        public let identifier: String
        public let role: Role
        public let name: String
        public let company: String?
        public let city: String?
        public let status: Status
        public let worksiteCount: Int
    }

    /// - Parameter text: each of its words is found in the name, company, identifier, town, e-mail address or numbers.
    public func list(
        _ kind: Kind, like text: String, status: Status?, _ page: PageRequest, visibleTo viewer: Viewer
    ) throws -> Slice<ListEntry> {
        guard viewer.may(kind == .client ? .manageWorksites : .administer) else { return Slice(items: [], total: 0) }
        var conditions: [SQL] = ["a.kind = \(kind.rawValue)"]
        // Those whose data were erased have nothing left to be shown, unless they are asked for.
        conditions.append(status.map(Self.condition) ?? "a.erased_at IS NULL")
        for word in text.searchWords {
            let pattern = word.likeAnywhere
            conditions.append(
                """
                (a.last_name LIKE \(pattern) OR a.first_name LIKE \(pattern) OR a.company LIKE \(pattern)
                 OR a.city LIKE \(pattern) OR a.email LIKE \(pattern) OR a.phone LIKE \(pattern)
                 OR a.mobile LIKE \(pattern) OR a.identifier LIKE \(word.isASCII ? pattern : ""))
                """)
        }
        let condition = SQL.all(conditions)
        return try database.read { connection in
            guard var count = try connection.row("SELECT COUNT(*) FROM account a WHERE \(condition)") else {
                throw StoreError.unexpectedRow("a count has no row")
            }
            let items = try connection.rows(
                """
                SELECT \(Self.listColumns) FROM account a WHERE \(condition)
                ORDER BY a.last_name, a.first_name, a.id
                LIMIT \(page.size) OFFSET \(page.offset)
                """
            ).map(Self.listEntry)
            return Slice(items: items, total: try count.int())
        }
    }

    /// The client of that identifier; not one whose data were erased.
    public func client(named name: SignInName, visibleTo viewer: Viewer) throws -> ListEntry? {
        guard viewer.may(.manageWorksites) else { return nil }
        return try database.read { connection in
            try connection.row(
                """
                SELECT \(Self.listColumns) FROM account a
                WHERE a.identifier = \(name) AND a.kind = 'client' AND a.erased_at IS NULL
                """
            ).map(Self.listEntry)
        }
    }

    private static func condition(_ status: Status) -> SQL {
        switch status {
        case .active:
            return "a.erased_at IS NULL AND a.suspended_at IS NULL AND a.password_hash IS NOT NULL"
        case .toActivate: return "a.erased_at IS NULL AND a.suspended_at IS NULL AND a.password_hash IS NULL"
        case .suspended: return "a.erased_at IS NULL AND a.suspended_at IS NOT NULL"
        case .erased: return "a.erased_at IS NOT NULL"
        }
    }

    private static let listColumns: SQL = """
        a.id, a.identifier, a.kind, a.is_administrator, a.first_name, a.last_name, a.company, a.city,
        a.password_hash IS NOT NULL, a.suspended_at, a.erased_at,
        (SELECT COUNT(*) FROM worksite w WHERE w.client_id = a.id)
        """

    private static func listEntry(_ row: Row) throws -> ListEntry {
        var row = row
        return ListEntry(
            id: try row.id(), identifier: try row.text(), role: try Role(&row),
            name: "\(try row.text()) \(try row.text())", company: try row.optionalText(),
            city: try row.optionalText(), status: try Self.status(&row), worksiteCount: try row.int())
    }

    /// Reads `password_hash IS NOT NULL, suspended_at, erased_at`.
    private static func status(_ row: inout Row) throws -> Status {
        let isActivated = try row.bool()
        let isSuspended = try row.optionalMoment() != nil
        if try row.optionalMoment() != nil { return .erased }
        return isSuspended ? .suspended : isActivated ? .active : .toActivate
    }

    /// One person, whole.
    public struct Profile: Sendable {
        public let id: Account.ID
        public let identifier: String
        public let role: Role
        public let status: Status
        public let details: Details
        /// Of an employee: « conductrice de travaux ».
        public let position: String?
        public let createdAt: Instant
        /// When one of the person's sessions was last used, as far as sessions are kept.
        public let lastSeenAt: Instant?
    }

    /// - Returns: `nil` when there is no such person of that kind, or the viewer may not see it.
    public func profile(_ account: Account.ID, _ kind: Kind, visibleTo viewer: Viewer) throws -> Profile? {
        guard viewer.may(kind == .client ? .manageWorksites : .administer) else { return nil }
        return try database.read { connection in
            guard
                var row = try connection.row(
                    """
                    SELECT a.id, a.identifier, a.kind, a.is_administrator,
                           a.password_hash IS NOT NULL, a.suspended_at, a.erased_at,
                           a.civility, a.last_name, a.first_name, a.company, a.street_address, a.postal_code, a.city,
                           a.phone, a.mobile, a.email, a.position, a.created_at,
                           (SELECT MAX(s.seen_at) FROM session s WHERE s.account_id = a.id),
                           (SELECT MAX(v.seen_at) FROM sheet_visit v WHERE v.account_id = a.id)
                    FROM account a WHERE a.id = \(account) AND a.kind = \(kind.rawValue)
                    """)
            else { return nil }
            let id: Account.ID = try row.id()
            let identifier = try row.text()
            let role = try Role(&row)
            let status = try Self.status(&row)
            let details = try Details(&row)
            let position = try row.optionalText()
            let createdAt = try row.moment()
            let seen = [try row.optionalMoment(), try row.optionalMoment()].compactMap { $0 }.max()
            return Profile(
                id: id, identifier: identifier, role: role, status: status, details: details, position: position,
                createdAt: createdAt, lastSeenAt: seen)
        }
    }

    // MARK: Making accounts

    /// An identifier that nobody has, after a person's name.
    public func freeIdentifier(for details: Details) throws -> SignInName? {
        guard let wanted = SignInName(proposedFor: details[.firstName] ?? "", details[.lastName] ?? "") else {
            return nil
        }
        return try database.read { connection in
            let taken = Set(
                try connection.rows(
                    "SELECT identifier FROM account WHERE identifier LIKE \(wanted.description.escapedForLike + "%")"
                ).map { row in
                    var row = row
                    return try row.text()
                })
            if !taken.contains(wanted.description) { return wanted }
            return (2...(taken.count + 2)).lazy.compactMap { wanted.numbered($0) }
                .first { !taken.contains($0.description) }
        }
    }

    /// Clients who may be the same person: the same name, e-mail address or telephone number.
    public func lookalikes(of details: Details, visibleTo viewer: Viewer) throws -> [ListEntry] {
        guard viewer.may(.manageWorksites) else { return [] }
        let numbers = [details[.phone], details[.mobile]].compactMap { $0 }
        return try database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.listColumns) FROM account a
                WHERE a.kind = 'client' AND a.erased_at IS NULL
                  AND ((a.last_name = \(details[.lastName]) AND a.first_name = \(details[.firstName]))
                       OR a.email = \(details[.email])
                       OR a.phone IN (\(list: numbers)) OR a.mobile IN (\(list: numbers)))
                ORDER BY a.last_name, a.first_name, a.id LIMIT 5
                """
            ).map(Self.listEntry)
        }
    }

    public enum AddOutcome: Sendable, Hashable {
        case done(Account.ID)
        case identifierTaken
    }

    /// The account that this very form has made before, so that its own client is not taken for a double of himself.
    public func made(by submission: Submission) throws -> Account.ID? {
        try database.read { connection in
            try submission.earlierOutcome(connection).flatMap { UInt64($0) }.map { Account.ID($0) }
        }
    }

    /// S2: CLO makes every account itself. It can be used once its person has chosen a password.
    public func add(
        _ name: SignInName, _ role: Role, _ details: Details, position: String? = nil, by viewer: Viewer,
        submission: Submission, at now: Instant
    ) throws -> AddOutcome {
        let kind: String
        let isAdministrator: Bool
        switch role {
        case .client: (kind, isAdministrator) = ("client", false)
        case .employee(let administrator): (kind, isAdministrator) = ("employee", administrator)
        }
        return try database.repeatableTransaction { connection in
            if let earlier = try submission.earlierOutcome(connection), let id = UInt64(earlier) {
                return .done(Account.ID(id))
            }
            let id: Account.ID
            do {
                let inserted = try connection.execute(
                    """
                    INSERT INTO account
                        (kind, is_administrator, identifier, civility, last_name, first_name, company, position,
                         street_address, postal_code, city, phone, mobile, email, created_at)
                    VALUES
                        (\(kind), \(isAdministrator), \(name), \(details[.civility]), \(details[.lastName]),
                         \(details[.firstName]), \(details[.company]), \(position), \(details[.streetAddress]),
                         \(details[.postalCode]), \(details[.city]), \(details[.phone]), \(details[.mobile]),
                         \(details[.email]), \(now))
                    """)
                id = Account.ID(inserted.insertedID)
            } catch StoreError.duplicate {
                return .identifierTaken
            }
            try JournalStore.record(
                .init(.accountAdded, by: viewer.account, on: id, object: name.description), at: now, connection)
            try submission.record(outcome: "\(id.rawValue)", at: now, connection)
            return .done(id)
        }
    }

    // MARK: Suspending

    public enum ChangeOutcome: Sendable, Hashable {
        case done
        case gone
        /// Nobody could repair what he would leave behind.
        case lastAdministrator
        /// One's own account is not suspended by oneself.
        case oneself
    }

    /// A suspended account can do nothing, and its open sessions end at once.
    public func suspend(
        _ account: Account.ID, _ kind: Kind, by viewer: Viewer, at now: Instant
    ) throws -> ChangeOutcome {
        guard account != viewer.account else { return .oneself }
        return try change(account, kind, by: viewer) { connection in
            let changed = try connection.execute(
                "UPDATE account SET suspended_at = \(now) WHERE id = \(account) AND suspended_at IS NULL"
            ).affected
            try connection.execute("DELETE FROM session WHERE account_id = \(account)")
            try connection.execute("DELETE FROM sign_in_step WHERE account_id = \(account)")
            if changed > 0 {
                try JournalStore.record(.init(.accountSuspended, by: viewer.account, on: account), at: now, connection)
            }
        } unless: { connection in
            // Locks the administrators, before anything else is locked.
            try kind == .employee && Self.isLastAdministrator(account, connection) ? .lastAdministrator : nil
        }
    }

    public func reopen(
        _ account: Account.ID, _ kind: Kind, by viewer: Viewer, at now: Instant
    ) throws -> ChangeOutcome {
        try change(account, kind, by: viewer) { connection in
            let changed = try connection.execute(
                """
                UPDATE account SET suspended_at = NULL
                WHERE id = \(account) AND suspended_at IS NOT NULL AND erased_at IS NULL
                """
            ).affected
            if changed > 0 {
                try JournalStore.record(.init(.accountReopened, by: viewer.account, on: account), at: now, connection)
            }
        }
    }

    /// Of an employee: his place in the house, « conductrice de travaux ».
    public func setPosition(_ position: String?, of account: Account.ID, by viewer: Viewer) throws -> ChangeOutcome {
        try change(account, .employee, by: viewer) { connection in
            try connection.execute("UPDATE account SET position = \(position) WHERE id = \(account)")
        }
    }

    /// - Parameter objection: asked before the account's row is locked.
    private func change(
        _ account: Account.ID, _ kind: Kind, by viewer: Viewer, _ body: (Connection) throws -> Void,
        unless objection: (Connection) throws -> ChangeOutcome? = { _ in nil }
    ) throws -> ChangeOutcome {
        guard viewer.may(kind == .client ? .manageWorksites : .administer) else { return .gone }
        return try database.repeatableTransaction { connection in
            if let refused = try objection(connection) { return refused }
            guard
                try connection.row(
                    "SELECT 1 FROM account WHERE id = \(account) AND kind = \(kind.rawValue) FOR UPDATE") != nil
            else { return .gone }
            try body(connection)
            return .done
        }
    }
}
