import CLOModel

/// The details of people, and the record of their changes (S3).
public struct DetailStore {
    let database: Database
    let notices: NoticeQueue

    /// - Returns: `nil` when there is no such account, or the viewer may not see it: an employee sees all, a client
    ///   himself.
    public func details(of account: Account.ID, visibleTo viewer: Viewer) throws -> Details? {
        guard viewer.role.isEmployee || viewer.account == account else { return nil }
        return try database.read { try Self.details(of: account, $0) }
    }

    private static func details(of account: Account.ID, _ connection: Connection) throws -> Details? {
        guard
            var row = try connection.row(
                """
                SELECT civility, last_name, first_name, company, street_address, postal_code, city, phone, mobile, email
                FROM account WHERE id = \(account)
                """)
        else { return nil }
        return try Details(&row)
    }

    public enum Outcome: Sendable {
        /// What differed: possibly nothing.
        case done([(field: DetailField, old: String?, new: String?)])
        /// The account is gone, or its data were erased.
        case gone
        /// A client asked for a field that CLO does not let him change, or has just ceased to.
        case forbidden(DetailField)
        /// One of the fields is no longer what the person had seen: nothing is written.
        case changedMeanwhile
    }

    /// Sets details, keeps what they were, and has every sheet show a new name.
    ///
    /// - Parameters:
    ///   - fields: those that the form had; the others are left alone.
    ///   - seen: what stood there when the person decided; `nil` writes over whatever stands there.
    ///   - viewer: a client may change his own, as far as the policy lets him; his changes then wait on the board
    ///     until an employee has seen them.
    public func change(
        _ account: Account.ID, to details: Details, fields: [DetailField] = DetailField.texts, seen: Details? = nil,
        by viewer: Viewer, at now: Instant
    ) throws -> Outcome {
        guard viewer.role.isEmployee || viewer.account == account else { return .gone }
        // Before the account's row is locked, its sheets are: every writer takes locks in that order.
        return try database.repeatableTransaction { connection in
            let changesName = fields.contains(where: \.isPartOfName)
            let sheets = changesName ? try SheetStore.lockSheets(showing: account, connection) : []
            guard
                try connection.row("SELECT 1 FROM account WHERE id = \(account) AND erased_at IS NULL FOR UPDATE")
                    != nil,
                let present = try Self.details(of: account, connection)
            else { return .gone }
            var wanted = present
            for field in fields { wanted[field] = details[field] }
            let changes = present.changes(to: wanted)
            if !viewer.role.isEmployee {
                let policy = try SettingStore.fieldPolicy(connection)
                if let field = changes.map(\.field).first(where: { policy[$0] != .modifiable }) {
                    return .forbidden(field)
                }
            }
            guard !changes.isEmpty else { return .done([]) }
            if let seen, changes.contains(where: { seen[$0.field] != $0.old }) { return .changedMeanwhile }
            try Self.write(wanted, of: account, connection)
            for change in changes {
                try connection.execute(
                    """
                    INSERT INTO detail_change
                        (account_id, field, old_value, new_value, changed_by, changed_at, seen_at, seen_by)
                    VALUES (\(account), \(change.field.rawValue), \(change.old), \(change.new), \(viewer.account),
                            \(now), \(viewer.role.isEmployee ? now : nil), \(viewer.role.isEmployee ? viewer.account : nil))
                    """)
            }
            try JournalStore.record(
                .init(
                    .detailsChanged, by: viewer.account, on: account,
                    detail: changes.map(\.field.label).joined(separator: ", ")), at: now, connection)
            try tell(account, of: changes, before: present, at: now, connection)
            // An invitation lives for two weeks: sent to a mistyped address, it must not outlive the mistake.
            if changes.contains(where: { $0.field == .email && $0.old != nil }) {
                try TokenStore.revoke(of: account, at: now, connection)
            }
            if changes.contains(where: \.field.isPartOfName) {
                try SheetStore.noteNewName(of: account, on: sheets, by: viewer.account, at: now, connection)
            }
            return .done(changes)
        }
    }

