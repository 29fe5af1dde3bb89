import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Clients et employés vus du bureau")
    struct OfficePeopleTests {
        let fixture: Fixture
        private let mark = "m\(Fixture.unique())"

        init() throws {
            fixture = try Fixture()
        }

        private var accounts: AccountStore { fixture.store.accounts }

        private func add(_ first: String, _ last: String, _ more: [DetailField: String] = [:]) throws -> Account.ID {
            let details = Details(more.merging([.firstName: first, .lastName: last]) { $1 })
            let name = try #require(try accounts.freeIdentifier(for: details))
            let outcome = try accounts.add(
                name, .client, details, by: fixture.julie.viewer, submission: fixture.submission(by: fixture.julie),
                at: .start)
            guard case .done(let id) = outcome else { throw Unexpected("account: \(outcome)") }
            return id
        }

        private func names(_ text: String, status: AccountStore.Status? = nil, page: Int = 1, size: Int = 10) throws
            -> [String]
        {
            try accounts.list(
                .client, like: text, status: status, PageRequest(page: page, size: size),
                visibleTo: fixture.julie.viewer
            ).items.map(\.name)
        }

        @Test("chaque mot cherché se trouve quelque part, dans n’importe quel ordre")
        func search() throws {
            _ = try add("Zoé\(mark)", "Le Guen", [.company: "Maçonnerie", .city: "Rennes"])
            _ = try add("Yann\(mark)", "Le Guen", [.email: "yann.\(mark)@exemple.fr"])
            #expect(try names("\(mark) guen") == ["Yann\(mark) Le Guen", "Zoé\(mark) Le Guen"])
            #expect(try names("rennes zoé\(mark)") == ["Zoé\(mark) Le Guen"])
            #expect(try names("yann.\(mark)@exemple") == ["Yann\(mark) Le Guen"])
            #expect(try names("\(mark) brest") == [])
            #expect(try names("\(mark)%") == [], "taken literally")
        }

        @Test("une liste se lit page par page, avec son total")
        func paging() throws {
            for number in 1...5 { _ = try add("P\(number)\(mark)", "Petit") }
            #expect(try names("\(mark)", page: 2, size: 2) == ["P3\(mark) Petit", "P4\(mark) Petit"])
            #expect(try names("\(mark)", page: 4, size: 2) == [])
            let slice = try accounts.list(
                .client, like: mark, status: nil, PageRequest(page: 2, size: 2), visibleTo: fixture.julie.viewer)
            #expect(slice.total == 5)
        }

        @Test("un client ne voit aucune liste, un employé pas celle des employés")
        func visibility() throws {
            let page = PageRequest(page: 1, size: 10)
            #expect(
                try accounts.list(.client, like: "", status: nil, page, visibleTo: fixture.client.viewer).items.isEmpty)
            #expect(
                try accounts.list(.employee, like: "", status: nil, page, visibleTo: fixture.julie.viewer).items.isEmpty
            )
            #expect(try accounts.profile(fixture.client.account, .client, visibleTo: fixture.client.viewer) == nil)
            #expect(try accounts.profile(fixture.karim.account, .employee, visibleTo: fixture.julie.viewer) == nil)
            #expect(
                try accounts.profile(fixture.julie.account, .client, visibleTo: fixture.administrator.viewer) == nil,
                "an employee is no client")
        }

        @Test("l’identifiant proposé est libre, le doublon est annoncé")
        func proposals() throws {
            let details = Details([
                .firstName: "Ana\(mark)", .lastName: "Gil", .phone: "+3329900\(Fixture.unique() + 1_000)",
            ])
            let first = try #require(try accounts.freeIdentifier(for: details))
            #expect(first.description == "ana\(mark).gil")
            #expect(try accounts.lookalikes(of: details, visibleTo: fixture.julie.viewer).isEmpty)
            let id = try add("Ana\(mark)", "Gil", [.phone: details[.phone] ?? ""])
            #expect(try accounts.freeIdentifier(for: details)?.description == "ana\(mark).gil2")
            #expect(try accounts.lookalikes(of: details, visibleTo: fixture.julie.viewer).map(\.id) == [id])
            let samePhone = Details([.firstName: "B\(mark)", .lastName: "C", .mobile: details[.phone] ?? ""])
            #expect(try accounts.lookalikes(of: samePhone, visibleTo: fixture.julie.viewer).map(\.id) == [id])
            let stranger = Details([.firstName: "B\(mark)", .lastName: "C"])
            #expect(try accounts.lookalikes(of: stranger, visibleTo: fixture.julie.viewer).isEmpty)
        }

        @Test("le même formulaire envoyé deux fois ne crée qu’un compte ; un identifiant pris est dit")
        func twice() throws {
            let name = try fixture.newName()
            let details = Details([.firstName: "Ana", .lastName: mark])
            let submission = fixture.submission(by: fixture.julie)
            func add(_ submission: Submission) throws -> AccountStore.AddOutcome {
                try accounts.add(name, .client, details, by: fixture.julie.viewer, submission: submission, at: .start)
            }
            let first = try add(submission)
            #expect(try add(submission) == first)
            #expect(try add(fixture.submission(by: fixture.julie)) == .identifierTaken)
            #expect(try names(mark).count == 1)
            #expect(try fixture.number("SELECT COUNT(*) FROM journal WHERE object = \(name.description)") == 1)
        }

        @Test("suspendre ferme les sessions aussitôt ; rouvrir ne les rend pas")
        func suspension() throws {
            let token = try fixture.signIn(fixture.client, at: .start)
            let viewer = fixture.julie.viewer
            #expect(try accounts.suspend(fixture.client.account, .client, by: viewer, at: .start) == .done)
            #expect(try fixture.store.sessions.open(token, sheet: nil, at: .start) == nil)
            #expect(try names("", status: .suspended).contains(fixture.client.viewer.name))
            #expect(try accounts.reopen(fixture.client.account, .client, by: viewer, at: .start) == .done)
            #expect(try fixture.store.sessions.open(token, sheet: nil, at: .start) == nil)
            #expect(try accounts.suspend(fixture.karim.account, .employee, by: viewer, at: .start) == .gone)
            #expect(try accounts.suspend(fixture.karim.account, .client, by: viewer, at: .start) == .gone)
            let kinds = try fixture.numbers(
                "SELECT actor_id FROM journal WHERE subject_id = \(fixture.client.account) ORDER BY id")
            #expect(kinds == [viewer.account.rawValue, viewer.account.rawValue])
        }

        @Test("personne ne suspend son propre compte")
        func oneself() throws {
            let viewer = fixture.administrator.viewer
            #expect(try accounts.suspend(viewer.account, .employee, by: viewer, at: .start) == .oneself)
        }
    }

    /// In a suite, hence a database, of its own: what matters is that nobody else administers.
    @Suite("Le dernier administrateur", .database)
    struct LastAdministratorTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.run("UPDATE account SET password_hash = 'x' WHERE kind = 'employee'")
        }

        @Test("ne peut ni se destituer ni être suspendu")
        func last() throws {
            let accounts = fixture.store.accounts
            let admin = fixture.administrator
            // Other suites may share the database: they have administrators of their own.
            try fixture.run(
                "UPDATE account SET suspended_at = \(Instant.start) WHERE is_administrator = 1 AND id <> \(admin.account)"
            )
            func administer(_ wanted: Bool, _ person: Fixture.Person) throws -> AccountStore.RoleOutcome {
                try accounts.setAdministrator(wanted, of: person.account, by: admin.account, at: .start)
            }
            #expect(try administer(false, admin) == .lastAdministrator)
            #expect(try administer(true, fixture.julie) == .changed)
            #expect(try administer(false, admin) == .changed)
            #expect(
                try accounts.suspend(fixture.julie.account, .employee, by: admin.viewer, at: .start)
                    == .lastAdministrator)
            #expect(try accounts.setPosition("conductrice", of: fixture.julie.account, by: admin.viewer) == .done)
            #expect(
                try accounts.profile(fixture.julie.account, .employee, visibleTo: admin.viewer)?.position
                    == "conductrice")
        }
    }
}
