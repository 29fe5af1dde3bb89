import CLOModel

/// What administrators have set: the settings of the installation, and what clients see of their own data.
public struct SettingStore {
    let database: Database

    public func settings() throws -> Settings {
        try database.read { connection in
            var values: [SettingKey: String] = [:]
            for var row in try connection.rows("SELECT name, value FROM setting") {
                let name = try row.text()
                // The policy's names begin with `champ_`, and an older program may have left others.
                if let key = SettingKey(rawValue: name) { values[key] = try row.text() }
            }
            return Settings(values)
        }
    }

    /// S3: hidden, visible or modifiable, field by field.
    public func fieldPolicy() throws -> FieldPolicy {
        try database.read(Self.fieldPolicy)
    }

    static func fieldPolicy(_ connection: Connection) throws -> FieldPolicy {
        var policy = FieldPolicy.standard
        for var row in try connection.rows("SELECT name, value FROM setting WHERE name LIKE 'champ\\_%'") {
            let name = try row.text()
            let level = FieldPolicy.Level(rawValue: try row.text())
            if let field = DetailField(rawValue: String(name.dropFirst("champ_".count))), let level {
                policy[field] = level
            }
        }
        return policy
    }

    /// Writes what differs from what is set, and the journal says what it was.
    /// - Returns: whether anything differed.
    @discardableResult
    public func change(to settings: Settings, by administrator: Account.ID, at now: Instant) throws -> Bool {
        let present = try self.settings()
        let changes = SettingKey.allCases.filter { present[$0] != settings[$0] }
        guard !changes.isEmpty else { return false }
        try database.repeatableTransaction { connection in
            for key in changes { try Self.set(key.rawValue, settings[key], by: administrator, at: now, connection) }
            let detail = changes.map { "\($0.label) : « \(present[$0]) » → « \(settings[$0]) »" }
            try JournalStore.record(
                .init(.settingsChanged, by: administrator, detail: detail.joined(separator: "\n")), at: now, connection)
        }
        return true
    }

    /// - Returns: whether anything differed.
    @discardableResult
    public func change(to policy: FieldPolicy, by administrator: Account.ID, at now: Instant) throws -> Bool {
        let present = try fieldPolicy()
        let changes = DetailField.allCases.filter { present[$0] != policy[$0] }
        guard !changes.isEmpty else { return false }
        try database.repeatableTransaction { connection in
            for field in changes {
                try Self.set("champ_\(field.rawValue)", policy[field].rawValue, by: administrator, at: now, connection)
            }
            let detail = changes.map { "\($0.label) : \(present[$0].label) → \(policy[$0].label)" }
            try JournalStore.record(
                .init(.fieldPolicyChanged, by: administrator, detail: detail.joined(separator: "\n")), at: now,
                connection)
        }
        return true
    }

    /// The name of the company's own logo in the data folder; `nil` for the program's.
    public func logo() throws -> String? {
        try database.read { connection in
            guard var row = try connection.row("SELECT value FROM setting WHERE name = 'logo'") else { return nil }
            let name = try row.text()
            return name.isEmpty ? nil : name
        }
    }

    public func setLogo(_ name: String?, by administrator: Account.ID, at now: Instant) throws {
        try database.repeatableTransaction { connection in
            try Self.set("logo", name ?? "", by: administrator, at: now, connection)
            try JournalStore.record(.init(.logoChanged, by: administrator), at: now, connection)
        }
    }

    private static func set(
        _ name: String, _ value: String, by administrator: Account.ID, at now: Instant, _ connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO setting (name, value, changed_at, changed_by) VALUES (\(name), \(value), \(now), \(administrator))
            ON DUPLICATE KEY UPDATE value = \(value), changed_at = \(now), changed_by = \(administrator)
            """)
    }
}
