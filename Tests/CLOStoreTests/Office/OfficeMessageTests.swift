import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Ce que le bureau voit des messages, et les listes de tous les contrats et de toutes les demandes")
    struct OfficeMessageTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
        }

        private var store: Store { fixture.store }
        private var client: Account.ID { fixture.client.account }
        private var julie: Viewer { fixture.julie.viewer }
        private var admin: Viewer { fixture.administrator.viewer }

        /// - Returns: its reason, which no other message has.
        private func fail(_ person: Fixture.Person, at settled: Instant = .start) throws -> String {
            let reason = "550 \(person.account.rawValue) \(settled.milliseconds)"
            try fixture.run(
                """
                INSERT INTO outgoing_message
                    (reference, account_id, channel, letter, state, attempts, next_attempt_at, queued_at, settled_at, reason)
                VALUES (\("clo.\(person.account.rawValue).\(settled.milliseconds)"), \(person.account), 'email',
                        'mot-de-passe', 'failed', 8, \(settled), \(settled), \(settled), \(reason))
                """)
            return reason
        }

        @Test("un échec se voit, chez son client, jusqu’à ce qu’il reparte ; un employé ne voit que les échecs")
        func failures() throws {
            let reason = try fail(fixture.client)
            let old = try fail(fixture.client, at: .start - .days(31))
            let other = try fail(fixture.otherClient)
            let since = Instant.start - .days(30)
            let his = try store.messages.failed(of: client, since: since, visibleTo: julie, limit: 9)
            #expect(his.compactMap(\.reason) == [reason])
            #expect(his.first?.account == client && his.first?.isForEmployee == false)
            let all = try store.messages.failed(since: since, visibleTo: julie, limit: 1_000).compactMap(\.reason)
            #expect(all.contains(reason) && all.contains(other) && !all.contains(old))
            #expect(try store.messages.failedCount(since: since) >= 2)
            #expect(try store.messages.failed(since: since, visibleTo: fixture.client.viewer, limit: 9).isEmpty)

            let message = try #require(his.first?.id)
            #expect(try !store.messages.resend(message, to: fixture.otherClient.account, at: .start))
            #expect(try store.messages.resend(message, to: client, at: .start))
            #expect(try store.messages.failed(of: client, since: since, visibleTo: julie, limit: 9).isEmpty)
        }

        @Test("tous les messages se cherchent par personne, résultat et page, par un administrateur seul")
        func list() throws {
            for minute in 0..<3 { _ = try fail(fixture.client, at: .start + .minutes(minute)) }
            let name = fixture.client.name.description
            let page = PageRequest(page: 1, size: 2)
            let found = try store.messages.list(like: name, [.failed], page, visibleTo: admin)
            #expect(found.total == 3 && found.items.count == 2)
            #expect(
                try store.messages.list(like: name, [.failed], PageRequest(page: 2, size: 2), visibleTo: admin)
                    .items.count == 1)
            #expect(try store.messages.list(like: name, [.sent, .waiting], page, visibleTo: admin).total == 0)
            #expect(try store.messages.list(like: "\(name) introuvable", [.failed], page, visibleTo: admin).total == 0)
            #expect(try store.messages.list(like: name, [.failed], page, visibleTo: julie).total == 0)
        }

        @Test("tous les contrats se cherchent par titre, chantier ou client, page par page ; jamais par un client")
        func contracts() throws {
            for _ in 0..<3 { _ = try fixture.addContract(of: fixture.client, worksite: fixture.sheet.code) }
            let page = PageRequest(page: 1, size: 2)
            for text in [fixture.client.name.description, fixture.sheet.code.description] {
                let found = try store.contracts.list(like: text, page, visibleTo: julie)
                #expect(found.total == 3 && found.items.count == 2, "\(text)")
                #expect(found.items.allSatisfy { $0.clientName == fixture.client.viewer.name })
            }
            #expect(try store.contracts.list(like: "\(fixture.client.name) rien", page, visibleTo: julie).total == 0)
            #expect(try store.contracts.list(like: "", page, visibleTo: fixture.client.viewer).items.isEmpty)
        }

        @Test("une demande d’effacement se cherche par le nom du client")
        func erasures() throws {
            try store.erasures.ask(by: fixture.client.viewer, reason: nil, at: .start)
            let page = PageRequest(page: 1, size: 9)
            func total(_ text: String, openOnly: Bool = true) throws -> Int {
                try store.erasures.list(like: text, openOnly: openOnly, page, visibleTo: admin).total
            }
            #expect(try total(fixture.client.name.description) == 1)
            #expect(try total("\(fixture.client.name) introuvable") == 0)
            try store.erasures.withdraw(by: fixture.client.viewer, at: .start)
            #expect(try total(fixture.client.name.description) == 0)
            #expect(try total(fixture.client.name.description, openOnly: false) == 1)
        }
    }
}
