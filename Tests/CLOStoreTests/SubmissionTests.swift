import CLOModel
import CLOSecurity
import Testing

@testable import CLOStore

extension StoreTests {
    /// B3: a double click, a retry on a bad network or a back-and-resend never posts twice.
    @Suite("Envois répétés")
    struct SubmissionTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
        }

        private func submission(_ token: String, by person: Fixture.Person, _ content: String...) -> Submission {
            Submission(token: token, account: person.account, content: content)
        }

        private func publish(_ text: String, token: String, by person: Fixture.Person? = nil) throws
            -> PublicationStore.Outcome
        {
            let person = person ?? fixture.julie
            return try fixture.store.publications.add(
                Fixture.content(text), to: fixture.sheet.id, by: person.account,
                submission: submission(token, by: person, text), at: .start)
        }

        private func comment(_ text: String, token: String) throws -> CommentStore.AddOutcome {
            try fixture.store.comments.add(
                text, to: 1, replyTo: nil, in: fixture.sheet.id, by: fixture.client.author,
                submission: submission(token, by: fixture.client, text), at: .start)
        }

        @Test("le même formulaire, envoyé encore, reçoit la première réponse et n’écrit rien")
        func sameTwice() throws {
            #expect(try publish("un", token: "a") == .done(number: 1, revision: 1))
            #expect(try comment("deux", token: "b") == .done(number: 1, revision: 2))
            #expect(try publish("trois", token: "c") == .done(number: 2, revision: 3))
            #expect(try publish("un", token: "a") == .done(number: 1, revision: 1))
            #expect(try comment("deux", token: "b") == .done(number: 1, revision: 2))
            #expect(try fixture.revision() == 3)
            try fixture.expectConsistency()
        }

        @Test("le même formulaire avec un autre texte est un autre envoi")
        func otherContent() throws {
            #expect(try publish("un", token: "a") == .done(number: 1, revision: 1))
            #expect(try publish("un, corrigé", token: "a") == .done(number: 2, revision: 2))
            #expect(try comment("un", token: "a") == .done(number: 1, revision: 3))
            #expect(try comment("deux", token: "a") == .done(number: 2, revision: 4))
        }

        @Test("le même texte dans un autre formulaire, ou d’une autre personne, est un autre envoi")
        func otherForm() throws {
            #expect(try publish("un", token: "a") == .done(number: 1, revision: 1))
            #expect(try publish("un", token: "b") == .done(number: 2, revision: 2))
            #expect(try publish("un", token: "a", by: fixture.karim) == .done(number: 3, revision: 3))
        }

        @Test("un envoi répété après la suppression de ce qu’il avait fait ne le refait pas")
        func afterDeletion() throws {
            #expect(try publish("un", token: "a") == .done(number: 1, revision: 1))
            _ = try fixture.store.publications.delete(
                number: 1, in: fixture.sheet.id, by: fixture.julie.account, at: .start)
            #expect(try publish("un", token: "a") == .done(number: 1, revision: 1))
            #expect(try fixture.overview().publicationCount == 0)
        }

        @Test("un envoi refusé parce que sa cible est partie n’est pas noté")
        func refused() throws {
            #expect(try comment("x", token: "a") == .publicationGone)
            try fixture.publish()
            #expect(try comment("x", token: "a") == .done(number: 1, revision: 2))
        }

        @Test("ce qui est tapé ne peut pas se faire passer pour une autre répartition entre les champs")
        func boundaries() {
            let keys = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], ["a\u{0}1\u{0}b"]].map {
                Submission(token: "t", account: .init(1), content: $0).key
            }
            #expect(Set(keys).count == keys.count)
            #expect(
                Submission(token: "t", account: .init(1), content: ["x"]).key
                    != Submission(token: "t", account: .init(11), content: ["x"]).key)
            #expect(
                Submission(token: "t", account: .init(1), content: []).key
                    == Submission(token: "t", account: .init(1), content: []).key)
        }

        @Test("deux exemplaires envoyés au même instant n’en font qu’un, et reçoivent la même réponse")
        func atOnce() throws {
            let (address, sheet, julie) = (fixture.address, fixture.sheet.id, fixture.julie)
            for round in 1...5 {
                let submission = submission("\(round)", by: julie, "même texte")
                let outcomes = try inParallel(4) { _ in
                    try Store(Database(address)).publications.add(
                        Fixture.content("même texte"), to: sheet, by: julie.account, submission: submission, at: .start)
                }
                #expect(Set(outcomes) == [.done(number: round, revision: UInt64(round))])
            }
            try fixture.expectConsistency()
        }

        @Test("deux exemplaires d’un commentaire au même instant n’en font qu’un")
        func commentAtOnce() throws {
            try fixture.publish()
            let (address, sheet, client) = (fixture.address, fixture.sheet.id, fixture.client)
            let submission = submission("a", by: client, "même texte")
            let outcomes = try inParallel(4) { _ in
                try Store(Database(address)).comments.add(
                    "même texte", to: 1, replyTo: nil, in: sheet, by: client.author, submission: submission, at: .start)
            }
            #expect(Set(outcomes) == [.done(number: 1, revision: 2)])
            try fixture.expectConsistency()
        }
    }

    @Suite("Purge")
    struct PurgeTests {
        @Test("ce qui a fait son temps part, le reste demeure")
        func purge() throws {
            let fixture = try Fixture()
            // Long before everything else in these tests, so that nothing of another test is old here.
            let now = Instant.start - .days(3_650)
            let sessions = [
                try fixture.signIn(fixture.client, at: now - .days(30) - .milliseconds(1)),
                try fixture.signIn(fixture.client, at: now - .days(30)),
            ]
            let devices = [SecretToken(), SecretToken()]
            for (device, age) in zip(devices, [Duration.days(365) + .milliseconds(1), .days(365)]) {
                try fixture.store.sessions.remember(device: device, of: fixture.client.account, at: now - age)
            }
            let subjects = (0..<3).map { _ in ThrottleStore.Subject.network("purge \(Fixture.unique())") }
            for (subject, age) in zip(subjects, [Duration.hours(25), .hours(24), .hours(1)]) {
                _ = try fixture.store.throttle.registerTry([subject], at: now - age)
            }
            let keys = (0..<2).map { _ in Randomness.bytes(32) }
            for (key, age) in zip(keys, [Duration.days(30) + .milliseconds(1), .days(30)]) {
                try fixture.run(
                    """
                    INSERT INTO submission (key_hash, account_id, outcome, created_at)
                    VALUES (\(key), \(fixture.client.account), '1@1', \(now - age))
                    """)
            }
            let counts = try fixture.store.purge(at: now)
            #expect(counts.sessions == 1 && counts.devices == 1 && counts.throttles == 1 && counts.submissions == 1)
            func remain(_ table: SQL, _ column: SQL, _ hashes: [[UInt8]]) throws -> UInt64 {
                try fixture.number("SELECT COUNT(*) FROM \(table) WHERE \(column) IN (\(list: hashes))")
            }
            #expect(try remain("session", "token_hash", sessions.map(\.hash)) == 1)
            #expect(try remain("session", "token_hash", [sessions[1].hash]) == 1)
            #expect(try remain("device", "token_hash", [devices[1].hash]) == 1)
            #expect(try remain("throttle", "key_hash", subjects.map(\.keyHash)) == 2)
            #expect(try remain("submission", "key_hash", [keys[1]]) == 1)
            let again = try fixture.store.purge(at: now)
            #expect(again.sessions + again.devices + again.throttles + again.submissions == 0)
        }
    }
}