    /// Whoever takes over somebody's account begins with the ways to reach him: the person is told at the address that
    /// was his before (ASVS 2.2.3).
    private func tell(
        _ account: Account.ID, of changes: [(field: DetailField, old: String?, new: String?)], before: Details,
        at now: Instant, _ connection: Connection
    ) throws {
        let contacts = changes.map(\.field).filter { [.email, .mobile, .phone].contains($0) }
        guard !contacts.isEmpty, let address = before[.email].flatMap({ EmailAddress(typed: $0) }) else { return }
        try notices.letter(
            .contactChanged,
            [
                .date: ParisTime(now).sentence,
                .changes: contacts.map { $0.label.lowercased() }.joined(separator: ", "),
            ], to: account, sentTo: address, at: now, connection)
    }

    private static func write(_ details: Details, of account: Account.ID, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE account
            SET civility = \(details[.civility]), last_name = \(details[.lastName]),
                first_name = \(details[.firstName]), company = \(details[.company]),
                street_address = \(details[.streetAddress]), postal_code = \(details[.postalCode]),
                city = \(details[.city]), phone = \(details[.phone]), mobile = \(details[.mobile]),
                email = \(details[.email])
            WHERE id = \(account)
            """)
    }

    // MARK: What CLO has not seen yet

    public struct Waiting: Sendable {
        public let change: DetailChange
        public let clientName: String
        public let clientIdentifier: String
    }

    /// Changes that clients made and no employee has seen, the oldest first.
    public func waiting(visibleTo viewer: Viewer, limit: Int) throws -> [Waiting] {
        guard viewer.may(.manageWorksites) else { return [] }
        return try database.read { connection in
            try connection.rows(
                """
                SELECT d.id, d.account_id, d.field, d.old_value, d.new_value, d.changed_by, d.changed_at,
                       a.first_name, a.last_name, a.identifier
                FROM detail_change d JOIN account a ON a.id = d.account_id
                WHERE d.seen_at IS NULL
                ORDER BY d.changed_at, d.id
                LIMIT \(limit)
                """
            ).map { row in
                var row = row
                let change = try Self.change(&row)
                return Waiting(
                    change: change, clientName: "\(try row.text()) \(try row.text())",
                    clientIdentifier: try row.text())
            }
        }
    }

    /// The latest of the changes that this client made and no employee has seen.
    public func waiting(of account: Account.ID, visibleTo viewer: Viewer) throws -> DetailChange? {
        guard viewer.may(.manageWorksites) else { return nil }
        return try database.read { connection in
            try connection.row(
                """
                SELECT d.id, d.account_id, d.field, d.old_value, d.new_value, d.changed_by, d.changed_at
                FROM detail_change d WHERE d.account_id = \(account) AND d.seen_at IS NULL
                ORDER BY d.id DESC LIMIT 1
                """
            ).map { row in
                var row = row
                return try Self.change(&row)
            }
        }
    }

    /// What became of a person's details, the latest first.
    public func history(of account: Account.ID, visibleTo viewer: Viewer, limit: Int) throws -> [DetailChange] {
        guard viewer.role.isEmployee || viewer.account == account else { return [] }
        return try database.read { connection in
            try connection.rows(
                """
                SELECT d.id, d.account_id, d.field, d.old_value, d.new_value, d.changed_by, d.changed_at
                FROM detail_change d
                WHERE d.account_id = \(account)
                ORDER BY d.changed_at DESC, d.id DESC
                LIMIT \(limit)
                """
            ).map { row in
                var row = row
                return try Self.change(&row)
            }
        }
    }

    private static func change(_ row: inout Row) throws -> DetailChange {
        let id: DetailChange.ID = try row.id()
        let account: Account.ID = try row.id()
        let name = try row.text()
        guard let field = DetailField(rawValue: name) else { throw StoreError.unexpectedRow("« \(name) » is no field") }
        return DetailChange(
            id: id, account: account, field: field, old: try row.optionalText(), new: try row.optionalText(),
            changedBy: try row.id(), changedAt: try row.moment())
    }

    /// « Vu » on the board, for all changes of one client up to the last that was shown.
    public func markSeen(
        _ account: Account.ID, upTo last: DetailChange.ID, by employee: Viewer, at now: Instant
    ) throws {
        guard employee.may(.manageWorksites) else { return }
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                UPDATE detail_change SET seen_at = \(now), seen_by = \(employee.account)
                WHERE account_id = \(account) AND id <= \(last) AND seen_at IS NULL
                """)
        }
    }
}

extension Details {
    /// Reads the columns in the order of ``DetailField/texts``.
    init(_ row: inout Row) throws {
        var values: [DetailField: String] = [:]
        for field in DetailField.texts { values[field] = try row.optionalText() }
        self.init(values)
    }
}
