import CLOModel
import CLOSecurity
import Foundation
import Synchronization
import Testing

@testable import CLOStore

extension StoreTests {
    /// What ``Database`` promises when connections break.
    @Suite("Connexions perdues")
    struct DatabaseTests {
        let fixture: Fixture
        var database: Database { fixture.store.database }

        init() throws {
            fixture = try Fixture()
        }

        private func connectionID(_ connection: Connection) throws -> UInt64 {
            var row = try #require(try connection.row("SELECT CONNECTION_ID()"))
            return try row.unsigned()
        }

        /// Ends the connection of `database` from another one, and waits until the server has done it.
        private func kill(_ database: Database) throws {
            let id = try database.read(connectionID)
            let other = Database(fixture.address)
            try other.read { try $0.command("KILL \(id)") }
            let deadline = Instant.now() + .seconds(10)
            while Instant.now() < deadline {
                let remains = try other.read {
                    try $0.row("SELECT 1 FROM information_schema.processlist WHERE id = \(id)") != nil
                }
                if !remains { return }
            }
            throw Unexpected("KILL: the connection is still there")
        }

        // MARK: Reconnecting

        @Test("une connexion que le serveur a fermée est remplacée sans que personne le voie")
        func idleConnectionKilled() throws {
            try kill(database)
            #expect(try fixture.revision() == 0)
            try kill(database)
            #expect(try fixture.publish() == 1)
            try kill(database)
            #expect(try fixture.publication(1).number == 1)
            try fixture.expectConsistency()
        }

        @Test("une connexion en bon état sert encore et encore")
        func reuse() throws {
            let first = try database.read(connectionID)
            try fixture.publish()
            #expect(failure { try database.read { try $0.rows("SELECT nothing FROM nowhere") } } == .failed(code: 1146))
            #expect(failure { try fixture.addAccount { $0.name = fixture.client.name } } == .duplicate)
            #expect(try database.read(connectionID) == first)
            database.disconnect()
            #expect(try database.read(connectionID) != first)
        }

        @Test("une lecture interrompue au milieu est refaite entière")
        func readKilled() throws {
            var tries = 0
            let answers = try database.read { connection in
                tries += 1
                var answers = [try connectionID(connection)]
                if tries == 1 { try Database(fixture.address).read { try $0.command("KILL \(answers[0])") } }
                answers.append(try connectionID(connection))
                return answers
            }
            #expect(tries == 2 && answers[0] == answers[1])
        }

        @Test("chaque connexion refuse ce qui ne tient pas, quel que soit le réglage du serveur")
        func strictMode() throws {
            let mode = try database.read { connection in
                var row = try #require(try connection.row("SELECT @@SESSION.sql_mode"))
                return try row.text()
            }
            #expect(mode.contains("STRICT_ALL_TABLES"))
            #expect(
                failure { try fixture.run("UPDATE sheet SET last_number = -1 WHERE id = \(fixture.sheet.id)") } != nil)
        }

        // MARK: No server

        private func unreachable(_ change: (inout Connection.Address) -> Void) -> Connection.Address {
            var address = fixture.address
            change(&address)
            return address
        }

        @Test("un serveur absent est dit absent, sans attendre")
        func unavailable() throws {
            let addresses = [
                unreachable { $0.socket = "/nulle/part.sock" },
                unreachable { ($0.host, $0.port, $0.socket) = ("127.0.0.1", 1, nil) },
                unreachable { $0.password = "faux" },
                unreachable { $0.database = "clo_test_absente" },
            ]
            for address in addresses {
                let database = Database(address)
                let time = ContinuousClock().measure {
                    #expect(failure { try database.read(connectionID) } == .unavailable)
                    #expect(failure { try database.transaction(connectionID) } == .unavailable)
                    #expect(failure { try database.repeatableTransaction(connectionID) } == .unavailable)
                }
                #expect(time < .seconds(2))
            }
        }

        @Test("ce que l’on dit d’un serveur absent ne contient pas le mot de passe")
        func messages() throws {
            let secret = "secret-\(Fixture.unique())"
            do {
                _ = try Database(unreachable { $0.password = secret }).read(connectionID)
                Issue.record("a wrong password was accepted")
            } catch {
                #expect(!"\(error)".contains(secret))
            }
        }

