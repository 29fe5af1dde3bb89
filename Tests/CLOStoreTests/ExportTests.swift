import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Export d’une fiche")
    struct ExportTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
        }

        private func contents(
            from: Instant? = nil, before: Instant? = nil, number: Int? = nil, _ viewer: Viewer? = nil
        ) throws -> ExportStore.Contents? {
            try fixture.store.exports.contents(
                of: fixture.sheet.code, from: from, before: before, number: number,
                visibleTo: viewer ?? fixture.client.viewer)
        }

        @Test("les publications viennent par date, bornes comprises et non comprises, ou une seule")
        func period() throws {
            #expect(try contents()?.publications == [])
            let moments = [3, 2, 1].map { days in Instant.start - .days(days) }
            let (first, second, third) = (moments[0], moments[1], moments[2])
            for moment in [first, third, second] { try fixture.publish(datedAt: moment) }
            let all = try #require(try contents()).publications
            #expect(all.map(\.datedAt) == moments)
            #expect(try contents(from: second)?.publications == Array(all[1...]))
            #expect(try contents(before: second)?.publications == Array(all[..<1]))
            #expect(try contents(number: 2)?.publications == [all[2]])
            #expect(try contents(number: 4)?.publications == [])
        }

        @Test("la fiche d’un autre n’est pas trouvée")
        func visibility() throws {
            #expect(try contents(fixture.otherClient.viewer) == nil)
            #expect(try contents(fixture.karim.viewer)?.sheet == fixture.sheet.id)
        }
    }
}
