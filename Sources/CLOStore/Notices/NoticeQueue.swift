import CLOModel
import CLOSecurity

/// Writes down who is to be told of an event, in the transaction of the event (S16). Nobody is told of his own acts.
struct NoticeQueue {
    /// `nil`: nobody is told.
    let policy: NoticePolicy?

    /// A publication tells the client.
    func publicationAdded(
        _ number: Int, to sheet: SheetStore.Locked, by author: Account.ID, _ choice: NoticeChoice, at now: Instant,
        _ connection: Connection
    ) throws {
        guard let policy, choice != .only([]),
            let client = try Self.client(of: sheet.id, but: author, policy, connection)
        else { return }
        try queue(client, choice, sheet, publication: number, comment: nil, policy, at: now, connection)
    }

    /// An employee's comment tells the client; a client's tells the employee who wrote the publication.
    func commentAdded(
        _ number: Int, under publication: Int, of sheet: SheetStore.Locked, by author: Author, at now: Instant,
        _ connection: Connection
    ) throws {
        guard let policy else { return }
        let recipient =
            author.isEmployee
            ? try Self.client(of: sheet.id, but: author.account, policy, connection)
            : try Self.author(of: publication, in: sheet.id, but: author.account, policy, connection)
        guard let recipient else { return }
        try queue(
            recipient, .asPreferred, sheet, publication: publication, comment: number, policy, at: now, connection)
    }

    private func queue(
        _ recipient: NoticeRecipient, _ choice: NoticeChoice, _ sheet: SheetStore.Locked, publication: Int,
        comment: Int?, _ policy: NoticePolicy, at now: Instant, _ connection: Connection
    ) throws {
        let isDaily = recipient.preferences.rhythm != .atOnce
        for channel in recipient.channels(choice) {
            let due = policy.timing.dueTime(recipient.preferences.rhythm, by: channel, at: now)
            try connection.execute(
                """
                INSERT INTO notice
                    (account_id, sheet_id, channel, publication_number, comment_number, revision, is_daily, due_at)
                VALUES (\(recipient.account), \(sheet.id), \(channel.rawValue), \(publication), \(comment),
                        \(sheet.nextRevision), \(isDaily), \(due))
                """)
        }
    }

    // MARK: Recipients

    /// The client of a sheet, unless he is `actor` or suspended.
    static func client(
        of sheet: ProgressSheet.ID, but actor: Account.ID, _ policy: NoticePolicy, _ connection: Connection
    ) throws -> NoticeRecipient? {
        try recipient(
            """
            FROM sheet f
            JOIN worksite w ON w.id = f.worksite_id
            JOIN account a ON a.id = w.client_id
            LEFT JOIN notice_preference r ON r.account_id = a.id
            WHERE f.id = \(sheet) AND a.id <> \(actor) AND a.suspended_at IS NULL
            """, policy, connection)
    }

    private static func author(
        of publication: Int, in sheet: ProgressSheet.ID, but actor: Account.ID, _ policy: NoticePolicy,
        _ connection: Connection
    ) throws -> NoticeRecipient? {
        try recipient(
            """
            FROM publication p
            JOIN account a ON a.id = p.author_id
            LEFT JOIN notice_preference r ON r.account_id = a.id
            WHERE p.sheet_id = \(sheet) AND p.number = \(publication) AND a.id <> \(actor)
              AND a.kind = 'employee' AND a.suspended_at IS NULL
            """, policy, connection)
    }

    private static func recipient(
        _ source: SQL, _ policy: NoticePolicy, _ connection: Connection
    ) throws -> NoticeRecipient? {
        guard
            var row = try connection.row(
                "SELECT a.id, a.email, a.mobile, \(PreferenceStore.columns) \(source)")
        else { return nil }
        let account: Account.ID = try row.id()
        let email = try row.optionalText()
        let mobile = try row.optionalText()
        return NoticeRecipient(
            account: account, preferences: try NoticePreferences(&row), email: email, mobile: mobile,
            available: policy.channels)
    }

    // MARK: Letters

    /// Queues a message of security: always sent, by e-mail, at once. Writing the same again at the same moment
    /// changes nothing.
    /// - Parameters:
    ///   - values: kept in the database until the message is sent, then emptied.
    ///   - address: where it goes; `nil`: to the address that the account has when it is sent.
    func letter(
        _ name: NoticeTemplate.Name, _ values: NoticeTemplate.Values, to account: Account.ID,
        sentTo address: EmailAddress? = nil, at now: Instant, _ connection: Connection
    ) throws {
        precondition(name.isSecurity, "notices of sheets are grouped, not written one by one")
        guard policy?.channels.contains(.email) == true else { return }
        let mark = Digest.sha256("\(name.rawValue) \(account.rawValue) \(now.milliseconds)").prefix(12)
        let reference = "clo.\(mark.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())"
        try connection.execute(
            """
            INSERT INTO outgoing_message
                (reference, account_id, channel, letter, letter_values, destination, next_attempt_at, queued_at)
            VALUES (\(reference), \(account), 'email', \(name.rawValue), \(LetterValues.text(values)),
                    \(address?.description), \(now), \(now))
            ON DUPLICATE KEY UPDATE reference = reference
            """)
    }
}

/// The values of a letter as one text: `lien=…` on each line.
enum LetterValues {
    static func text(_ values: NoticeTemplate.Values) -> String {
        values.sorted { $0.key.rawValue < $1.key.rawValue }.map { field, value in
            "\(field.rawValue)=\(String(value.map { $0.isNewline ? " " : $0 }))"
        }.joined(separator: "\n")
    }

    static func values(_ text: String) -> NoticeTemplate.Values {
        var values: NoticeTemplate.Values = [:]
        for line in text.split(separator: "\n") {
            let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2, let field = NoticeTemplate.Field(rawValue: String(halves[0])) {
                values[field] = String(halves[1])
            }
        }
        return values
    }
}
