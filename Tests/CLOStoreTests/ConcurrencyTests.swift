import CLOModel
import CLOSecurity
import Testing

@testable import CLOStore

extension StoreTests {
    /// Several processes write on one sheet at once (S8): here threads, each with its own connection.
    @Suite("Plusieurs à la fois sur une fiche")
    struct ConcurrencyTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
        }

        /// What somebody was told had been done.
        enum Acknowledged: Sendable, Hashable {
            case published(number: Int, text: String)
            case commented(publication: Int, number: Int, text: String)
            case edited(publication: Int, text: String)
            case cancelled(publication: Int)
            case restored(publication: Int)
            case deletedPublication(Int)
            case deletedComment(publication: Int, number: Int)
        }

        /// One person at work: publishes, comments what all see, edits, cancels, restores, deletes.
        private struct Worker {
            let store: Store
            let sheet: ProgressSheet.ID
            let person: Fixture.Person
            let client: Fixture.Person
            let label: String
            var acknowledged: [(revision: UInt64, what: Acknowledged)] = []

            mutating func work(rounds: Int) throws {
                for round in 0..<rounds {
                    let own = try publish("\(label)-\(round)")
                    // One that everybody is busy with, and one that is often gone.
                    try comment(under: 1, "\(label)-\(round)-a", by: client)
                    try comment(under: own, "\(label)-\(round)-b", by: person)
                    try comment(under: max(1, own - 2), "\(label)-\(round)-c", by: client)
                    try edit(2, "\(label)-\(round)-e")
                    try cancelOrRestore(3, cancels: round % 2 == 0)
                    if round % 2 == 0 { try deletePublication(own) }
                    try deleteComment(under: 1, number: round + 1)
                }
            }

            private func submission(_ text: String, by person: Fixture.Person) -> Submission {
                Submission(token: text, account: person.account, content: [])
            }

            private mutating func publish(_ text: String) throws -> Int {
                let outcome = try store.publications.add(
                    Fixture.content(text), to: sheet, by: person.account, submission: submission(text, by: person),
                    at: .start)
                guard case .done(let number, let revision) = outcome else {
                    throw Unexpected("publication: \(outcome)")
                }
                acknowledged.append((revision, .published(number: number, text: text)))
                return number
            }

            private mutating func comment(under publication: Int, _ text: String, by person: Fixture.Person) throws {
                let outcome = try store.comments.add(
                    text, to: publication, replyTo: nil, in: sheet, by: person.author,
                    submission: submission(text, by: person), at: .start)
                guard case .done(let number, let revision) = outcome else { return }
                acknowledged.append((revision, .commented(publication: publication, number: number, text: text)))
            }

            private mutating func edit(_ number: Int, _ text: String) throws {
                while let seen = try store.publications.find(number: number, in: sheet, visibleTo: person.viewer) {
                    let outcome = try store.publications.edit(
                        number: number, in: sheet, version: seen.version, to: Fixture.content(text), by: person.account,
                        submission: submission(text, by: person), at: .start)
                    if case .conflict = outcome { continue }
                    guard case .done(let revision) = outcome else { throw Unexpected("edit: \(outcome)") }
                    acknowledged.append((revision, .edited(publication: number, text: text)))
                    return
                }
            }

            private mutating func cancelOrRestore(_ number: Int, cancels: Bool) throws {
                let outcome =
                    cancels
                    ? try store.publications.cancel(
                        number: number, in: sheet, reason: label, by: person.account, at: .start)
                    : try store.publications.restore(number: number, in: sheet, by: person.account, at: .start)
                guard case .done = outcome else { throw Unexpected("cancellation: \(outcome)") }
            }

            private mutating func deletePublication(_ number: Int) throws {
                let outcome = try store.publications.delete(number: number, in: sheet, by: person.account, at: .start)
                guard case .done(_, let revision) = outcome else { throw Unexpected("deletion: \(outcome)") }
                acknowledged.append((revision, .deletedPublication(number)))
            }

            private mutating func deleteComment(under publication: Int, number: Int) throws {
                let outcome = try store.comments.delete(
                    number: number, of: publication, in: sheet, by: client.viewer, ownedBy: client.account, at: .start)
                guard case .done(_, let revision) = outcome else { return }
                acknowledged.append((revision, .deletedComment(publication: publication, number: number)))
            }
        }

        @Test("huit à la fois : révisions sans trou ni répétition, et tout ce qui a été confirmé y est une fois")
        func eightAtOnce() throws {
            for _ in 1...3 { try fixture.publish("commun") }
            let (address, sheet, client) = (fixture.address, fixture.sheet.id, fixture.client)
            let people = [fixture.julie, fixture.karim, fixture.administrator]
            let told = try inParallel(8) { thread in
                var worker = Worker(
                    store: Store(Database(address)), sheet: sheet, person: people[thread % 3], client: client,
                    label: "fil \(thread)")
                try worker.work(rounds: 4)
                return worker.acknowledged
            }.flatMap { $0 }

            try fixture.expectConsistency()
            #expect(Set(told.map(\.revision)).count == told.count, "each change has a revision of its own")
            try expectThere(told.map(\.what))
        }

        /// What was acknowledged is there once, unless its deletion was acknowledged, or it hung on what was deleted.
        private func expectThere(_ told: [Acknowledged]) throws {
            var publications: [Int: String] = [:]
            var comments: [[Int]: String] = [:]
            var edits: Set<String> = []
            for what in told {
                switch what {
                case .published(let number, let text):
                    #expect(publications.updateValue(text, forKey: number) == nil, "number \(number) given twice")
                case .commented(let publication, let number, let text):
                    #expect(
                        comments.updateValue(text, forKey: [publication, number]) == nil,
                        "number \(publication).\(number) given twice")
                case .edited(_, let text): edits.insert("<p>\(text)</p>")
                case .cancelled, .restored, .deletedPublication, .deletedComment: continue
                }
            }
            for what in told {
                switch what {
                case .deletedPublication(let number):
                    publications[number] = nil
                    comments = comments.filter { $0.key[0] != number }
                case .deletedComment(let publication, let number): comments[[publication, number]] = nil
                case .published, .commented, .edited, .cancelled, .restored: continue
                }
            }

            let found = try fixture.store.publications.listing(
                of: fixture.sheet.id, .first, order: .chronological, limit: 10_000, visibleTo: fixture.julie.viewer)
            let texts = try fixture.store.publications.find(
                found.references.map(\.id), visibleTo: fixture.julie.viewer)
            #expect(texts.count == publications.count + 3, "the three that all work on, and the acknowledged ones")
            for publication in texts where publication.number > 3 {
                #expect(publications[publication.number].map { "<p>\($0)</p>" } == publication.body.text)
            }
            let threads = try fixture.store.comments.threads(of: texts.map(\.id), visibleTo: fixture.julie.viewer)
            var read: [[Int]: String] = [:]
            for publication in texts {
                for entry in threads[publication.id]?.entries ?? [] {
                    read[[publication.number, entry.comment.number]] = entry.comment.text
                }
            }
            #expect(read == comments)

            let versions = try fixture.store.database.read { connection in
                try connection.rows(
                    """
                    SELECT v.body FROM publication_version v JOIN publication p ON p.id = v.publication_id
                    WHERE p.sheet_id = \(fixture.sheet.id) AND p.number = 2 AND v.version > 1
                    """
                ).map { row in
                    var row = row
                    return try row.text()
                }
            }
            #expect(versions.count == edits.count && Set(versions) == edits, "no edit has overwritten another")
        }

        @Test("des visiteurs qui lisent pendant que l’on écrit ne gênent personne et voient des pages entières")
        func readersAndWriters() throws {
            let (address, sheet, client, julie) = (fixture.address, fixture.sheet, fixture.client, fixture.julie)
            let glimpse = try fixture.glimpse(by: client, at: .start)
            try fixture.publish()
            _ = try inParallel(6) { thread in
                let store = Store(Database(address))
                for round in 0..<10 {
                    if thread < 3 {
                        _ = try store.publications.add(
                            Fixture.content("\(thread)-\(round)"), to: sheet.id, by: julie.account,
                            submission: Submission(token: "\(thread)-\(round)", account: julie.account, content: []),
                            at: .start)
                    } else {
                        let listing = try store.publications.listing(
                            of: sheet.id, .first, order: .newestFirst, limit: 20, visibleTo: client.viewer)
                        let found = try store.publications.find(listing.references.map(\.id), visibleTo: client.viewer)
                        #expect(found.count == listing.references.count)
                        _ = try store.sheets.noteVisit(to: glimpse, by: client.viewer, at: .start + .minutes(round))
                        _ = try store.sheets.news(of: sheet.id, since: 0, visibleTo: client.viewer, limit: 100)
                    }
                }
            }
            #expect(try fixture.revision() == 31)
            try fixture.expectConsistency()
        }

        @Test("des connexions coupées sans cesse : ce qui est renvoyé jusqu’à confirmation est fait une seule fois")
        func killedConnections() throws {
            // In a database of its own: nobody else's connections are to be cut.
            let test = try TestDatabase()
            do {
                _ = try Migrations(Database(test.address)).apply(try TestDatabase.migrations(), at: .start)
                try TestDatabase.$current.withValue(test) { try writeWhileConnectionsAreKilled(Fixture()) }
            } catch {
                try test.drop()
                throw error
            }
            try test.drop()
        }

        private func writeWhileConnectionsAreKilled(_ fixture: Fixture) throws {
            let (address, sheet, julie) = (fixture.address, fixture.sheet.id, fixture.julie)
            let writers = 4
            let rounds = 15
            let numbers = try inParallel(writers + 1) { thread -> [Int] in
                let database = Database(address)
                guard thread < writers else {
                    #expect(try Self.killConnections(of: address.database, times: 60, on: database) > 0)
                    return []
                }
                return try (0..<rounds).map { round in
                    let submission = Submission(token: "\(thread)-\(round)", account: julie.account, content: [])
                    while true {
                        do {
                            let outcome = try Store(database).publications.add(
                                Fixture.content("\(thread)-\(round)"), to: sheet, by: julie.account,
                                submission: submission, at: .start)
                            guard case .done(let number, _) = outcome else { throw Unexpected("add: \(outcome)") }
                            return number
                        } catch StoreError.unavailable, StoreError.outcomeUnknown {
                            // The visitor gets the page « momentanément indisponible » and sends his form again.
                            continue
                        }
                    }
                }
            }.joined()
            #expect(Set(numbers) == Set(1...writers * rounds))
            #expect(try fixture.overview().publicationCount == writers * rounds)
            try fixture.expectConsistency()
        }

        /// Ends a connection to the database, whatever it is doing, again and again.
        /// - Returns: how many it ended.
        private static func killConnections(of database: String, times: Int, on killer: Database) throws -> Int {
            var count = 0
            for _ in 0..<times {
                let victims = try killer.read { connection in
                    try connection.rows(
                        "SELECT id FROM information_schema.processlist WHERE db = \(database) AND id <> CONNECTION_ID()"
                    ).map { row in
                        var row = row
                        return try row.unsigned()
                    }
                }
                guard let victim = victims.randomElement() else { continue }
                do {
                    try killer.read { try $0.command("KILL \(victim)") }
                    count += 1
                } catch StoreError.failed(code: 1094, _) {
                    continue  // It was gone already.
                }
            }
            return count
        }
    }
}
