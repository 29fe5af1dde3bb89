import CLOModel
import CLOSecurity
import Synchronization
import Testing

@testable import CLOStore

extension Instant {
    /// When the stories of these tests begin: 2026-11-22T13:05:00.123Z.
    static let start = Instant(milliseconds: 1_795_352_700_123)
}

/// Two clients with a sheet each, two employees and an administrator, on a connection of its own.
///
/// Names and codes are new each time: tests that run at once in one database do not meet.
struct Fixture {
    struct Person: Sendable {
        let name: SignInName
        let viewer: Viewer

        var account: Account.ID { viewer.account }
        var author: Author { Author(account: account, name: viewer.name, isEmployee: viewer.role.isEmployee) }
    }

    struct Sheet: Sendable, Hashable {
        let id: ProgressSheet.ID
        let code: WorksiteCode
    }

    let address: Connection.Address
    let store: Store
    let client: Person
    let otherClient: Person
    let julie: Person
    let karim: Person
    let administrator: Person
    let sheet: Sheet
    /// The other client's.
    let otherSheet: Sheet

    private static let counter = Mutex(0)

    /// A number that no other fixture has.
    static func unique() -> Int {
        counter.withLock { count in
            count += 1
            return count
        }
    }

    init() throws {
        let database = try #require(TestDatabase.current, "the suite wants the trait .database")
        let number = Self.unique()
        address = database.address
        store = Store(Database(database.address))
        client = try Self.addPerson("martin.dupont.\(number)", "Martin", "Dupont", .client, store)
        otherClient = try Self.addPerson("sophie.bernard.\(number)", "Sophie", "Bernard", .client, store)
        julie = try Self.addPerson(
            "julie.moreau.\(number)", "Julie", "Moreau", .employee(isAdministrator: false), store)
        karim = try Self.addPerson(
            "karim.benali.\(number)", "Karim", "Benali", .employee(isAdministrator: false), store)
        administrator = try Self.addPerson(
            "admin.\(number)", "Anne", "Leroy", .employee(isAdministrator: true), store)
        sheet = try Self.addSheet("CH-\(number)-1", of: client, store)
        otherSheet = try Self.addSheet("CH-\(number)-2", of: otherClient, store)
    }

    private static func addPerson(
        _ identifier: String, _ firstName: String, _ lastName: String, _ role: Role, _ store: Store
    ) throws -> Person {
        let name = try #require(SignInName(identifier))
        let new = AccountStore.NewAccount(name: name, role: role, firstName: firstName, lastName: lastName)
        let account = try store.accounts.add(new, passwordHash: nil, at: .start)
        return Person(name: name, viewer: Viewer(account: account, role: role, name: "\(firstName) \(lastName)"))
    }

