import CLOModel

@testable import CLOStore

/// The people of a ``Fixture`` with addresses, on a store that tells them what happens.
struct TellingFixture {
    let fixture: Fixture
    let store: Store

    init(grouping: Duration = .minutes(3), quiet: QuietHours = .standard) throws {
        fixture = try Fixture()
        let timing = NoticeTiming(grouping: grouping, quietHours: quiet)
        store = Store(fixture.store.database, notices: NoticePolicy(timing: timing, channels: [.email, .sms]))
        for person in [fixture.client, fixture.otherClient, fixture.julie, fixture.karim] {
            try fixture.run(
                """
                UPDATE account SET email = \("a\(person.account.rawValue)@example.fr"), mobile = '06 39 98 21 64'
                WHERE id = \(person.account)
                """)
        }
    }

    @discardableResult
    func publish(
        by author: Fixture.Person? = nil, telling choice: NoticeChoice = .asPreferred, at now: Instant = .start
    ) throws -> Int {
        let author = author ?? fixture.julie
        let outcome = try store.publications.add(
            Fixture.content("Le coffrage est posé."), to: fixture.sheet.id, by: author.account, telling: choice,
            submission: fixture.submission(by: author), at: now)
        guard case .done(let number, _) = outcome else { throw Unexpected("publication: \(outcome)") }
        return number
    }

    @discardableResult
    func comment(under publication: Int, by author: Fixture.Person, at now: Instant = .start) throws -> Int {
        let outcome = try store.comments.add(
            "Très bien.", to: publication, replyTo: nil, in: fixture.sheet.id, by: author.author,
            submission: fixture.submission(by: author), at: now)
        guard case .done(let number, _) = outcome else { throw Unexpected("comment: \(outcome)") }
        return number
    }

    func prefer(
        _ person: Fixture.Person, _ channels: Set<NoticeChannel>, _ rhythm: NoticePreferences.Rhythm = .atOnce
    ) throws {
        try store.preferences.set(.init(channels: channels, rhythm: rhythm), of: person.account, at: .start)
    }

    // MARK: What is then so

    /// The channels of what waits for somebody, in the order in which they were queued.
    func waiting(for person: Fixture.Person) throws -> [String] {
        try texts("SELECT channel FROM notice WHERE account_id = \(person.account) AND message_id IS NULL ORDER BY id")
    }

    /// Groups all that is due, in this database.
    func group(at now: Instant) throws {
        while try store.messages.group(limit: 50, at: now) > 0 {}
    }

    /// Messages made for somebody.
    func messages(for person: Fixture.Person) throws -> [UInt64] {
        try fixture.numbers("SELECT id FROM outgoing_message WHERE account_id = \(person.account) ORDER BY id")
    }

    func events(for person: Fixture.Person) throws -> [MessageStore.Event] {
        try messages(for: person).flatMap { try store.messages.events(of: .init($0)) }
    }

    func texts(_ sql: SQL) throws -> [String] {
        try store.database.read { connection in
            try connection.rows(sql).map { row in
                var row = row
                return try row.text()
            }
        }
    }
}
