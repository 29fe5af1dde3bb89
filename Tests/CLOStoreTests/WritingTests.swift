import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Brouillons")
    struct DraftTests {
        let fixture: Fixture
        var drafts: DraftStore { fixture.store.drafts }

        init() throws {
            fixture = try Fixture()
        }

        private func place(_ person: Fixture.Person? = nil, _ number: Int? = nil) -> DraftStore.Place {
            .init(account: (person ?? fixture.julie).account, sheet: fixture.sheet.id, number: number)
        }

        private func draft(_ text: String = "Le mur", baseVersion: Int = 0) -> DraftStore.Draft {
            .init(
                body: CanonicalHTML(writtenByRichText: "<p>\(text)</p>"), typedText: "", datedAt: "2026-11-22T14:05",
                milestone: "termine", baseVersion: baseVersion,
                photos: [
                    .init(name: "facade-nord", caption: "Façade « nord » 🏠"), .init(name: "toit-2026", caption: ""),
                ])
        }

        @Test("un brouillon se relit entier ; le dernier gardé est le seul")
        func roundTrip() throws {
            #expect(try drafts.find(place()) == nil)
            var typed = draft("")
            (typed.body, typed.typedText) = (nil, "Le mur")
            try drafts.keep(typed, at: place(), now: .start)
            #expect(try drafts.find(place())?.draft == typed)
            try drafts.keep(draft("vieux"), at: place(), now: .start)
            try drafts.keep(draft(), at: place(), now: .start + .seconds(1))
            let found = try #require(try drafts.find(place()))
            #expect(found.draft == draft() && found.savedAt == .start + .seconds(1))
        }

        @Test("à chacun le sien, pour chaque publication et chaque fiche")
        func apart() throws {
            let number = try fixture.publish()
            try drafts.keep(draft("neuf"), at: place(), now: .start)
            try drafts.keep(draft("modifié", baseVersion: 1), at: place(nil, number), now: .start)
            #expect(try drafts.find(place(fixture.karim)) == nil)
            #expect(try drafts.find(place(nil, number))?.draft == draft("modifié", baseVersion: 1))
            try drafts.remove(place())
            try drafts.remove(place())
            #expect(try drafts.find(place()) == nil)
            #expect(try drafts.find(place(nil, number)) != nil)
        }

        @Test("publier emporte le brouillon de l’auteur, et lui seul")
        func publishing() throws {
            let number = try fixture.publish()
            for person in [fixture.julie, fixture.karim] {
                try drafts.keep(draft(), at: place(person), now: .start)
                try drafts.keep(draft(), at: place(person, number), now: .start)
            }
            try fixture.publish(by: fixture.julie)
            #expect(try drafts.find(place()) == nil)
            #expect(try drafts.find(place(fixture.karim)) != nil)
            #expect(try drafts.find(place(nil, number)) != nil)

            _ = try fixture.store.publications.edit(
                number: number, in: fixture.sheet.id, version: 1, to: Fixture.content("B"), by: fixture.julie.account,
                submission: fixture.submission(by: fixture.julie), at: .start)
            #expect(try drafts.find(place(nil, number)) == nil)
            #expect(try drafts.find(place(fixture.karim, number)) != nil)
        }

        @Test("un enregistrement refusé par un conflit garde le brouillon")
        func conflict() throws {
            let number = try fixture.publish()
            try drafts.keep(draft(), at: place(nil, number), now: .start)
            let outcome = try fixture.store.publications.edit(
                number: number, in: fixture.sheet.id, version: 7, to: Fixture.content("B"), by: fixture.julie.account,
                submission: fixture.submission(by: fixture.julie), at: .start)
            guard case .conflict = outcome else { throw Unexpected("edit: \(outcome)") }
            #expect(try drafts.find(place(nil, number)) != nil)
        }

        @Test("un brouillon oublié est effacé après 90 jours")
        func purge() throws {
            // Long ago: other tests of the suite have drafts in this database meanwhile.
            let then = Instant.start - .days(1_000)
            try drafts.keep(draft(), at: place(), now: then)
            _ = try fixture.store.purge(at: then + .days(90))
            #expect(try drafts.find(place()) != nil)
            _ = try fixture.store.purge(at: then + .days(90) + .milliseconds(1))
            #expect(try drafts.find(place()) == nil)
        }
    }

    @Suite("Versions d’une publication")
    struct VersionTests {
        let fixture: Fixture
        let number: Int
        var publications: PublicationStore { fixture.store.publications }

        init() throws {
            fixture = try Fixture()
            number = try fixture.publish("Un")
        }

        private func edit(_ text: String, version: Int, photos: [ChosenPhoto], at now: Instant = .start) throws {
            let outcome = try publications.edit(
                number: number, in: fixture.sheet.id, version: version,
                to: Fixture.content(text, datedAt: .start - .days(1), milestone: .finished, photos: photos),
                by: fixture.karim.account, submission: fixture.submission(by: fixture.karim), at: now)
            guard case .done = outcome else { throw Unexpected("edit: \(outcome)") }
        }

        @Test("chaque version garde son texte, sa date, ses photos et leurs légendes")
        func kept() throws {
            let (facade, toit) = (try fixture.pending().name, try fixture.pending().name)
            try edit(
                "Deux", version: 1,
                photos: [.init(name: facade, caption: "Façade"), .init(name: toit, caption: "Toit")],
                at: .start + .seconds(9))
            try edit("Trois", version: 2, photos: [.init(name: toit, caption: "Toiture")])

            let notes = try publications.versions(of: number, in: fixture.sheet.id, visibleTo: fixture.client.viewer)
            #expect(notes.map(\.version) == [3, 2, 1])
            #expect(notes.map(\.savedBy) == ["Karim Benali", "Karim Benali", "Julie Moreau"])
            #expect(notes[1].savedAt == .start + .seconds(9))

            let versions = try publications.versions(
                [1, 2, 3, 4], of: number, in: fixture.sheet.id, visibleTo: fixture.client.viewer
            ).sorted { $0.note.version < $1.note.version }
            #expect(versions.map(\.content.body.text) == ["<p>Un</p>", "<p>Deux</p>", "<p>Trois</p>"])
            #expect(versions.map(\.content.milestone) == [nil, .finished, .finished])
            #expect(versions[1].content.datedAt == .start - .days(1))
            #expect(versions.map { $0.photos.map(\.caption) } == [[], ["Façade", "Toit"], ["Toiture"]])
            #expect(versions[1].photos.map(\.name) == [facade, toit])
        }

        @Test("les versions ne se lisent que par qui voit la fiche")
        func visibility() throws {
            let stranger = fixture.otherClient.viewer
            #expect(try publications.versions(of: number, in: fixture.sheet.id, visibleTo: stranger).isEmpty)
            #expect(try publications.versions([1], of: number, in: fixture.sheet.id, visibleTo: stranger).isEmpty)
            #expect(
                try publications.recentBodies(of: number, in: fixture.sheet.id, limit: 9, visibleTo: stranger).isEmpty)
        }

        @Test("les textes récents, le dernier d’abord")
        func recent() throws {
            try edit("Deux", version: 1, photos: [])
            let bodies = try publications.recentBodies(
                of: number, in: fixture.sheet.id, limit: 1, visibleTo: fixture.julie.viewer)
            #expect(bodies.map(\.text) == ["<p>Deux</p>"])
        }

        @Test("le numéro à venir")
        func nextNumber() throws {
            #expect(try publications.nextNumber(of: fixture.sheet.id, visibleTo: fixture.julie.viewer) == number + 1)
        }
    }

    @Suite("Galerie")
    struct GalleryTests {
        let fixture: Fixture
        var photos: PhotoStore { fixture.store.photos }

        init() throws {
            fixture = try Fixture()
        }

        private func show(
            _ caption: String, takenAt: Instant?, in number: Int, position: Int? = 1, on sheet: Fixture.Sheet? = nil
        ) throws {
            try fixture.run(
                """
                INSERT INTO photo
                    (sheet_id, publication_id, position, name, width, height, renditions, caption, created_at, captured_at)
                VALUES (\((sheet ?? fixture.sheet).id), \(try fixture.publication(number, on: sheet).id), \(position),
                        \("galerie-\(Fixture.unique())"), 400, 300, '400', \(caption), \(Instant.start), \(takenAt))
                """)
        }

        @Test("par mois de Paris, de la prise de vue ou à défaut de la publication, la plus récente d’abord")
        func months() throws {
            // 30 November, 23 h 30 UTC: December in Paris.
            let first = try fixture.publish(datedAt: .start - .days(60))
            let second = try fixture.publish()
            try show("publication", takenAt: nil, in: second)
            try show("prise", takenAt: .start - .days(90), in: second, position: 2)
            try show("ancienne", takenAt: nil, in: first)
            try show("version seule", takenAt: nil, in: first, position: nil)
            try show("ailleurs", takenAt: nil, in: try fixture.publish(on: fixture.otherSheet), on: fixture.otherSheet)
            _ = try fixture.store.publications.cancel(
                number: first, in: fixture.sheet.id, reason: nil, by: fixture.julie.account, at: .start)

            let months = try photos.months(of: fixture.sheet.id, visibleTo: fixture.client.viewer)
            #expect(months.map(\.month.iso) == ["2026-11", "2026-09", "2026-08"])
            #expect(months.map(\.count) == [1, 1, 1])
            let all = try photos.gallery(
                of: fixture.sheet.id, in: months[2].month...months[0].month, visibleTo: fixture.client.viewer)
            #expect(all.map(\.photo.caption) == ["publication", "ancienne", "prise"])
            #expect(all.map(\.number) == [second, first, second])
            #expect(all.map(\.isCancelled) == [false, true, false])
            let september = try photos.gallery(
                of: fixture.sheet.id, in: months[1].month...months[1].month, visibleTo: fixture.client.viewer)
            #expect(september.map(\.photo.caption) == ["ancienne"])
        }

        @Test("une horloge d’appareil qui ne sait pas l’heure n’est pas crue", arguments: [-40 * 365, 2])
        func wrongClock(days: Int) throws {
            try show("x", takenAt: .start + .days(days), in: try fixture.publish())
            let months = try photos.months(of: fixture.sheet.id, visibleTo: fixture.client.viewer)
            #expect(months.map(\.month.iso) == ["2026-11"])
        }

        @Test("la galerie d’un autre client est vide")
        func visibility() throws {
            try show("x", takenAt: nil, in: try fixture.publish())
            #expect(try photos.months(of: fixture.sheet.id, visibleTo: fixture.otherClient.viewer).isEmpty)
            let month = Month(.start)
            #expect(
                try photos.gallery(of: fixture.sheet.id, in: month...month, visibleTo: fixture.otherClient.viewer)
                    .isEmpty)
        }
    }
}
