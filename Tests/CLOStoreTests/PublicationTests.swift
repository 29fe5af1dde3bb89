import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Publications")
    struct PublicationTests {
        let fixture: Fixture
        var publications: PublicationStore { fixture.store.publications }

        init() throws {
            fixture = try Fixture()
        }

        private func cancel(
            _ number: Int, reason: String? = nil, by person: Fixture.Person? = nil, at now: Instant = .start
        ) throws -> PublicationStore.Outcome {
            try publications.cancel(
                number: number, in: fixture.sheet.id, reason: reason, by: (person ?? fixture.julie).account, at: now)
        }

        private func restore(_ number: Int) throws -> PublicationStore.Outcome {
            try publications.restore(number: number, in: fixture.sheet.id, by: fixture.karim.account, at: .start)
        }

        @discardableResult
        private func delete(_ number: Int) throws -> PublicationStore.Outcome {
            try publications.delete(number: number, in: fixture.sheet.id, by: fixture.karim.account, at: .start)
        }

        private func edit(
            _ number: Int, version: Int, _ content: PublicationStore.Content, by person: Fixture.Person? = nil,
            submission: Submission? = nil, at now: Instant = .start
        ) throws -> PublicationStore.EditOutcome {
            let person = person ?? fixture.julie
            return try publications.edit(
                number: number, in: fixture.sheet.id, version: version, to: content, by: person.account,
                submission: submission ?? fixture.submission(by: person), at: now)
        }

        // MARK: Add and find

        @Test("une publication se relit entière")
        func add() throws {
            let datedAt = Instant.start - .days(2) + .milliseconds(456)
            let number = try fixture.publish(
                "Œuvre 🏗 <strong>מוכן</strong>", by: fixture.karim, datedAt: datedAt, milestone: .finished)
            let publication = try fixture.publication(number)
            #expect(publication.number == 1 && publication.author == fixture.karim.author)
            #expect(publication.datedAt == datedAt && publication.milestone == .finished)
            #expect(publication.body.text == "<p>Œuvre 🏗 <strong>מוכן</strong></p>")
            #expect(publication.version == 1 && publication.revision == 1 && publication.createdRevision == 1)
            #expect(publication.edit == nil && publication.cancellation == nil)
        }

        @Test("le plus long des textes permis est gardé entier")
        func longest() throws {
            // With the tags of its paragraph.
            let text = String(repeating: "🧱", count: RichText.maximumBytes / 4 - 2)
            #expect(try fixture.publication(try fixture.publish(text)).body.text == "<p>\(text)</p>")
        }

        @Test("plusieurs publications en une fois, celles qui sont parties étant omises")
        func findSeveral() throws {
            let ids = try (0..<5).map { _ in try fixture.publication(try fixture.publish()).id }
            try delete(2)
            let found = try publications.find(ids + [.init(.max)], visibleTo: fixture.client.viewer)
            #expect(Set(found.map(\.number)) == [1, 3, 4, 5])
            #expect(try publications.find([], visibleTo: fixture.client.viewer).isEmpty)
        }

        @Test("un numéro que la fiche n’a pas n’est pas trouvé")
        func missing() throws {
            try fixture.publish(on: fixture.otherSheet)
            for number in [0, -1, 1, .max] {
                #expect(
                    try publications.find(number: number, in: fixture.sheet.id, visibleTo: fixture.julie.viewer) == nil)
            }
        }

        @Test("une fiche qui a disparu ne reçoit rien")
        func missingSheet() throws {
            let outcome = try publications.add(
                Fixture.content("x"), to: .init(.max), by: fixture.julie.account,
                submission: fixture.submission(by: fixture.julie), at: .start)
            #expect(outcome == .gone)
        }

        @Test("un numéro n’est jamais donné deux fois, même celui de la dernière, supprimée")
        func numbers() throws {
            #expect(try (0..<3).map { _ in try fixture.publish() } == [1, 2, 3])
            try delete(3)
            #expect(try fixture.publish() == 4)
            for number in [1, 2, 4] { try delete(number) }
            #expect(try fixture.publish() == 5)
            #expect(try fixture.publish(on: fixture.otherSheet) == 1, "each sheet counts for itself")
            try fixture.expectConsistency()
        }

        // MARK: Listing

        private func list(
            _ window: PublicationStore.Window, _ order: ProgressSheet.Order, limit: Int
        ) throws -> (numbers: [Int], before: Bool, after: Bool) {
            let listing = try publications.listing(
                of: fixture.sheet.id, window, order: order, limit: limit, visibleTo: fixture.client.viewer)
            return (listing.references.map(\.number), listing.hasMoreBefore, listing.hasMoreAfter)
        }

        /// Dated so that the order by date is 2, 1 and 3 (of one moment), 4, 5.
        private func publishFive() throws {
            for (number, day) in [(1, 2), (2, 1), (3, 2), (4, 3), (5, 4)] {
                #expect(try fixture.publish(datedAt: .start - .days(30) + .days(day)) == number)
            }
        }

        @Test("une fiche se lit page par page dans les deux ordres, sans oubli ni répétition", arguments: 1...6)
        func pages(limit: Int) throws {
            try publishFive()
            for (order, whole) in [
                (ProgressSheet.Order.newestFirst, [5, 4, 3, 1, 2]), (.chronological, [2, 1, 3, 4, 5]),
            ] {
                var read: [Int] = []
                var window = PublicationStore.Window.first
                while true {
                    let page = try list(window, order, limit: limit)
                    #expect(page.numbers.count <= limit && page.before == !read.isEmpty)
                    read += page.numbers
                    #expect(page.after == (read.count < whole.count))
                    guard page.after, let last = page.numbers.last else { break }
                    window = .after(number: last)
                }
                #expect(read == whole)
            }
        }

        @Test("une page peut commencer par une publication donnée")
        func startingWith() throws {
            try publishFive()
            let middle = try list(.startingWith(number: 3), .newestFirst, limit: 2)
            #expect(middle == ([3, 1], true, true))
            let first = try list(.startingWith(number: 5), .newestFirst, limit: 10)
            #expect(first == ([5, 4, 3, 1, 2], false, false))
            #expect(try list(.startingWith(number: 1), .chronological, limit: 2) == ([1, 3], true, true))
            #expect(try list(.startingWith(number: 2), .chronological, limit: 2) == ([2, 1], false, true))
        }

        @Test("une page qui commence par une publication disparue est vide, comme une fiche sans publication")
        func missingAnchor() throws {
            #expect(try list(.first, .newestFirst, limit: 20) == ([], false, false))
            try publishFive()
            try delete(3)
            for window in [PublicationStore.Window.startingWith(number: 3), .after(number: 3), .after(number: .max)] {
                #expect(try list(window, .newestFirst, limit: 20) == ([], false, false))
            }
        }

        @Test("chaque référence porte la révision de ce qui a changé en dernier sous elle")
        func references() throws {
            try fixture.publish()
            try fixture.publish()
            try fixture.comment(under: 1)
            let listing = try publications.listing(
                of: fixture.sheet.id, .first, order: .chronological, limit: 20, visibleTo: fixture.client.viewer)
            #expect(listing.references.map(\.revision) == [3, 2])
            #expect(listing.references.map(\.id) == [try fixture.publication(1).id, try fixture.publication(2).id])
        }

        // MARK: Edit

        @Test("tout employé modifie, et l’on voit qui et quand")
        func edit() throws {
            try fixture.publish(milestone: .finished)
            let content = Fixture.content("Nouveau texte 🧱", datedAt: .start - .days(1), milestone: .resumed)
            let outcome = try edit(1, version: 1, content, by: fixture.karim, at: .start + .hours(1))
            guard case .done(revision: 2) = outcome else { throw Unexpected("edit: \(outcome)") }
            let publication = try fixture.publication(1)
            #expect(publication.body == content.body && publication.datedAt == content.datedAt)
            #expect(publication.milestone == .resumed && publication.version == 2 && publication.revision == 2)
            #expect(publication.createdRevision == 1 && publication.author == fixture.julie.author)
            #expect(publication.edit == .init(at: .start + .hours(1), by: "Karim Benali"))
        }

        @Test("le second à enregistrer n’écrase rien : conflit, et rien n’a changé")
        func editConflict() throws {
            try fixture.publish()
            _ = try edit(1, version: 1, Fixture.content("premier"), by: fixture.julie)
            for version in [1, 0, 3] {
                let outcome = try edit(1, version: version, Fixture.content("second"), by: fixture.karim)
                guard case .conflict = outcome else { throw Unexpected("edit: \(outcome)") }
            }
            #expect(try fixture.publication(1).body.text == "<p>premier</p>")
            #expect(try fixture.revision() == 2)
            // Having seen the first one's text, the second one saves.
            let outcome = try edit(1, version: 2, Fixture.content("second"), by: fixture.karim)
            guard case .done(revision: 3) = outcome else { throw Unexpected("edit: \(outcome)") }
        }

        @Test("deux employés qui enregistrent au même instant : l’un réussit, l’autre voit le conflit")
        func editAtOnce() throws {
            try fixture.publish()
            let (address, sheet) = (fixture.address, fixture.sheet.id)
            let people = [fixture.julie, fixture.karim]
            let saved = try inParallel(2) { thread in
                let outcome = try Store(Database(address)).publications.edit(
                    number: 1, in: sheet, version: 1, to: Fixture.content("\(thread)"), by: people[thread].account,
                    submission: Submission(token: "\(thread)", account: people[thread].account, content: []), at: .start
                )
                if case .done = outcome { return true }
                return false
            }
            #expect(saved.filter { $0 }.count == 1)
            #expect(try fixture.publication(1).body.text == "<p>\(saved[0] ? 0 : 1)</p>")
            try fixture.expectConsistency()
        }

        @Test("modifier ce qui a été supprimé ne fait rien")
        func editGone() throws {
            try fixture.publish()
            try delete(1)
            let outcome = try edit(1, version: 1, Fixture.content("trop tard"))
            guard case .gone = outcome else { throw Unexpected("edit: \(outcome)") }
            #expect(try fixture.revision() == 2)
        }

        @Test("chaque texte enregistré est gardé, avec son auteur et son heure")
        func versions() throws {
            try fixture.publish("un", by: fixture.julie, milestone: .finished)
            _ = try edit(1, version: 1, Fixture.content("deux"), by: fixture.karim, at: .start + .hours(1))
            _ = try edit(1, version: 2, Fixture.content("trois"), by: fixture.julie, at: .start + .hours(2))
            let kept = try fixture.store.database.read { connection in
                try connection.rows(
                    """
                    SELECT version, body, milestone, saved_at, saved_by FROM publication_version
                    WHERE publication_id = \(try fixture.publication(1).id) ORDER BY version
                    """
                ).map { row in
                    var row = row
                    let version = "\(try row.int()) \(try row.text()) \(try row.optionalMilestone()?.rawValue ?? "-")"
                    let hours = try row.moment().since(.start).components.seconds / 3_600
                    return "\(version) \(hours) h \(try row.unsigned() == fixture.karim.account.rawValue ? "K" : "J")"
                }
            }
            #expect(kept == ["1 <p>un</p> termine 0 h J", "2 <p>deux</p> - 1 h K", "3 <p>trois</p> - 2 h J"])
            try fixture.expectConsistency()
        }

        @Test("la même modification envoyée deux fois n’est faite qu’une fois")
        func editTwice() throws {
            try fixture.publish()
            let submission = fixture.submission(by: fixture.julie)
            for _ in 0..<2 {
                let outcome = try edit(1, version: 1, Fixture.content("deux"), submission: submission)
                guard case .done(revision: 2) = outcome else { throw Unexpected("edit: \(outcome)") }
            }
            #expect(try fixture.publication(1).version == 2)
        }

        // MARK: Cancel, restore, delete

        @Test("une publication annulée dit par qui, quand et pourquoi, et le reste")
        func cancel() throws {
            try fixture.publish()
            let reason = String(repeating: "é", count: 499) + "🧱"
            #expect(try cancel(1, reason: reason, by: fixture.julie) == .done(number: 1, revision: 2))
            let cancellation = Publication.Cancellation(at: .start, by: "Julie Moreau", reason: reason)
            #expect(try fixture.publication(1).cancellation == cancellation)
            #expect(try fixture.publication(1).revision == 2)
            // Who came first stays named, and nothing new has happened.
            #expect(
                try cancel(1, reason: "autre", by: fixture.karim, at: .start + .hours(1))
                    == .done(number: 1, revision: 2))
            #expect(try fixture.publication(1).cancellation == cancellation)
            #expect(try fixture.revision() == 2)
        }

        @Test("une annulation sans motif n’en a pas")
        func cancelWithoutReason() throws {
            try fixture.publish()
            _ = try cancel(1)
            #expect(try fixture.publication(1).cancellation?.reason == nil)
            #expect(try fixture.publication(1).cancellation?.by == "Julie Moreau")
        }

        @Test("rétablir efface l’annulation ; rétablir ce qui ne l’est pas ne change rien")
        func restore() throws {
            try fixture.publish()
            #expect(try restore(1) == .done(number: 1, revision: 1))
            _ = try cancel(1, reason: "erreur")
            #expect(try restore(1) == .done(number: 1, revision: 3))
            #expect(try fixture.publication(1).cancellation == nil)
            #expect(try restore(1) == .done(number: 1, revision: 3))
            #expect(try cancel(1, by: fixture.karim) == .done(number: 1, revision: 4))
            #expect(try fixture.publication(1).cancellation?.by == "Karim Benali")
        }

        @Test("une publication annulée se commente encore")
        func commentCancelled() throws {
            try fixture.publish()
            _ = try cancel(1)
            #expect(try fixture.comment(under: 1) == 1)
        }

        @Test("supprimer emporte commentaires, réponses, photos et versions, et rien de la voisine")
        func delete() throws {
            try fixture.publish(photos: [try fixture.pending()])
            try fixture.publish(photos: [try fixture.pending()])
            for number in [1, 2] {
                let comment = try fixture.comment(under: number)
                try fixture.comment(under: number, replyTo: comment, by: fixture.julie)
            }
            let (first, second) = (try fixture.publication(1).id, try fixture.publication(2).id)
            #expect(try delete(1) == .done(number: 1, revision: 7))
            for table in ["sheet_comment", "photo", "publication_version", "version_photo"] {
                let table = SQL(raw: table)
                #expect(try fixture.number("SELECT COUNT(*) FROM \(table) WHERE publication_id = \(first)") == 0)
                #expect(try fixture.number("SELECT COUNT(*) FROM \(table) WHERE publication_id = \(second)") > 0)
            }
            #expect(try delete(1) == .gone)
            #expect(try cancel(1) == .gone)
            #expect(try restore(1) == .gone)
            #expect(try fixture.revision() == 7)
            try fixture.expectConsistency()
        }

        @Test("une discussion de 40 étages est emportée avec sa publication")
        func deleteDeepThread() throws {
            try fixture.publish()
            try fixture.thread(ofDepth: 40, under: 1)
            #expect(try delete(1) == .done(number: 1, revision: 42))
            #expect(try fixture.number("SELECT COUNT(*) FROM sheet_comment WHERE sheet_id = \(fixture.sheet.id)") == 0)
            try fixture.expectConsistency()
        }

        @Test("on sait avant de supprimer ce qui partirait")
        func contentsCount() throws {
            try fixture.publish()
            let empty = try publications.contentsCount(number: 1, in: fixture.sheet.id, visibleTo: fixture.julie.viewer)
            #expect(empty?.comments == 0 && empty?.photos == 0)
            try fixture.thread(ofDepth: 3, under: 1)
            _ = try edit(1, version: 1, Fixture.content("x", photos: [try fixture.pending()]), by: fixture.julie)
            let full = try publications.contentsCount(number: 1, in: fixture.sheet.id, visibleTo: fixture.julie.viewer)
            #expect(full?.comments == 3 && full?.photos == 1)
            let gone = try publications.contentsCount(number: 2, in: fixture.sheet.id, visibleTo: fixture.julie.viewer)
            #expect(gone == nil)
        }

        @Test("chaque changement laisse une ligne au journal de la fiche : quoi, qui, quand")
        func events() throws {
            try fixture.publish(by: fixture.julie)
            _ = try edit(1, version: 1, Fixture.content("x"), by: fixture.karim, at: .start + .minutes(1))
            _ = try cancel(1, by: fixture.julie, at: .start + .minutes(2))
            _ = try restore(1)
            let comment = try fixture.comment(under: 1, by: fixture.client, at: .start + .minutes(4))
            _ = try fixture.delete(comment: comment, under: 1, by: fixture.client)
            try delete(1)
            let events = try fixture.store.database.read { connection in
                try connection.rows(
                    """
                    SELECT e.revision, e.kind, a.first_name, e.publication_number, e.comment_number, e.happened_at
                    FROM sheet_event e JOIN account a ON a.id = e.actor_id
                    WHERE e.sheet_id = \(fixture.sheet.id) ORDER BY e.revision
                    """
                ).map { row in
                    var row = row
                    let what = "\(try row.int()) \(try row.text()) \(try row.text()) \(try row.int())"
                    let comment = try row.optionalUnsigned().map { ".\($0)" } ?? ""
                    return "\(what)\(comment) +\(try row.moment().since(.start).components.seconds / 60)"
                }
            }
            #expect(
                events == [
                    "1 publication_added Julie 1 +0", "2 publication_edited Karim 1 +1",
                    "3 publication_cancelled Julie 1 +2", "4 publication_restored Karim 1 +0",
                    "5 comment_added Martin 1.1 +4", "6 comment_deleted Martin 1.1 +0",
                    "7 publication_deleted Karim 1 +0",
                ])
        }
    }
}