    private static func addSheet(_ code: String, of client: Person, _ store: Store) throws -> Sheet {
        let code = try #require(WorksiteCode(code))
        let id = try store.worksites.add(
            .init(
                code: code, title: "Rénovation", client: client.name, streetAddress: nil, startsOn: nil,
                plannedEndOn: nil), at: .start)
        return Sheet(id: try #require(id), code: code)
    }

    /// Another sheet of a client.
    func addSheet(of client: Person) throws -> Sheet {
        try Self.addSheet("CH-\(Self.unique())-3", of: client, store)
    }

    func addAccount(_ change: (inout AccountStore.NewAccount) -> Void = { _ in }) throws -> Account.ID {
        var new = AccountStore.NewAccount(
            name: try newName(), role: .client, firstName: "Paul", lastName: "Petit")
        change(&new)
        return try store.accounts.add(new, passwordHash: nil, at: .start)
    }

    func newName() throws -> SignInName {
        try #require(SignInName("personne.\(Self.unique())"))
    }

    // MARK: What people do

    /// A form that was never sent before.
    func submission(by person: Person) -> Submission {
        Submission(token: SecretToken().text, account: person.account, content: [])
    }

    static func content(
        _ text: String, datedAt: Instant = .start, milestone: Milestone? = nil, photos: [ChosenPhoto] = []
    ) -> PublicationStore.Content {
        .init(
            body: CanonicalHTML(writtenByRichText: "<p>\(text)</p>"), datedAt: datedAt, milestone: milestone,
            photos: photos)
    }

    static func photo(
        _ caption: String = "", renditions: [Int] = [480, 1280], fileExtension: Photo.FileExtension = .jpg,
        capturedAt: Instant? = nil
    ) -> Photo {
        Photo(
            name: "photo-\(Self.unique())", width: 4_000, height: 3_000, caption: caption, renditions: renditions,
            fileExtension: fileExtension, capturedAt: capturedAt)
    }

    /// A photo that waits to be published, as the writer then chooses it.
    func pending(_ photo: Photo = Self.photo(), on sheet: Sheet? = nil, by author: Person? = nil) throws -> ChosenPhoto
    {
        try store.photos.addPending(
            photo, for: (sheet ?? self.sheet).id, by: (author ?? julie).account, at: .start)
        return ChosenPhoto(name: photo.name, caption: photo.caption)
    }

    /// - Returns: the number of the publication.
    @discardableResult
    func publish(
        _ text: String = "Le coffrage est posé.", on sheet: Sheet? = nil, by author: Person? = nil,
        datedAt: Instant = .start, milestone: Milestone? = nil, photos: [ChosenPhoto] = [], at now: Instant = .start
    ) throws -> Int {
        let author = author ?? julie
        let outcome = try store.publications.add(
            Self.content(text, datedAt: datedAt, milestone: milestone, photos: photos), to: (sheet ?? self.sheet).id,
            by: author.account, submission: submission(by: author), at: now)
        guard case .done(let number, _) = outcome else { throw Unexpected("publication: \(outcome)") }
        return number
    }

    /// - Returns: the number of the comment under its publication.
    @discardableResult
    func comment(
        _ text: String = "Très bien.", under publication: Int, replyTo parent: Int? = nil, by author: Person? = nil,
        on sheet: Sheet? = nil, at now: Instant = .start
    ) throws -> Int {
        let author = author ?? client
        let outcome = try store.comments.add(
            text, to: publication, replyTo: parent, in: (sheet ?? self.sheet).id, by: author.author,
            submission: submission(by: author), at: now)
        guard case .done(let number, _) = outcome else { throw Unexpected("comment: \(outcome)") }
        return number
    }

    /// A comment, an answer to it, an answer to that, and so on.
    func thread(ofDepth depth: Int, under publication: Int) throws {
        var parent: Int?
        for level in 0..<depth {
            parent = try comment("\(level)", under: publication, replyTo: parent, by: level % 2 == 0 ? client : julie)
        }
    }

    func delete(comment number: Int, under publication: Int, by person: Person) throws -> CommentStore.DeleteOutcome {
        try store.comments.delete(
            number: number, of: publication, in: sheet.id, by: person.viewer, ownedBy: client.account, at: .start)
    }

    /// Signs in, and asks for the sheet as every request does.
    func glimpse(_ sheet: Sheet? = nil, by person: Person, at now: Instant) throws -> SessionStore.SheetGlimpse {
        let token = try signIn(person, at: now)
        let opened = try #require(try store.sessions.open(token, sheet: (sheet ?? self.sheet).code, at: now))
        return try #require(opened.sheet)
    }

    func signIn(_ person: Person, at now: Instant) throws -> SecretToken {
        let token = SecretToken()
        let hash = try store.accounts.credentials(of: person.account)?.passwordHash
        let began = try store.sessions.begin(
            for: person.account, role: person.viewer.role, knowing: hash, token: token, address: "192.0.2.7",
            userAgent: "Mozilla/5.0", at: now)
        #expect(began)
        return token
    }

    /// A page of the sheet is asked for. The answer is the baseline of the visit.
    func visit(_ sheet: Sheet? = nil, by person: Person, at now: Instant) throws -> ProgressSheet.Revision? {
        try store.sheets.noteVisit(to: try glimpse(sheet, by: person, at: now), by: person.viewer, at: now)
    }

    // MARK: What is then so

    func publication(_ number: Int, on sheet: Sheet? = nil) throws -> Publication {
        try #require(
            try store.publications.find(number: number, in: (sheet ?? self.sheet).id, visibleTo: julie.viewer))
    }

