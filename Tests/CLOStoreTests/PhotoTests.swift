import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Photos")
    struct PhotoTests {
        let fixture: Fixture
        let publication: Publication.ID
        var photos: PhotoStore { fixture.store.photos }

        init() throws {
            fixture = try Fixture()
            publication = try fixture.publication(try fixture.publish()).id
        }

        private func photo(_ caption: String = "", renditions: [Int] = [480, 1280]) -> Photo {
            Photo(
                name: "photo-\(Fixture.unique())", width: 4_000, height: 3_000, caption: caption, renditions: renditions
            )
        }

        @Test("les photos se relisent entières, dans leur ordre")
        func roundTrip() throws {
            let all = [photo("Façade 🏠"), photo(String(repeating: "é", count: 300)), photo(renditions: [])]
            for (photo, position) in zip(all, [2, 3, 1]) {
                try photos.add(photo, to: publication, position: position, at: .start)
            }
            let found = try photos.photos(of: [publication, .init(.max)], visibleTo: fixture.client.viewer)
            #expect(found == [publication: [all[2], all[0], all[1]]])
            #expect(try photos.photos(of: [], visibleTo: fixture.client.viewer).isEmpty)
            #expect(try photos.exists(all[0].name, visibleTo: fixture.client.viewer))
        }

        @Test("un nom de photo ne sert qu’une fois, et une photo a une publication")
        func refused() throws {
            let photo = photo()
            try photos.add(photo, to: publication, position: 1, at: .start)
            #expect(failure { try photos.add(photo, to: publication, position: 2, at: .start) } == .duplicate)
            #expect(
                failure { try photos.add(self.photo(), to: .init(.max), position: 1, at: .start) }
                    == .failed(code: 1452))
        }

        @Test("une photo inconnue n’existe pas", arguments: ["", "inconnue", "é🧱"])
        func unknown(name: String) throws {
            #expect(try !photos.exists(name, visibleTo: fixture.administrator.viewer))
        }
    }
}