        @Test("de plusieurs serveurs, le premier qui répond est pris")
        func severalAddresses() throws {
            let database = Database([unreachable { $0.socket = "/nulle/part.sock" }, fixture.address])
            #expect(try database.read(connectionID) > 0)
            #expect(
                try Store(database).publications.find(number: 1, in: fixture.sheet.id, visibleTo: fixture.julie.viewer)
                    == nil)
        }

        // MARK: Transactions

        @Test("une transaction dont le corps échoue n’a rien fait")
        func rollback() throws {
            struct Stop: Error {}
            #expect(throws: Stop.self) {
                try database.transaction { connection in
                    try connection.execute("UPDATE sheet SET last_number = 9 WHERE id = \(fixture.sheet.id)")
                    throw Stop()
                }
            }
            #expect(try fixture.number("SELECT last_number FROM sheet WHERE id = \(fixture.sheet.id)") == 0)
            #expect(try fixture.publish() == 1)
        }

        @Test("ce qui est refusé pour de bon n’est pas tenté deux fois")
        func refusedOnce() throws {
            var tries = 0
            let failed = failure {
                try database.repeatableTransaction { connection in
                    tries += 1
                    try connection.execute(
                        "UPDATE worksite SET code = \(fixture.otherSheet.code) WHERE code = \(fixture.sheet.code)")
                }
            }
            #expect(failed == .duplicate && tries == 1)
        }

        @Test("un conflit qui dure est dit, après huit essais")
        func lastingConflict() throws {
            var tries = 0
            let failed = failure {
                try database.transaction { _ in
                    tries += 1
                    throw StoreError.conflict("always")
                }
            }
            #expect(failed == .conflict && tries == 8)
        }

        @Test("deux transactions qui s’attendent l’une l’autre réussissent toutes deux")
        func deadlock() throws {
            let (address, sheets) = (fixture.address, [fixture.sheet.id, fixture.otherSheet.id])
            let bothHoldOne = Barrier(2)
            let tries = try inParallel(2) { thread in
                var tries = 0
                try Database(address).transaction { connection in
                    tries += 1
                    let order = thread == 0 ? sheets : sheets.reversed()
                    try connection.execute("UPDATE sheet SET last_number = last_number + 1 WHERE id = \(order[0])")
                    if tries == 1 { bothHoldOne.wait() }
                    try connection.execute("UPDATE sheet SET last_number = last_number + 1 WHERE id = \(order[1])")
                }
                return tries
            }
            #expect(tries.sorted() == [1, 2], "the server undid one of them, once")
            #expect(
                try fixture.number("SELECT SUM(last_number) FROM sheet WHERE id IN (\(list: sheets))") == 4)
        }

        // MARK: A loss at the worst moment

        private func publish(through proxy: CuttingProxy, _ submission: Submission) throws -> PublicationStore.Outcome {
            try Store(Database(proxy.address)).publications.add(
                Fixture.content("une fois"), to: fixture.sheet.id, by: fixture.julie.account, submission: submission,
                at: .start)
        }

        private func withProxy(_ body: (CuttingProxy) throws -> Void) throws {
            let proxy = try CuttingProxy(to: fixture.address)
            defer { proxy.stop() }
            try body(proxy)
        }

        @Test(
            "coupée à n’importe quelle question d’une transaction, elle est refaite et compte une fois",
            arguments: [
                "START TRANSACTION", "FOR UPDATE", "SELECT outcome", "INSERT INTO publication\n",
                "INSERT INTO publication_version", "UPDATE sheet", "INSERT INTO sheet_event", "INSERT INTO submission",
                "COMMIT",
            ], CuttingProxy.Moment.allCases)
        func publicationCut(question: String, moment: CuttingProxy.Moment) throws {
            try withProxy { proxy in
                proxy.cut(moment, at: question)
                let submission = fixture.submission(by: fixture.julie)
                #expect(try publish(through: proxy, submission) == .done(number: 1, revision: 1))
                #expect(proxy.cutCount == 1)
                #expect(try publish(through: proxy, submission) == .done(number: 1, revision: 1))
                #expect(try fixture.overview().publicationCount == 1)
                try fixture.expectConsistency()
            }
        }

        @Test(
            "un commentaire dont la confirmation se perd n’est écrit qu’une fois",
            arguments: CuttingProxy.Moment.allCases)
        func commentCut(moment: CuttingProxy.Moment) throws {
            try fixture.publish()
            try withProxy { proxy in
                proxy.cut(moment, at: "COMMIT")
                let outcome = try Store(Database(proxy.address)).comments.add(
                    "une fois", to: 1, replyTo: nil, in: fixture.sheet.id, by: fixture.client.author,
                    submission: fixture.submission(by: fixture.client), at: .start)
                #expect(outcome == .done(number: 1, revision: 2))
                #expect(proxy.cutCount == 1)
                #expect(try fixture.threadOf(1)?.entries.count == 1)
                try fixture.expectConsistency()
            }
        }

        @Test("ce qui ne doit pas être fait deux fois dit que l’issue est inconnue, et n’est pas refait")
        func outcomeUnknown() throws {
            for (moment, isDone) in [
                (CuttingProxy.Moment.before, false), (.insteadOfAnswer, true), (.afterAnswer, true),
            ] {
                try withProxy { proxy in
                    let database = Database(proxy.address)
                    let before = try fixture.number("SELECT last_number FROM sheet WHERE id = \(fixture.sheet.id)")
                    proxy.cut(moment, at: "COMMIT")
                    var tries = 0
                    let failed = failure {
                        try database.transaction { connection in
                            tries += 1
                            try connection.execute(
                                "UPDATE sheet SET last_number = last_number + 1 WHERE id = \(fixture.sheet.id)")
                        }
                    }
                    #expect(failed == (moment == .afterAnswer ? nil : .outcomeUnknown))
                    #expect(tries == 1 && proxy.cutCount == 1)
                    // Waits for the lock, hence until the server has undone what was not committed.
                    try fixture.run("UPDATE sheet SET revision = revision WHERE id = \(fixture.sheet.id)")
                    let after = try fixture.number("SELECT last_number FROM sheet WHERE id = \(fixture.sheet.id)")
                    #expect(after - before == (isDone ? 1 : 0))
                    #expect(try database.read(connectionID) > 0, "the next one connects again")
                }
            }
        }

        @Test("deux pertes de suite sont dites au lieu d’être cachées")
        func lostTwice() throws {
            try withProxy { proxy in
                let database = Database(proxy.address)
                var tries = 0
                let failed = failure {
                    try database.repeatableTransaction { connection in
                        tries += 1
                        proxy.cut(.before, at: "SELECT 123")
                        _ = try connection.row("SELECT 123")
                    }
                }
                #expect(failed == .unavailable && tries == 2)
                _ = try database.read(connectionID)
            }
        }
    }
}
