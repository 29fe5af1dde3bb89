import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    /// What a client finds under his name: his details, his contracts, his data.
    @Suite("Espace client")
    struct ClientSpaceTests {
        let fixture: Fixture
        var store: Store { fixture.store }

        init() throws {
            fixture = try Fixture()
        }

        // MARK: Details (S3)

        private func details() throws -> Details {
            try #require(try store.details.details(of: fixture.client.account, visibleTo: fixture.client.viewer))
        }

        @Test("un client ne change que les champs que CLO lui ouvre")
        func policy() throws {
            var wanted = try details()
            wanted[.mobile] = "+33639982165"
            let change = { (details: Details, fields: [DetailField]) in
                try store.details.change(
                    fixture.client.account, to: details, fields: fields, by: fixture.client.viewer, at: .start)
            }
            guard case .done(let changes) = try change(wanted, [.mobile]) else { throw Unexpected("change") }
            #expect(changes.map(\.field) == [.mobile])
            wanted[.city] = "Lyon"
            guard case .forbidden(.city) = try change(wanted, [.mobile, .city]) else { throw Unexpected("change") }
            #expect(try details()[.city] == nil, "nothing of it is written")
            let history = try store.details.history(
                of: fixture.client.account, visibleTo: fixture.client.viewer, limit: 9)
            #expect(history.map(\.field) == [.mobile] && history.first?.new == "+33639982165")
            #expect(history.first?.old == nil && history.first?.changedBy == fixture.client.account)
            #expect(
                try store.details.waiting(visibleTo: fixture.julie.viewer, limit: 99)
                    .contains { $0.change.account == fixture.client.account })
        }

        @Test("deux qui écrivent le même champ : le second l’apprend, rien n’est perdu")
        func changedMeanwhile() throws {
            let seen = try details()
            var byCLO = seen
            byCLO[.mobile] = "+33639982101"
            _ = try store.details.change(
                fixture.client.account, to: byCLO, fields: [.mobile], by: fixture.julie.viewer, at: .start)
            var byClient = seen
            byClient[.mobile] = "+33639982102"
            byClient[.email] = "martin@example.fr"
            let change = { (fields: [DetailField], seen: Details) in
                try store.details.change(
                    fixture.client.account, to: byClient, fields: fields, seen: seen, by: fixture.client.viewer,
                    at: .start)
            }
            guard case .changedMeanwhile = try change([.mobile, .email], seen) else { throw Unexpected("change") }
            #expect(try details()[.mobile] == "+33639982101" && details()[.email] == nil)
            guard case .done = try change([.email], seen) else { throw Unexpected("change") }
            #expect(try details()[.email] == "martin@example.fr", "another field is nobody else's business")
            guard case .done = try change([.mobile], byCLO) else { throw Unexpected("change") }
            #expect(try details()[.mobile] == "+33639982102")
        }

        @Test("envoyé deux fois, un changement n’en est qu’un")
        func twice() throws {
            let seen = try details()
            var wanted = seen
            wanted[.phone] = "+33261914018"
            for _ in 0..<2 {
                guard
                    case .done = try store.details.change(
                        fixture.client.account, to: wanted, fields: [.phone], seen: seen, by: fixture.client.viewer,
                        at: .start)
                else { throw Unexpected("change") }
            }
            #expect(
                try store.details.history(of: fixture.client.account, visibleTo: fixture.client.viewer, limit: 9)
                    .count == 1)
        }

        @Test("les informations d’un autre ne se lisent ni ne se changent")
        func others() throws {
            let stranger = fixture.otherClient.viewer
            #expect(try store.details.details(of: fixture.client.account, visibleTo: stranger) == nil)
            #expect(try store.details.history(of: fixture.client.account, visibleTo: stranger, limit: 9).isEmpty)
            var wanted = Details()
            wanted[.mobile] = "+33639982103"
            guard
                case .gone = try store.details.change(
                    fixture.client.account, to: wanted, fields: [.mobile], by: stranger, at: .start)
            else { throw Unexpected("change") }
            #expect(try details()[.mobile] == nil)
        }

        // MARK: Home

        @Test("la liste dit la dernière publication par sa date, et si elle est annulée")
        func latest() throws {
            func latest() throws -> SheetStore.Latest? {
                try store.sheets.list(visibleTo: fixture.client.viewer).first?.latest
            }
            #expect(try latest() == nil)
            let second = try fixture.publish("Plus récente.", datedAt: .start - .days(1))
            try fixture.publish("Plus ancienne.", datedAt: .start - .days(2))
            #expect(try latest()?.number == second && latest()?.datedAt == .start - .days(1))
            #expect(try latest()?.beginning == "<p>Plus récente.</p>" && latest()?.isCancelled == false)
            _ = try store.publications.cancel(
                number: second, in: fixture.sheet.id, reason: nil, by: fixture.julie.account, at: .start)
            #expect(try latest()?.isCancelled == true)
            let long = try fixture.publish(String(repeating: "é", count: 9_000), datedAt: .start)
            #expect(try latest()?.number == long && latest()?.beginning.unicodeScalars.count == 4_000)
        }

        // MARK: Data (RGPD)

        @Test("ses données : à lui et à un administrateur, à personne d’autre")
        func dataOfWhom() throws {
            _ = try fixture.signIn(fixture.client, at: .start)
            try store.journal.record(.init(.signIn, by: fixture.client.account), at: .start)
            func sees(_ person: Fixture.Person) throws -> [Bool] {
                let (account, viewer) = (fixture.client.account, person.viewer)
                return [
                    try store.personalData.account(account, visibleTo: viewer) != nil,
                    try !store.personalData.sessions(of: account, visibleTo: viewer).isEmpty,
                    try !store.personalData.journal(of: account, after: nil, limit: 9, visibleTo: viewer).isEmpty,
                ]
            }
            #expect(try sees(fixture.client) == [true, true, true])
            #expect(try sees(fixture.administrator) == [true, true, true])
            #expect(try sees(fixture.julie) == [false, false, false])
            #expect(try sees(fixture.otherClient) == [false, false, false])
        }

        @Test("son journal : ce qu’il a fait et ce qui lui a été fait, une fois chacun, sans l’adresse des autres")
        func journal() throws {
            let (client, julie) = (fixture.client.account, fixture.julie.account)
            store.database.origin = .init(address: "192.0.2.7", userAgent: "essai")
            try store.journal.record(.init(.signIn, by: client), at: .start)
            try store.journal.record(.init(.accountChanged, by: julie, on: client), at: .start)
            try store.journal.record(.init(.dataExported, by: client, on: client), at: .start)
            try store.journal.record(.init(.signIn, by: julie), at: .start)
            var entries: [PersonalDataStore.Entry] = []
            while true {
                let next = try store.personalData.journal(
                    of: client, after: entries.last, limit: 2, visibleTo: fixture.client.viewer)
                entries += next
                if next.count < 2 { break }
            }
            #expect(entries.map(\.kind) == ["connexion", "compte_modifie", "donnees_exportees"])
            #expect(entries.map(\.isOwnAct) == [true, false, true])
            #expect(entries.map(\.address) == ["192.0.2.7", nil, "192.0.2.7"])
        }

        @Test("une demande d’effacement : une à la fois, retirée par lui seul")
        func erasure() throws {
            let client = fixture.client.viewer
            func latest() throws -> ErasureStore.Request? {
                try store.erasures.latest(of: client.account, visibleTo: client)
            }
            try store.erasures.ask(by: client, reason: "Travaux finis", at: .start)
            try store.erasures.ask(by: client, reason: "Encore", at: .start + .minutes(1))
            #expect(try latest()?.reason == "Travaux finis" && latest()?.outcome == nil)
            #expect(try store.erasures.latest(of: client.account, visibleTo: fixture.otherClient.viewer) == nil)
            try store.erasures.withdraw(by: fixture.otherClient.viewer, at: .start)
            #expect(try latest()?.outcome == nil)
            try store.erasures.withdraw(by: client, at: .start + .minutes(2))
            #expect(try latest()?.outcome == .withdrawn)
            try store.erasures.ask(by: client, reason: nil, at: .start + .minutes(3))
            #expect(try latest()?.outcome == nil && latest()?.reason == nil)
        }

        // MARK: Contracts (S4)

        @Test("un contrat se voit de son client et des employés")
        func contracts() throws {
            let name = "contrat-\(Fixture.unique())"
            let outcome = try store.contracts.add(
                .init(title: "Devis", signedOn: Instant.start.utcParts.day, worksite: fixture.sheet.code),
                .init(name: name, byteCount: 1_000, pageCount: 2), of: fixture.client.account,
                by: fixture.julie.account, at: .start)
            #expect(outcome == .done)
            for person in [fixture.client, fixture.julie, fixture.administrator] {
                #expect(try store.contracts.find(name: name, visibleTo: person.viewer)?.title == "Devis")
                #expect(try store.contracts.list(of: fixture.client.account, visibleTo: person.viewer).count == 1)
            }
            #expect(try store.contracts.find(name: name, visibleTo: fixture.otherClient.viewer) == nil)
            #expect(
                try store.contracts.list(of: fixture.client.account, visibleTo: fixture.otherClient.viewer).isEmpty)
        }
    }
}
