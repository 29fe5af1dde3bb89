import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Photos")
    struct PhotoTests {
        let fixture: Fixture
        var photos: PhotoStore { fixture.store.photos }

        init() throws {
            fixture = try Fixture()
        }

        private func shown(_ number: Int = 1, on sheet: Fixture.Sheet? = nil) throws -> [Photo] {
            let id = try fixture.publication(number, on: sheet).id
            return try photos.photos(of: [id], visibleTo: fixture.julie.viewer)[id] ?? []
        }

        private func edit(version: Int, _ chosen: [ChosenPhoto]) throws -> PublicationStore.EditOutcome {
            try fixture.store.publications.edit(
                number: 1, in: fixture.sheet.id, version: version, to: Fixture.content("x", photos: chosen),
                by: fixture.karim.account, submission: fixture.submission(by: fixture.karim), at: .start)
        }

        @Test("les photos se relisent entières, dans l’ordre choisi")
        func roundTrip() throws {
            let all = [
                Fixture.photo("Façade 🏠", capturedAt: .start - .days(2)),
                Fixture.photo(String(repeating: "é", count: 300), fileExtension: .png), Fixture.photo(renditions: []),
            ]
            let chosen = try all.map { try fixture.pending($0) }
            try fixture.publish(photos: [chosen[2], chosen[0], chosen[1]])
            #expect(try shown() == [all[2], all[0], all[1]])
            let id = try fixture.publication(1).id
            #expect(
                try photos.photos(of: [id, .init(.max)], visibleTo: fixture.client.viewer)
                    == [id: [all[2], all[0], all[1]]])
            #expect(try photos.photos(of: [], visibleTo: fixture.client.viewer).isEmpty)
            #expect(try photos.fileExtension(of: all[1].name, visibleTo: fixture.client.viewer) == .png)
        }

        @Test("une photo qui attend sa publication n’est vue que des employés, et un nom ne sert qu’une fois")
        func pending() throws {
            let photo = Fixture.photo("Mur")
            let chosen = try fixture.pending(photo)
            #expect(failure { _ = try fixture.pending(photo) } == .duplicate)
            #expect(try photos.fileExtension(of: photo.name, visibleTo: fixture.client.viewer) == nil)
            #expect(try photos.fileExtension(of: photo.name, visibleTo: fixture.karim.viewer) == .jpg)
            let other = ChosenPhoto(name: photo.name, caption: "Le mur")
            let read = try photos.chosen(
                [.init(name: "inconnue", caption: ""), other], of: fixture.sheet.id, visibleTo: fixture.karim.viewer)
            #expect(read.map(\.caption) == ["Le mur"])
            #expect(try photos.chosen([chosen], of: fixture.otherSheet.id, visibleTo: fixture.karim.viewer).isEmpty)
            #expect(try photos.chosen([chosen], of: fixture.sheet.id, visibleTo: fixture.client.viewer).isEmpty)
        }

        @Test("modifier retire, ajoute, réordonne et renomme ; les versions antérieures gardent les leurs")
        func versions() throws {
            let (a, b, c) = (Fixture.photo("A"), Fixture.photo("B"), Fixture.photo("C"))
            let chosen = try [a, b, c].map { try fixture.pending($0) }
            try fixture.publish(photos: [chosen[0], chosen[1]])
            _ = try edit(version: 1, [chosen[2], .init(name: a.name, caption: "A bis")])
            #expect(try shown().map(\.caption) == ["C", "A bis"])
            _ = try edit(version: 2, [])
            #expect(try shown().isEmpty)
            let id = try fixture.publication(1).id
            for (version, captions) in [(1, ["A", "B"]), (2, ["C", "A bis"]), (3, []), (4, [])] {
                let then = try photos.photos(of: id, version: version, visibleTo: fixture.client.viewer)
                #expect(then.map(\.caption) == captions, "version \(version)")
            }
            // What an earlier version shows may be looked at, and chosen again.
            #expect(try photos.fileExtension(of: b.name, visibleTo: fixture.client.viewer) == .jpg)
            _ = try edit(version: 3, [chosen[1]])
            #expect(try shown() == [b])
        }

        @Test("une photo d’une autre fiche, d’une autre publication ou disparue n’est pas publiée, ni rien avec elle")
        func unavailable() throws {
            let own = try fixture.pending()
            let elsewhere = try fixture.pending(on: fixture.otherSheet)
            let published = try fixture.pending()
            try fixture.publish(photos: [published])
            for bad in [elsewhere, published, .init(name: "inconnue", caption: ""), .init(name: "é🧱", caption: "")] {
                #expect(throws: PhotoStore.Unavailable(names: [bad.name])) {
                    try fixture.publish(photos: [own, bad])
                }
            }
            #expect(try fixture.number("SELECT COUNT(*) FROM publication WHERE sheet_id = \(fixture.sheet.id)") == 1)
            try fixture.publish(photos: [own])
            #expect(try shown(2).map(\.name) == [own.name])
            try fixture.expectConsistency()
        }

        @Test("une photo inconnue n’existe pas", arguments: ["", "inconnue", "é🧱"])
        func unknown(name: String) throws {
            #expect(try photos.fileExtension(of: name, visibleTo: fixture.administrator.viewer) == nil)
        }
    }

    @Suite("Envois en morceaux")
    struct UploadTests {
        let fixture: Fixture
        var uploads: UploadStore { fixture.store.uploads }

        init() throws {
            fixture = try Fixture()
        }

        private func begin(
            _ fingerprint: String = "empreinte", byteCount: Int = 250, by person: Fixture.Person? = nil
        ) throws -> UploadStore.Upload {
            try uploads.begin(
                name: "envoi-\(Fixture.unique())", fingerprint: fingerprint, fileName: "façade.jpg",
                byteCount: byteCount, for: fixture.sheet.id, by: (person ?? fixture.julie).account, at: .start)
        }

        private func receive(
            _ count: Int, at offset: Int, of upload: UploadStore.Upload, by person: Fixture.Person? = nil,
            write: () throws -> Void = {}
        ) throws -> UploadStore.Receipt {
            try uploads.receive(
                count, at: offset, of: upload.name, for: fixture.sheet.id, by: (person ?? fixture.julie).account,
                at: .start, write: write)
        }

        @Test("les morceaux viennent l’un après l’autre ; hors de sa place, aucun n’est écrit")
        func pieces() throws {
            let upload = try begin()
            var written = 0
            #expect(try receive(100, at: 0, of: upload) { written += 1 } == .stored(100))
            #expect(try receive(100, at: 0, of: upload) { written += 1 } == .elsewhere(100))
            #expect(try receive(100, at: 200, of: upload) { written += 1 } == .elsewhere(100))
            #expect(try receive(151, at: 100, of: upload) { written += 1 } == .elsewhere(100))
            #expect(try receive(150, at: 100, of: upload) { written += 1 } == .stored(250))
            #expect(written == 2)
            #expect(try receive(1, at: 0, of: upload, by: fixture.karim) == .gone)
        }

        @Test("le même fichier de la même personne reprend où il en était")
        func resumed() throws {
            let upload = try begin()
            _ = try receive(100, at: 0, of: upload)
            let again = try begin()
            #expect(again.name == upload.name && again.received == 100 && again.fileName == "façade.jpg")
            #expect(try begin(by: fixture.karim).name != upload.name)
            #expect(try begin(byteCount: 251).received == 0)
            #expect(try uploads.find(upload.name, for: fixture.sheet.id, by: fixture.julie.account) == nil)
        }

        @Test("une écriture qui échoue laisse l’envoi comme il était")
        func failedWrite() throws {
            struct DiskFull: Error {}
            let upload = try begin()
            #expect(throws: DiskFull.self) { _ = try receive(100, at: 0, of: upload) { throw DiskFull() } }
            let found = try uploads.find(upload.name, for: fixture.sheet.id, by: fixture.julie.account)
            #expect(found?.received == 0)
        }

        @Test("achevé, il donne une photo, une seule fois ; publiée, il est oublié")
        func finished() throws {
            let upload = try begin()
            let made = Fixture.photo()
            let photo = Photo(
                name: upload.name, width: made.width, height: made.height, caption: "", renditions: made.renditions)
            for _ in 0..<2 {
                try uploads.finish(upload, as: photo, for: fixture.sheet.id, by: fixture.julie.account, at: .start)
            }
            #expect(try begin().isFinished)
            try fixture.publish(photos: [.init(name: upload.name, caption: "Là")])
            #expect(try begin().name != upload.name)
        }

        @Test("abandonné par qui l’a commencé, et par lui seul")
        func abandoned() throws {
            let upload = try begin()
            try uploads.abandon(upload.name, by: fixture.karim.account)
            #expect(try uploads.find(upload.name, for: fixture.sheet.id, by: fixture.julie.account) != nil)
            try uploads.abandon(upload.name, by: fixture.julie.account)
            #expect(try uploads.find(upload.name, for: fixture.sheet.id, by: fixture.julie.account) == nil)
        }
    }
}
