import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    /// « Refusals never tell whether the thing exists »: what a client may not see is not found by the SQL itself.
    @Suite("Ce qu’un client ne peut pas voir n’est pas trouvé")
    struct VisibilityTests {
        let fixture: Fixture
        let publication: Publication
        let photo: Photo

        init() throws {
            fixture = try Fixture()
            photo = Fixture.photo()
            let number = try fixture.publish(milestone: .finished, photos: [try fixture.pending(photo)])
            publication = try fixture.publication(number)
            try fixture.comment(under: number)
            _ = try fixture.visit(by: fixture.client, at: .start)
        }

        /// What each finder finds for somebody.
        private func found(by person: Fixture.Person) throws -> [String: Bool] {
            let (store, viewer, sheet) = (fixture.store, person.viewer, fixture.sheet.id)
            let orders = ProgressSheet.Order.allCases
            let windows: [PublicationStore.Window] = [.first, .startingWith(number: 1), .after(number: 1)]
            return [
                "overview": try store.sheets.overview(of: sheet, since: 0, visibleTo: viewer) != nil,
                "list": try store.sheets.list(visibleTo: viewer).contains { $0.code == fixture.sheet.code },
                "news": try store.sheets.news(of: sheet, since: 0, visibleTo: viewer, limit: 9)
                    .map { !$0.changed.isEmpty || !$0.deleted.isEmpty || $0.headerMayDiffer } ?? true,
                "listing": try orders.contains { order in
                    try windows.contains { window in
                        let listing = try store.publications.listing(
                            of: sheet, window, order: order, limit: 9, visibleTo: viewer)
                        return !listing.references.isEmpty || listing.hasMoreBefore || listing.hasMoreAfter
                    }
                },
                "find": try store.publications.find(number: 1, in: sheet, visibleTo: viewer) != nil,
                "find ids": try !store.publications.find([publication.id], visibleTo: viewer).isEmpty,
                "contentsCount": try store.publications.contentsCount(number: 1, in: sheet, visibleTo: viewer) != nil,
                "threads": try !store.comments.threads(of: [publication.id], visibleTo: viewer).isEmpty,
                "comment": try store.comments.find(number: 1, of: 1, in: sheet, visibleTo: viewer) != nil,
                "photos": try !store.photos.photos(of: [publication.id], visibleTo: viewer).isEmpty,
                "version's photos": try !store.photos.photos(of: publication.id, version: 1, visibleTo: viewer).isEmpty,
                "photo": try store.photos.fileExtension(of: photo.name, visibleTo: viewer) != nil,
                "choices": try !store.worksites.choices(
                    like: fixture.sheet.code.description, visibleTo: viewer, limit: 9
                ).isEmpty,
                "recent": try !store.worksites.recent(visibleTo: viewer, limit: 9).isEmpty,
                "session": try store.sessions.open(
                    fixture.signIn(person, at: .start), sheet: fixture.sheet.code, at: .start)?.sheet != nil,
            ]
        }

        @Test("l’autre client ne trouve rien, par aucun chemin")
        func otherClient() throws {
            let found = try found(by: fixture.otherClient)
            #expect(found.filter(\.value).isEmpty)
        }

        @Test("le client trouve sa fiche par tous les chemins qui sont les siens")
        func owner() throws {
            let found = try found(by: fixture.client)
            #expect(Set(found.filter { !$0.value }.keys) == ["choices", "recent"], "those are the employees'")
        }

        @Test("un employé trouve toute fiche, sans que la liste d’un client soit la sienne")
        func employee() throws {
            _ = try fixture.visit(by: fixture.karim, at: .start)
            let found = try found(by: fixture.karim)
            #expect(Set(found.filter { !$0.value }.keys) == ["list"])
        }

        @Test("mêlées à celles d’un autre, ses publications, discussions et photos viennent seules")
        func mixed() throws {
            let store = fixture.store
            let number = try fixture.publish(on: fixture.otherSheet)
            try fixture.comment(under: number, by: fixture.otherClient, on: fixture.otherSheet)
            let own = try fixture.publication(number, on: fixture.otherSheet).id
            let (ids, viewer) = ([publication.id, own], fixture.otherClient.viewer)
            #expect(try store.publications.find(ids, visibleTo: viewer).map(\.id) == [own])
            #expect(try Array(store.comments.threads(of: ids, visibleTo: viewer).keys) == [own])
            #expect(try store.photos.photos(of: ids, visibleTo: viewer).isEmpty)
        }

        @Test("un numéro de l’autre fiche ne mène pas à la sienne")
        func numbersOfAnotherSheet() throws {
            let viewer = fixture.client.viewer
            for _ in 0..<2 { try fixture.publish(on: fixture.otherSheet) }
            #expect(try fixture.store.publications.find(number: 2, in: fixture.sheet.id, visibleTo: viewer) == nil)
            #expect(try fixture.store.publications.find(number: 2, in: fixture.otherSheet.id, visibleTo: viewer) == nil)
        }
    }
}