    func threadOf(_ number: Int) throws -> CommentThread? {
        let id = try publication(number).id
        return try store.comments.threads(of: [id], visibleTo: julie.viewer)[id]
    }

    func overview(
        _ sheet: Sheet? = nil, since baseline: ProgressSheet.Revision? = nil, visibleTo person: Person? = nil
    ) throws -> SheetStore.Overview {
        try #require(
            try store.sheets.overview(
                of: (sheet ?? self.sheet).id, since: baseline, visibleTo: (person ?? julie).viewer))
    }

    /// The number that a query answers.
    func number(_ sql: SQL) throws -> UInt64 {
        try store.database.read { connection in
            var row = try #require(try connection.row(sql))
            return try row.unsigned()
        }
    }

    func numbers(_ sql: SQL) throws -> [UInt64] {
        try store.database.read { connection in
            try connection.rows(sql).map { row in
                var row = row
                return try row.unsigned()
            }
        }
    }

    func run(_ sql: SQL) throws {
        _ = try store.database.transaction { try $0.execute(sql) }
    }

    func revision(of sheet: Sheet? = nil) throws -> UInt64 {
        try number("SELECT revision FROM sheet WHERE id = \((sheet ?? self.sheet).id)")
    }

    /// What must hold of a sheet at any moment, whoever did what at once.
    func expectConsistency(of sheet: Sheet? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let sheet = sheet ?? self.sheet
        let revision = try revision(of: sheet)
        let events = try numbers("SELECT revision FROM sheet_event WHERE sheet_id = \(sheet.id) ORDER BY revision")
        #expect(
            events == (0..<revision).map { $0 + 1 }, "revisions without hole or repeat", sourceLocation: sourceLocation)
        #expect(
            try number("SELECT publication_count FROM sheet WHERE id = \(sheet.id)")
                == number("SELECT COUNT(*) FROM publication WHERE sheet_id = \(sheet.id)"),
            "publication_count", sourceLocation: sourceLocation)
        #expect(
            try number(
                """
                SELECT COUNT(*) FROM publication p WHERE p.sheet_id = \(sheet.id)
                  AND p.version <> (SELECT COUNT(*) FROM publication_version v WHERE v.publication_id = p.id)
                """) == 0, "each version is kept", sourceLocation: sourceLocation)
        let publications = try numbers("SELECT id FROM publication WHERE sheet_id = \(sheet.id)")
            .map { Publication.ID($0) }
        let threads = try store.comments.threads(of: publications, visibleTo: julie.viewer)
        for id in publications {
            #expect(
                try number("SELECT unanswered_count FROM publication WHERE id = \(id)")
                    == UInt64(threads[id]?.unansweredCount ?? 0), "unanswered_count", sourceLocation: sourceLocation)
        }
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) {
        description = "unexpected outcome of a \(what)"
    }
}

/// The kinds of ``StoreError``, without what it says.
enum Failure: Hashable {
    case unavailable, outcomeUnknown, conflict, duplicate
    case failed(code: UInt32)
    case unexpectedRow, other

    init(_ error: any Error) {
        switch error {
        case StoreError.unavailable: self = .unavailable
        case StoreError.outcomeUnknown: self = .outcomeUnknown
        case StoreError.conflict: self = .conflict
        case StoreError.duplicate: self = .duplicate
        case StoreError.failed(let code, _): self = .failed(code: code)
        case StoreError.unexpectedRow: self = .unexpectedRow
        default: self = .other
        }
    }
}

/// How something fails; `nil` when it does not.
func failure<Value>(_ body: () throws -> Value) -> Failure? {
    do {
        _ = try body()
        return nil
    } catch {
        return Failure(error)
    }
}

/// The server's number for a value that does not fit its column.
let tooLong = Failure.failed(code: 1406)
