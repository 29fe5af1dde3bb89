import CLOModel
import CLOSecurity
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Chantiers vus du bureau")
    struct OfficeWorksiteTests {
        let fixture: Fixture
        private let mark = "w\(Fixture.unique())"

        init() throws {
            fixture = try Fixture()
        }

        private var worksites: WorksiteStore { fixture.store.worksites }
        private var viewer: Viewer { fixture.julie.viewer }

        private func content(_ title: String) -> WorksiteStore.Content {
            .init(title: title, streetAddress: "1 rue Neuve", startsOn: nil, plannedEndOn: nil)
        }

        private func add(_ title: String) throws -> WorksiteCode {
            let code = try #require(WorksiteCode("W-\(Fixture.unique())-X"))
            let outcome = try worksites.add(
                code, content(title), client: fixture.client.name, by: viewer,
                submission: fixture.submission(by: fixture.julie), at: .start)
            #expect(outcome == .done)
            return code
        }

        private func codes(_ filter: WorksiteStore.Filter, _ text: String) throws -> [WorksiteCode] {
            try worksites.list(filter, like: text, PageRequest(page: 1, size: 20), visibleTo: viewer).items.map(\.code)
        }

        private func id(_ code: WorksiteCode) throws -> ProgressSheet.ID {
            .init(
                try fixture.number(
                    "SELECT f.id FROM sheet f JOIN worksite w ON w.id = f.worksite_id WHERE w.code = \(code)"))
        }

        @Test("un chantier naît avec sa fiche ; un code pris ou un client inconnu est dit")
        func adding() throws {
            let code = try add(mark)
            _ = try id(code)
            let submission = fixture.submission(by: fixture.julie)
            #expect(
                try worksites.add(
                    code, content("x"), client: fixture.client.name, by: viewer, submission: submission, at: .start)
                    == .codeTaken)
            #expect(
                try worksites.add(
                    #require(WorksiteCode("W-\(Fixture.unique())")), content("x"), client: fixture.julie.name,
                    by: viewer, submission: submission, at: .start) == .noClient, "an employee is no client")
        }

        @Test("en cours, terminé, sans nouvelle : chacun dans sa liste")
        func filters() throws {
            let (underway, finished, quiet) = (try add("\(mark) a"), try add("\(mark) b"), try add("\(mark) c"))
            let now = Instant.start + .days(30)
            for (code, milestone, at) in [(underway, nil, now), (finished, Milestone.finished, Instant.start)] {
                let sheet = Fixture.Sheet(id: try id(code), code: code)
                try fixture.publish(on: sheet, datedAt: at, milestone: milestone, at: at)
            }
            #expect(try codes(.all, mark).count == 3)
            #expect(Set(try codes(.underway, mark)) == [underway, quiet])
            #expect(try codes(.finished, mark) == [finished])
            #expect(try codes(.quiet(since: now - .days(14)), mark) == [quiet], "what is finished may be quiet")
            #expect(try codes(.of(fixture.client.account), mark).count == 3)
            #expect(try codes(.of(fixture.otherClient.account), mark) == [])
        }

        @Test("les dates et l’intitulé changés se voient sur les fiches ouvertes, et une seule fois")
        func changing() throws {
            let code = fixture.sheet.code
            let before = try #require(try worksites.find(code, visibleTo: viewer)).content
            let revision = try fixture.revision()
            var wanted = before
            wanted.title = "Surélévation"
            #expect(try worksites.change(code, from: before, to: wanted, by: viewer, at: .start) == .done)
            #expect(try worksites.change(code, from: before, to: wanted, by: viewer, at: .start) == .done)
            #expect(try fixture.revision() == revision + 1)
            let news = try #require(
                try fixture.store.sheets.news(
                    of: fixture.sheet.id, since: revision, visibleTo: fixture.client.viewer, limit: 10))
            #expect(news.headerMayDiffer && news.changed.isEmpty && news.deleted.isEmpty)
            #expect(try fixture.overview().header.title == "Surélévation")
            try fixture.expectConsistency()
        }

        @Test("deux employés à la fois : le second voit ce que le premier a enregistré, et n’écrase rien")
        func conflict() throws {
            let code = fixture.sheet.code
            let shown = try #require(try worksites.find(code, visibleTo: viewer)).content
            #expect(try worksites.change(code, from: shown, to: content("Julie"), by: viewer, at: .start) == .done)
            #expect(
                try worksites.change(code, from: shown, to: content("Karim"), by: fixture.karim.viewer, at: .start)
                    == .conflict(content("Julie")))
            #expect(try worksites.find(code, visibleTo: viewer)?.content.title == "Julie")
        }

        @Test("changer de client : le nouveau voit tout, l’ancien plus rien, ses contrats lui restent")
        func moving() throws {
            let number = try fixture.publish()
            try fixture.comment(under: number)
            try fixture.addContract(of: fixture.client, worksite: fixture.sheet.code)
            #expect(
                try worksites.contents(of: fixture.sheet.code, visibleTo: viewer)
                    == .init(publications: 1, comments: 1, photos: 0, contracts: 1))
            #expect(
                try worksites.move(
                    fixture.sheet.code, from: fixture.client.account, to: fixture.otherClient.name, by: viewer,
                    at: .start) == .done)
            func sees(_ person: Fixture.Person) throws -> Bool {
                try fixture.store.publications.find(
                    number: number, in: fixture.sheet.id, visibleTo: person.viewer) != nil
            }
            #expect(try sees(fixture.otherClient))
            #expect(try !sees(fixture.client))
            let contracts = try fixture.store.contracts.list(
                of: fixture.client.account, visibleTo: fixture.client.viewer)
            #expect(contracts.map(\.worksite) == [nil])
            guard
                case .conflict = try worksites.move(
                    fixture.sheet.code, from: fixture.client.account, to: fixture.client.name, by: viewer, at: .start)
            else { return #expect(Bool(false), "the form named a client who is no longer the present one") }
            try fixture.expectConsistency()
        }

        @Test("un client ne peut rien de tout cela")
        func clients() throws {
            let client = fixture.client.viewer
            #expect(try worksites.find(fixture.sheet.code, visibleTo: client) == nil)
            #expect(try worksites.contents(of: fixture.sheet.code, visibleTo: client) == nil)
            #expect(try worksites.list(.all, like: "", PageRequest(page: 1, size: 5), visibleTo: client).items.isEmpty)
            let shown = content("x")
            #expect(try worksites.change(fixture.sheet.code, from: shown, to: shown, by: client, at: .start) == .gone)
            #expect(
                try worksites.move(
                    fixture.sheet.code, from: client.account, to: fixture.otherClient.name, by: client, at: .start)
                    == .gone)
        }

        @Test("le code proposé suit le dernier de l’année")
        func nextCode() throws {
            let year = 3_000 + Fixture.unique()
            #expect(try worksites.nextCode(inYear: year)?.description == "CH-\(year)-001")
            _ = try worksites.add(
                .init(
                    code: #require(WorksiteCode("CH-\(year)-041")), title: "x", client: fixture.client.name,
                    streetAddress: nil, startsOn: nil, plannedEndOn: nil), at: .start)
            #expect(try worksites.nextCode(inYear: year)?.description == "CH-\(year)-042")
        }
    }
}

extension Fixture {
    /// - Returns: the name of its file, which is not there.
    @discardableResult
    func addContract(
        of client: Person, worksite: WorksiteCode? = nil, signedOn: Day? = Day(year: 2026, month: 3, day: 12)
    ) throws -> String {
        let name = SecretToken().text
        let content = ContractStore.Content(
            title: "Devis \(Self.unique())", signedOn: try #require(signedOn), worksite: worksite)
        let outcome = try store.contracts.add(
            content, .init(name: name, byteCount: 1_000, pageCount: 2), of: client.account, by: julie.account,
            at: .start)
        #expect(outcome == .done)
        return name
    }
}
