import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Chantiers")
    struct WorksiteTests {
        let fixture: Fixture
        /// In every title and name here, so that the worksites of other tests are not found.
        let mark: String
        var worksites: WorksiteStore { fixture.store.worksites }

        init() throws {
            fixture = try Fixture()
            mark = "Q\(Fixture.unique())Q"
        }

        @discardableResult
        private func add(_ code: String, _ title: String, of client: SignInName? = nil) throws -> ProgressSheet.ID? {
            try worksites.add(
                .init(
                    code: try #require(WorksiteCode(code)), title: title, client: client ?? fixture.client.name,
                    streetAddress: nil, startsOn: nil, plannedEndOn: nil), at: .start)
        }

        private func codes(like typed: String, limit: Int = 20) throws -> [String] {
            try worksites.choices(like: typed, visibleTo: fixture.julie.viewer, limit: limit).map(\.code.description)
        }

        @Test("un chantier naît avec sa fiche, ses dates et son adresse")
        func add() throws {
            let code = try #require(WorksiteCode("N-\(mark)"))
            let title = String(repeating: "🏗", count: 200)
            let sheet = try #require(
                try worksites.add(
                    .init(
                        code: code, title: title, client: fixture.client.name,
                        streetAddress: String(repeating: "é", count: 300), startsOn: Day(iso: "2026-02-28"),
                        plannedEndOn: Day(iso: "2028-02-29")), at: .start))
            let header = try fixture.overview(.init(id: sheet, code: code)).header
            #expect(header.code == code && header.title == title)
            #expect(header.startsOn == Day(iso: "2026-02-28") && header.plannedEndOn == Day(iso: "2028-02-29"))
            #expect(header.state == .underway)
        }

        @Test("un chantier n’est ouvert que pour un client qui existe")
        func noClient() throws {
            #expect(try add("A-\(mark)", "Extension", of: fixture.newName()) == nil)
            #expect(try add("A-\(mark)", "Extension", of: fixture.julie.name) == nil)
            #expect(try codes(like: "A-\(mark)") == [])
        }

        @Test("un code n’est donné qu’une fois, et le refus ne laisse rien")
        func duplicate() throws {
            let before = try fixture.number("SELECT COUNT(*) FROM worksite WHERE client_id = \(fixture.client.account)")
            #expect(failure { try add(fixture.sheet.code.description, "Double") } == .duplicate)
            #expect(
                try fixture.number("SELECT COUNT(*) FROM worksite WHERE client_id = \(fixture.client.account)")
                    == before)
        }

        @Test("on trouve par le début du code, du titre, d’un mot du titre, du nom, du prénom ou de la société")
        func search() throws {
            let name = try fixture.newName()
            _ = try fixture.addAccount { new in
                new.name = name
                new.firstName = "Zoé\(mark)"
                new.lastName = "Le Guen\(mark)"
                new.company = "Société \(mark)"
            }
            try add("\(mark)-2026-1", "Surélévation", of: name)
            try add("\(mark)-2026-2", "Salle de bain \(mark)x", of: fixture.otherClient.name)
            #expect(try codes(like: "\(mark)-2026") == ["\(mark)-2026-1", "\(mark)-2026-2"])
            #expect(try codes(like: "  \(mark.lowercased()) 2026 1 ") == ["\(mark)-2026-1"])
            #expect(try codes(like: "\(mark)X") == ["\(mark)-2026-2"], "a word of the title, in any case")
            #expect(try codes(like: "zoe\(mark)") == ["\(mark)-2026-1"], "without its accent")
            #expect(try codes(like: "LE GUEN\(mark)") == ["\(mark)-2026-1"])
            #expect(try codes(like: "Société \(mark)") == ["\(mark)-2026-1"])
            #expect(try codes(like: "uélévation") == [], "not from the middle of a word")
            let choices = try worksites.choices(like: "\(mark)-2026-1", visibleTo: fixture.julie.viewer, limit: 1)
            #expect(choices.map(\.title) == ["Surélévation"])
            #expect(choices.map(\.clientName) == ["Zoé\(mark) Le Guen\(mark)"])
        }

        @Test("les codes viennent d’abord, et pas plus de lignes qu’il n’en faut")
        func order() throws {
            try add("A\(mark)", "\(mark) bis")
            try add("\(mark)-2", "Toiture")
            try add("\(mark)-1", "Toiture")
            #expect(try codes(like: mark) == ["\(mark)-1", "\(mark)-2", "A\(mark)"])
            #expect(try codes(like: mark, limit: 2) == ["\(mark)-1", "\(mark)-2"])
        }

        @Test(
            "ce qui est tapé est cherché tel quel",
            arguments: ["%", "_", "\\", "%%%", "\u{0}", "👷", "' OR ''='", "שלום"])
        func wildcards(typed: String) throws {
            try add("\(mark)-1", "\(mark)\(typed)fin")
            try add("\(mark)-2", "\(mark)xfin")
            #expect(try codes(like: "\(mark)\(typed)f") == ["\(mark)-1"])
        }

        @Test("rien de tapé ne propose rien", arguments: ["", "   ", "\u{A0}"])
        func nothingTyped(typed: String) throws {
            #expect(try codes(like: typed) == [])
        }

        @Test("les derniers chantiers ouverts, le plus récent d’abord")
        func recent() throws {
            let third = try fixture.addSheet(of: fixture.client)
            _ = try fixture.visit(fixture.sheet, by: fixture.julie, at: .start)
            _ = try fixture.visit(fixture.otherSheet, by: fixture.julie, at: .start + .minutes(1))
            _ = try fixture.visit(third, by: fixture.julie, at: .start + .minutes(2))
            _ = try fixture.visit(fixture.sheet, by: fixture.julie, at: .start + .minutes(40))
            func recent(_ person: Fixture.Person, limit: Int) throws -> [WorksiteCode] {
                try worksites.recent(visibleTo: person.viewer, limit: limit).map(\.code)
            }
            #expect(try recent(fixture.julie, limit: 5) == [fixture.sheet, third, fixture.otherSheet].map(\.code))
            #expect(try recent(fixture.julie, limit: 1) == [fixture.sheet.code])
            #expect(try recent(fixture.karim, limit: 5) == [])
        }
    }
}
