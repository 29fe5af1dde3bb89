import CLOModel

/// The words of messages, as administrators have changed them.
public struct TemplateStore {
    let database: Database

    public struct Change: Sendable {
        public let at: Instant
        public let by: String
    }

    /// All of them, and who changed which when; those of the program where nobody did.
    public func all() throws -> [NoticeTemplate.Name: (template: NoticeTemplate, change: Change?)] {
        var templates: [NoticeTemplate.Name: (template: NoticeTemplate, change: Change?)] = [:]
        for name in NoticeTemplate.Name.allCases { templates[name] = (.standard(name), nil) }
        let rows = try database.read { connection in
            try connection.rows(
                """
                SELECT t.name, t.subject, t.body, t.sms, t.changed_at, a.first_name, a.last_name
                FROM message_template t LEFT JOIN account a ON a.id = t.changed_by
                """)
        }
        for row in rows {
            var row = row
            // A name that this version of the program does not know is one of a later version.
            guard let name = NoticeTemplate.Name(rawValue: try row.text()) else { continue }
            let template = NoticeTemplate(subject: try row.text(), text: try row.text(), sms: try row.text())
            templates[name] = (template, Change(at: try row.moment(), by: try row.optionalName()))
        }
        return templates
    }

    public func find(_ name: NoticeTemplate.Name) throws -> NoticeTemplate {
        try all()[name]?.template ?? .standard(name)
    }

    public func set(
        _ template: NoticeTemplate, as name: NoticeTemplate.Name, by administrator: Account.ID, at now: Instant
    ) throws {
        try database.repeatableTransaction { connection in
            try connection.execute(
                """
                INSERT INTO message_template (name, subject, body, sms, changed_at, changed_by)
                VALUES (\(name.rawValue), \(template.subject), \(template.text), \(template.sms), \(now),
                        \(administrator))
                ON DUPLICATE KEY UPDATE subject = \(template.subject), body = \(template.text),
                    sms = \(template.sms), changed_at = \(now), changed_by = \(administrator)
                """)
        }
    }

    /// Back to the words of the program.
    public func reset(_ name: NoticeTemplate.Name) throws {
        try database.repeatableTransaction { connection in
            try connection.execute("DELETE FROM message_template WHERE name = \(name.rawValue)")
        }
    }
}
