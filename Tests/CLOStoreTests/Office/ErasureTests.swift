import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Effacement et durées de conservation")
    struct ErasureTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
        }

        private var erasures: ErasureStore { fixture.store.erasures }
        private var admin: Viewer { fixture.administrator.viewer }
        private var client: Viewer { fixture.client.viewer }

        @Test("une demande à la fois ; le client peut la retirer, l’administrateur la refuser en l’expliquant")
        func requests() throws {
            try erasures.ask(by: client, reason: "Je déménage", at: .start)
            try erasures.ask(by: client, reason: "Encore", at: .start + .minutes(1))
            #expect(
                try fixture.number("SELECT COUNT(*) FROM erasure_request WHERE account_id = \(client.account)") == 1)
            try erasures.withdraw(by: client, at: .start + .minutes(2))
            #expect(try erasures.latest(of: client.account, visibleTo: client)?.outcome == .withdrawn)
            try erasures.ask(by: client, reason: nil, at: .start + .minutes(3))
            try erasures.refuse(client.account, answer: "Chantier en cours", by: fixture.julie.viewer, at: .start)
            #expect(
                try erasures.latest(of: client.account, visibleTo: client)?.outcome == nil,
                "not an employee's to refuse")
            try erasures.refuse(client.account, answer: "Chantier en cours", by: admin, at: .start + .minutes(4))
            let latest = try #require(try erasures.latest(of: client.account, visibleTo: client))
            #expect(latest.outcome == .refused && latest.answer == "Chantier en cours")
            #expect(try erasures.latest(of: client.account, visibleTo: fixture.otherClient.viewer) == nil)
            try erasures.ask(by: fixture.julie.viewer, reason: nil, at: .start)
            #expect(
                try fixture.number("SELECT COUNT(*) FROM erasure_request WHERE account_id = \(fixture.julie.account)")
                    == 0)
        }

        @Test("l’effacement ôte la personne de partout, et laisse ce que la loi fait garder")
        func erase() throws {
            let number = try fixture.publish()
            try fixture.comment("Mon code est 1234.", under: number)
            let kept = try fixture.addContract(of: fixture.client, signedOn: Day(year: 2020, month: 1, day: 1))
            let expired = try fixture.addContract(of: fixture.client, signedOn: Day(year: 2010, month: 1, day: 1))
            let token = try fixture.signIn(fixture.client, at: .start)
            _ = try fixture.store.details.change(
                client.account, to: Details([.phone: "+33299000000"]), fields: [.phone], by: client, at: .start)
            try erasures.ask(by: client, reason: "x", at: .start)
            let extent = try #require(try erasures.extent(of: client.account, visibleTo: admin, at: .start))
            #expect(extent.worksites == 1 && extent.comments == 1 && extent.detailChanges == 1)
            #expect(extent.keptContracts == 1 && extent.expiredContracts == 1)
            #expect(extent.contractsKeptUntil == Day(year: 2030, month: 1, day: 1))

            #expect(try !erasures.erase(client.account, withComments: true, by: fixture.julie.viewer, at: .start))
            #expect(try erasures.erase(client.account, withComments: true, by: admin, at: .start))

            #expect(try fixture.store.sessions.open(token, sheet: nil, at: .start) == nil)
            #expect(try fixture.store.accounts.credentials(of: fixture.client.name) == nil)
            #expect(try fixture.overview().header.clientName == "Client effacé")
            let thread = try #require(try fixture.threadOf(number))
            #expect(thread.entries.map(\.comment.text) == [ErasureStore.erasedComment])
            #expect(thread.entries.map(\.comment.author.name) == ["Client effacé"])
            #expect(try fixture.store.contracts.find(name: kept, visibleTo: admin) != nil)
            #expect(try fixture.store.contracts.find(name: expired, visibleTo: admin) == nil)
            #expect(try fixture.store.details.history(of: client.account, visibleTo: admin, limit: 9).isEmpty)
            #expect(try erasures.latest(of: client.account, visibleTo: admin)?.outcome == .erased)
            #expect(
                try fixture.number(
                    """
                    SELECT COUNT(*) FROM account
                    WHERE id = \(client.account)
                      AND (last_name LIKE '%Dupont%' OR identifier LIKE 'martin%' OR phone IS NOT NULL)
                    """) == 0)
            try fixture.expectConsistency()
        }

        @Test("effacer deux fois, ou un employé, ne fait rien de plus")
        func again() throws {
            #expect(try erasures.erase(client.account, withComments: false, by: admin, at: .start))
            #expect(try erasures.erase(client.account, withComments: false, by: admin, at: .start))
            #expect(
                try fixture.number(
                    "SELECT COUNT(*) FROM journal WHERE subject_id = \(client.account) AND kind = 'donnees_effacees'")
                    == 1)
            #expect(try !erasures.erase(fixture.julie.account, withComments: false, by: admin, at: .start))
            #expect(try erasures.extent(of: client.account, visibleTo: admin, at: .start) == nil)
            #expect(
                try fixture.store.accounts.reopen(client.account, .client, by: admin, at: .start) == .done,
                "there is nothing to reopen")
            #expect(
                try fixture.number(
                    "SELECT COUNT(*) FROM account WHERE id = \(client.account) AND suspended_at IS NOT NULL") == 1)
        }
    }

    /// In a database of its own: a purge is about everybody's.
    @Suite("La purge du bureau", .database)
    struct OfficePurgeTests {
        @Test("connexions, adresses, modifications et anciennes coordonnées partent à leur terme, pas avant")
        func terms() throws {
            let fixture = try Fixture()
            let store = fixture.store
            store.database.origin = .init(address: "192.0.2.1", userAgent: "x")
            try store.journal.record(.init(.signIn, by: fixture.julie.account), at: .start)
            try store.journal.record(.init(.worksiteChanged, by: fixture.julie.account), at: .start)
            try fixture.publish(at: .start)
            _ = try store.details.change(
                fixture.client.account, to: Details([.phone: "+33299000000"]), fields: [.phone],
                by: fixture.julie.viewer, at: .start)
            func count(_ sql: SQL) throws -> UInt64 { try fixture.number(sql) }
            let month = Duration.hours(730)
            func purge(months: Int) throws { _ = try store.purge(at: .start + month * months + .hours(1)) }

            try purge(months: 11)
            #expect(try count("SELECT COUNT(*) FROM journal WHERE kind = 'connexion'") == 1)
            #expect(try count("SELECT COUNT(*) FROM sheet_event WHERE address IS NOT NULL") == 1)
            try purge(months: 12)
            #expect(try count("SELECT COUNT(*) FROM journal WHERE kind = 'connexion'") == 0)
            #expect(try count("SELECT COUNT(*) FROM journal WHERE kind = 'chantier_modifie' AND address IS NULL") == 1)
            #expect(try count("SELECT COUNT(*) FROM sheet_event") == 1)
            #expect(try count("SELECT COUNT(*) FROM sheet_event WHERE address IS NOT NULL") == 0)
            #expect(try count("SELECT COUNT(*) FROM detail_change") == 1)
            try purge(months: 24)
            #expect(try count("SELECT COUNT(*) FROM detail_change") == 0)
            try purge(months: 35)
            #expect(try count("SELECT COUNT(*) FROM journal WHERE kind = 'chantier_modifie'") == 1)
            try purge(months: 36)
            #expect(try count("SELECT COUNT(*) FROM journal WHERE kind = 'chantier_modifie'") == 0)
            try fixture.expectConsistency()
        }
    }
}
