import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Journal, réglages et coordonnées")
    struct OfficeRecordTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
        }

        private var store: Store { fixture.store }
        private var admin: Viewer { fixture.administrator.viewer }

        private func lines(
            _ text: String, group: JournalKind.Group? = nil, page: Int = 1, size: Int = 50, as viewer: Viewer? = nil
        ) throws -> [JournalStore.Line] {
            var question = JournalStore.Question()
            question.text = text
            question.group = group
            return try store.journal.lines(
                question, PageRequest(page: page, size: size), visibleTo: viewer ?? admin
            ).lines
        }

        // MARK: Journal

        @Test("qui, quand, d’où, quoi : avec le changement, dans la même transaction")
        func entry() throws {
            store.database.origin = .init(address: "192.0.2.77", userAgent: "Essai/1")
            _ = try store.accounts.suspend(
                fixture.client.account, .client, by: fixture.julie.viewer, at: .start + .minutes(1))
            let line = try #require(try lines("suspendu \(fixture.julie.name)").first)
            #expect(line.happenedAt == .start + .minutes(1))
            #expect(line.actorIdentifier == fixture.julie.name.description)
            #expect(line.subject == fixture.client.viewer.name)
            #expect(line.address == "192.0.2.77" && line.userAgent == "Essai/1")
        }

        @Test("ce qui échoue ne laisse pas de trace")
        func rolledBack() throws {
            struct Broken: Error {}
            let before = try fixture.number("SELECT COUNT(*) FROM journal WHERE actor_id = \(fixture.karim.account)")
            #expect(throws: Broken.self) {
                try store.database.transaction { connection in
                    try JournalStore.record(.init(.signIn, by: fixture.karim.account), at: .start, connection)
                    throw Broken()
                }
            }
            #expect(
                try fixture.number("SELECT COUNT(*) FROM journal WHERE actor_id = \(fixture.karim.account)") == before)
        }

        @Test("publications et commentaires y sont aussi, avec leur numéro et leur adresse")
        func sheetEvents() throws {
            store.database.origin = .init(address: "2001:db8::1", userAgent: "x")
            let number = try fixture.publish(at: .start)
            try fixture.comment(under: number, at: .start + .minutes(1))
            let found = try lines(fixture.sheet.code.description, group: .sheets)
            #expect(found.map(\.what) == ["Commentaire ajouté", "Publication ajoutée"])
            #expect(found.map(\.object) == ["\(fixture.sheet.code) n°\u{A0}1.1", "\(fixture.sheet.code) n°\u{A0}1"])
            #expect(found.allSatisfy { $0.address == "2001:db8::1" })
            #expect(try lines("\(fixture.sheet.code) commentaire").count == 1)
            #expect(try lines(fixture.sheet.code.description, group: .settings).isEmpty)
        }

        @Test("la recherche, la période et les pages, les deux sources mêlées par date")
        func question() throws {
            let start = Instant.start + .days(400 + Fixture.unique())
            for minute in 0..<6 {
                if minute % 2 == 0 {
                    try fixture.publish(at: start + .minutes(minute))
                } else {
                    try store.journal.record(.init(.signIn, by: fixture.julie.account), at: start + .minutes(minute))
                }
            }
            func times(page: Int, size: Int, from: Int = 0, until: Int = 60) throws -> ([Int], Bool) {
                var question = JournalStore.Question()
                question.text = fixture.julie.name.description
                question.from = start + .minutes(from)
                question.until = start + .minutes(until)
                let (lines, hasMore) = try store.journal.lines(
                    question, PageRequest(page: page, size: size), visibleTo: admin)
                return (lines.map { Int($0.happenedAt.since(start).wholeMilliseconds / 60_000) }, hasMore)
            }
            #expect(try times(page: 1, size: 4) == ([5, 4, 3, 2], true))
            #expect(try times(page: 2, size: 4) == ([1, 0], false))
            #expect(try times(page: 1, size: 10, from: 2, until: 4) == ([3, 2], false))
        }

        @Test("seul un administrateur le lit")
        func journalVisibility() throws {
            try store.journal.record(.init(.signIn, by: fixture.julie.account), at: .start)
            for viewer in [fixture.julie.viewer, fixture.client.viewer] {
                #expect(try lines("", as: viewer).isEmpty)
            }
            #expect(try !lines("").isEmpty)
        }

        @Test(
            "ce qui se cherche avec des signes d’une autre langue ne casse rien",
            arguments: ["é", "日本", "%", "'", "\\"])
        func oddSearch(text: String) throws {
            _ = try lines(text)
        }

        // MARK: Details

        @Test("un changement dit qui, quand, avant, après ; celui d’un client attend qu’on l’ait vu")
        func change() throws {
            let client = fixture.client
            let details = Details([.phone: "+33299000000", .email: "m@exemple.fr"])
            guard
                case .done(let changes) = try store.details.change(
                    client.account, to: details, fields: [.phone, .email], by: client.viewer, at: .start)
            else { return #expect(Bool(false), "the policy lets a client change them") }
            #expect(changes.map(\.field) == [.phone, .email])
            let history = try store.details.history(of: client.account, visibleTo: fixture.julie.viewer, limit: 9)
            #expect(history.map(\.field) == [.email, .phone])
            #expect(history.allSatisfy { $0.old == nil && $0.changedBy == client.account && $0.changedAt == .start })
            let last = try #require(try store.details.waiting(of: client.account, visibleTo: fixture.julie.viewer))
            #expect(last.new == "m@exemple.fr")
            try store.details.markSeen(client.account, upTo: last.id, by: fixture.julie.viewer, at: .start)
            #expect(try store.details.waiting(of: client.account, visibleTo: fixture.julie.viewer) == nil)
            #expect(try store.details.details(of: client.account, visibleTo: client.viewer)?[.phone] == "+33299000000")
        }

        @Test("un client ne change que ce que la règle lui laisse, et que chez lui")
        func policy() throws {
            let client = fixture.client
            guard
                case .forbidden(.city) = try store.details.change(
                    client.account, to: Details([.city: "Brest", .phone: "+33299000000"]), fields: [.city, .phone],
                    by: client.viewer, at: .start)
            else { return #expect(Bool(false), "the town is CLO's to change") }
            #expect(try store.details.details(of: client.account, visibleTo: client.viewer)?[.phone] == nil)
            guard
                case .gone = try store.details.change(
                    fixture.otherClient.account, to: Details([.phone: "+33299000000"]), fields: [.phone],
                    by: client.viewer, at: .start)
            else { return #expect(Bool(false), "not another client's") }
            #expect(try store.details.details(of: fixture.otherClient.account, visibleTo: client.viewer) == nil)
        }

        @Test("un nouveau nom se voit sur toutes les fiches qui le montrent, pages ouvertes comprises")
        func newName() throws {
            let mine = try fixture.publish(by: fixture.julie)
            let commented = try fixture.publish(by: fixture.karim)
            try fixture.comment(under: commented, by: fixture.julie)
            let untouched = try fixture.publish(by: fixture.karim)
            let revision = try fixture.revision()
            var details = try #require(try store.details.details(of: fixture.julie.account, visibleTo: admin))
            details[.lastName] = "Le Goff"
            _ = try store.details.change(fixture.julie.account, to: details, by: admin, at: .start)
            #expect(try fixture.revision() == revision + 1)
            let news = try #require(
                try store.sheets.news(of: fixture.sheet.id, since: revision, visibleTo: fixture.client.viewer, limit: 9)
            )
            #expect(
                Set(news.changed) == Set([try fixture.publication(mine).id, try fixture.publication(commented).id]))
            #expect(try !news.changed.contains(fixture.publication(untouched).id))
            #expect(try fixture.publication(mine).author.name == "Julie Le Goff")
            #expect(try fixture.revision(of: fixture.otherSheet) == 0, "she never wrote there")
            try fixture.expectConsistency()
        }

        // MARK: Settings

        @Test("la règle des champs et les réglages se gardent, et le journal dit ce qu’ils étaient")
        func settings() throws {
            var policy = try store.settings.fieldPolicy()
            policy[.company] = policy[.company] == .hidden ? .visible : .hidden
            #expect(try store.settings.change(to: policy, by: admin.account, at: .start))
            #expect(try store.settings.fieldPolicy() == policy)
            #expect(try !store.settings.change(to: policy, by: admin.account, at: .start), "nothing differs")

            var settings = try store.settings.settings()
            let former = settings.companyName
            settings[.companyName] = "CLO \(Fixture.unique())"
            #expect(try store.settings.change(to: settings, by: admin.account, at: .start))
            #expect(try store.settings.settings() == settings)
            let line = try #require(try lines("réglages modifiés \(settings.companyName)").first)
            #expect(line.detail?.contains("« \(former) »") == true)
        }

        @Test("le logo se change et se rend")
        func logo() throws {
            try store.settings.setLogo("abc/480.png", by: admin.account, at: .start)
            #expect(try store.settings.logo() == "abc/480.png")
            try store.settings.setLogo(nil, by: admin.account, at: .start)
            #expect(try store.settings.logo() == nil)
        }

        // MARK: Contracts

        @Test("un contrat n’est qu’à son client et à CLO")
        func contracts() throws {
            let name = try fixture.addContract(of: fixture.client, worksite: fixture.sheet.code)
            #expect(
                try store.contracts.find(name: name, visibleTo: fixture.client.viewer)?.worksite == fixture.sheet.code)
            #expect(try store.contracts.find(name: name, visibleTo: fixture.julie.viewer) != nil)
            #expect(try store.contracts.find(name: name, visibleTo: fixture.otherClient.viewer) == nil)
            #expect(try store.contracts.list(of: fixture.client.account, visibleTo: fixture.otherClient.viewer).isEmpty)
            #expect(try store.contracts.find(name: "é", visibleTo: fixture.julie.viewer) == nil)
        }

        @Test("un contrat ne peut être dit d’un chantier qui n’est pas celui du client ; il se change et se supprime")
        func contractChanges() throws {
            let name = try fixture.addContract(of: fixture.client)
            let day = try #require(Day(year: 2026, month: 5, day: 1))
            func change(_ worksite: WorksiteCode?) throws -> ContractStore.Outcome {
                try store.contracts.change(
                    name, to: .init(title: "Avenant", signedOn: day, worksite: worksite), by: fixture.julie.account,
                    at: .start)
            }
            #expect(try change(fixture.otherSheet.code) == .gone)
            #expect(try change(fixture.sheet.code) == .done)
            #expect(try store.contracts.find(name: name, visibleTo: fixture.client.viewer)?.title == "Avenant")
            #expect(try store.contracts.delete(name, by: fixture.julie.account, at: .start) == .done)
            #expect(try store.contracts.delete(name, by: fixture.julie.account, at: .start) == .gone)
            #expect(try lines("Avenant \(fixture.julie.name)").map(\.what) == ["Contrat supprimé", "Contrat modifié"])
        }

        // MARK: The board

        @Test("le tableau de bord dit où des commentaires attendent, jusqu’à la réponse")
        func board() throws {
            let number = try fixture.publish()
            let comment = try fixture.comment(under: number)
            func waiting() throws -> BoardStore.WaitingSheet? {
                try store.board.unanswered(visibleTo: fixture.julie.viewer, limit: 1_000)
                    .first { $0.code == fixture.sheet.code }
            }
            #expect(try waiting()?.count == 1)
            #expect(try waiting()?.publication == number)
            #expect(try store.board.unanswered(visibleTo: fixture.client.viewer, limit: 9).isEmpty)
            try fixture.comment(under: number, replyTo: comment, by: fixture.julie)
            #expect(try waiting() == nil)
        }
    }
}
