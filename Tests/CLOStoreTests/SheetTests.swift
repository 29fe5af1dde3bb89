import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Fiches")
    struct SheetTests {
        let fixture: Fixture
        var sheets: SheetStore { fixture.store.sheets }

        init() throws {
            fixture = try Fixture()
        }

        // MARK: Header

        @Test("l’en-tête montre le nom et l’adresse du client, sans ligne vide")
        func header() throws {
            let bare = try fixture.overview().header
            #expect(bare.clientName == "Martin Dupont" && bare.clientAddress == [])
            #expect(bare.startsOn == nil && bare.plannedEndOn == nil)
            try fixture.run(
                """
                UPDATE account SET civility = 'M.', company = 'Dupont SARL', street_address = '3, rue de l’Œuvre',
                    postal_code = '69001', city = 'Lyon'
                WHERE id = \(fixture.client.account)
                """)
            let whole = try fixture.overview().header
            #expect(whole.clientName == "M. Martin Dupont")
            #expect(whole.clientAddress == ["Dupont SARL", "3, rue de l’Œuvre", "69001 Lyon"])
            try fixture.run(
                "UPDATE account SET company = '', postal_code = NULL WHERE id = \(fixture.client.account)")
            #expect(try fixture.overview().header.clientAddress == ["3, rue de l’Œuvre", "Lyon"])
        }

        @Test("l’état des travaux est celui de la dernière étape par sa date, pas par son numéro")
        func state() throws {
            func state() throws -> ProgressSheet.State { try fixture.overview().header.state }
            #expect(try state() == .underway)
            try fixture.publish(datedAt: .start)
            #expect(try state() == .underway)
            let finished = try fixture.publish(datedAt: .start, milestone: .finished)
            #expect(try state() == .finished)
            let resumed = try fixture.publish(datedAt: .start - .days(1), milestone: .resumed)
            #expect(try state() == .finished)
            try fixture.publish(datedAt: .start, milestone: .resumed)
            #expect(try state() == .resumed, "of one date, the later number counts")
            _ = try fixture.store.publications.delete(
                number: 4, in: fixture.sheet.id, by: fixture.julie.account, at: .start)
            #expect(try state() == .finished)
            _ = try fixture.store.publications.cancel(
                number: finished, in: fixture.sheet.id, reason: nil, by: fixture.julie.account, at: .start)
            #expect(try state() == .resumed, "a cancelled milestone does not count")
            _ = try fixture.store.publications.cancel(
                number: resumed, in: fixture.sheet.id, reason: nil, by: fixture.julie.account, at: .start)
            #expect(try state() == .underway)
            _ = try fixture.store.publications.restore(
                number: finished, in: fixture.sheet.id, by: fixture.julie.account, at: .start)
            #expect(try state() == .finished)
            #expect(try sheets.list(visibleTo: fixture.client.viewer).map(\.state) == [.finished])
        }

        @Test("le nombre de publications suit ajouts et suppressions, et une annulation n’y change rien")
        func publicationCount() throws {
            #expect(try fixture.overview().publicationCount == 0)
            for _ in 0..<3 { try fixture.publish() }
            _ = try fixture.store.publications.cancel(
                number: 1, in: fixture.sheet.id, reason: nil, by: fixture.julie.account, at: .start)
            #expect(try fixture.overview().publicationCount == 3)
            _ = try fixture.store.publications.delete(
                number: 2, in: fixture.sheet.id, by: fixture.julie.account, at: .start)
            #expect(try fixture.overview().publicationCount == 2)
            try fixture.expectConsistency()
        }

        @Test("les commentaires du client auxquels personne n’a répondu sont comptés, sur toute la fiche")
        func unansweredCount() throws {
            func unanswered() throws -> Int { try fixture.overview().unansweredCount }
            let (first, second) = (try fixture.publish(), try fixture.publish())
            #expect(try unanswered() == 0)
            let question = try fixture.comment("Quand ?", under: first)
            try fixture.comment("Et ici ?", under: second)
            #expect(try unanswered() == 2)
            let answer = try fixture.comment("Lundi.", under: first, replyTo: question, by: fixture.julie)
            #expect(try unanswered() == 1)
            try fixture.comment("Merci. À quelle heure ?", under: first, replyTo: answer)
            #expect(try unanswered() == 2)
            #expect(
                try fixture.delete(comment: answer, under: first, by: fixture.julie)
                    == .done(deletedCount: 2, revision: 7))
            #expect(try unanswered() == 2, "the question waits again, its sequel is gone")
            try fixture.comment("Vu sur place.", under: first, by: fixture.karim)
            #expect(try unanswered() == 1, "an employee's later comment at the same level answers too")
            _ = try fixture.store.publications.delete(
                number: second, in: fixture.sheet.id, by: fixture.julie.account, at: .start)
            #expect(try unanswered() == 0)
            try fixture.expectConsistency()
        }

        @Test("est nouveau ce que d’autres ont écrit depuis")
        func newCount() throws {
            let publication = try fixture.publish()
            try fixture.comment(under: publication, by: fixture.client)
            try fixture.comment(under: publication, by: fixture.karim)
            try fixture.publish()
            func new(since baseline: UInt64?, for person: Fixture.Person) throws -> Int {
                try fixture.overview(since: baseline, visibleTo: person).newCount
            }
            #expect(try new(since: 0, for: fixture.client) == 3)
            #expect(try new(since: 1, for: fixture.client) == 2)
            #expect(try new(since: 3, for: fixture.client) == 1)
            #expect(try new(since: 4, for: fixture.client) == 0)
            #expect(try new(since: 0, for: fixture.julie) == 2)
            #expect(try new(since: 0, for: fixture.karim) == 3)
            #expect(try new(since: nil, for: fixture.client) == 0, "at a first visit nothing is marked")
            #expect(try new(since: .max, for: fixture.client) == 0)
        }

        @Test("les employés voient quand le client est venu pour la dernière fois")
        func clientLastVisit() throws {
            #expect(try fixture.overview().clientLastVisit == nil)
            _ = try fixture.visit(by: fixture.julie, at: .start)
            #expect(try fixture.overview().clientLastVisit == nil)
            _ = try fixture.visit(by: fixture.client, at: .start + .days(1))
            #expect(try fixture.overview().clientLastVisit == .start + .days(1))
        }

        @Test("une fiche qui n’existe pas n’a pas d’en-tête")
        func missing() throws {
            #expect(try sheets.overview(of: .init(.max), since: nil, visibleTo: fixture.julie.viewer) == nil)
        }

        // MARK: A client's list

        @Test("la liste d’un client : ses fiches et elles seules, celle qui a bougé en dernier d’abord")
        func list() throws {
            let quiet = try fixture.addSheet(of: fixture.client)
            let recent = try fixture.addSheet(of: fixture.client)
            try fixture.publish(datedAt: .start - .days(3))
            try fixture.publish(on: recent, datedAt: .start - .days(1))
            try fixture.publish(on: fixture.otherSheet)
            let list = try sheets.list(visibleTo: fixture.client.viewer)
            #expect(list.map(\.code) == [recent, fixture.sheet, quiet].map(\.code))
            #expect(list.map(\.publicationCount) == [1, 1, 0])
            #expect(list.map(\.latest?.datedAt) == [.start - .days(1), .start - .days(3), nil])
            #expect(list.map(\.title) == ["Rénovation", "Rénovation", "Rénovation"])
            #expect(try sheets.list(visibleTo: fixture.julie.viewer).isEmpty)
        }

        @Test("la liste dit combien est nouveau depuis que la fiche a été vue")
        func listNews() throws {
            func new() throws -> [Int] { try sheets.list(visibleTo: fixture.client.viewer).map(\.newCount) }
            let publication = try fixture.publish()
            #expect(try new() == [0], "never seen: all is new, nothing is marked")
            _ = try fixture.visit(by: fixture.client, at: .start)
            try fixture.publish()
            try fixture.comment(under: publication, by: fixture.julie)
            try fixture.comment(under: publication, by: fixture.client)
            #expect(try new() == [2])
            _ = try fixture.visit(by: fixture.client, at: .start + .minutes(1))
            #expect(try new() == [0])
        }

        // MARK: Visits

        @Test("une visite dure tant que l’on revient avant 30 minutes ; la suivante part de ce qui avait été vu")
        func visits() throws {
            try fixture.publish()
            #expect(try fixture.visit(by: fixture.client, at: .start) == nil, "the very first")
            try fixture.publish()
            #expect(try fixture.visit(by: fixture.client, at: .start + .minutes(10)) == 1)
            #expect(try fixture.visit(by: fixture.client, at: .start + .minutes(39)) == 1)
            try fixture.publish()
            #expect(try fixture.visit(by: fixture.client, at: .start + .minutes(69) - .milliseconds(1)) == 1)
            #expect(try fixture.visit(by: fixture.client, at: .start + .minutes(99)) == 3, "30 minutes later")
            #expect(try fixture.visit(by: fixture.client, at: .start + .minutes(100)) == 3)
        }

        @Test("une page qui ne montre rien de neuf n’écrit que toutes les cinq minutes")
        func visitWritesSeldom() throws {
            func seenAt() throws -> Instant? { try fixture.overview().clientLastVisit }
            _ = try fixture.visit(by: fixture.client, at: .start)
            _ = try fixture.visit(by: fixture.client, at: .start + .minutes(5) - .milliseconds(1))
            #expect(try seenAt() == .start)
            try fixture.publish()
            _ = try fixture.visit(by: fixture.client, at: .start + .minutes(1))
            #expect(try seenAt() == .start + .minutes(1), "something unseen is noted at once")
            _ = try fixture.visit(by: fixture.client, at: .start + .minutes(6))
            #expect(try seenAt() == .start + .minutes(6))
        }

        @Test("deux pages ouvertes à la fois : ce qui a été vu ne recule pas")
        func visitsAtOnce() throws {
            let old = try fixture.glimpse(by: fixture.client, at: .start)
            _ = try sheets.noteVisit(to: old, by: fixture.client.viewer, at: .start)
            _ = try sheets.noteVisit(to: old, by: fixture.client.viewer, at: .start)
            let earlier = try fixture.glimpse(by: fixture.client, at: .start)
            try fixture.publish()
            _ = try fixture.visit(by: fixture.client, at: .start + .minutes(1))
            _ = try sheets.noteVisit(to: earlier, by: fixture.client.viewer, at: .start + .minutes(6))
            #expect(try fixture.glimpse(by: fixture.client, at: .start + .minutes(6)).visit?.seen == 1)
        }

        // MARK: News

        private func news(since revision: UInt64, limit: Int = 100) throws -> SheetStore.News? {
            try sheets.news(of: fixture.sheet.id, since: revision, visibleTo: fixture.client.viewer, limit: limit)
        }

        private func changedNumbers(_ news: SheetStore.News?) throws -> [Int] {
            let found = try fixture.store.publications.find(try #require(news).changed, visibleTo: fixture.julie.viewer)
            return try #require(news).changed.compactMap { id in found.first { $0.id == id }?.number }
        }

        @Test("sans rien de neuf, les nouvelles sont vides")
        func noNews() throws {
            try fixture.publish()
            let news = try #require(try news(since: 1))
            #expect(news.changed.isEmpty && news.deleted.isEmpty && !news.headerMayDiffer)
            #expect(try self.news(since: .max)?.changed.isEmpty == true)
        }

        @Test("un commentaire change sa publication et pas l’en-tête ; chacune n’est dite qu’une fois")
        func commentNews() throws {
            let publication = try fixture.publish()
            let comment = try fixture.comment(under: publication)
            try fixture.comment(under: publication, replyTo: comment, by: fixture.julie)
            _ = try fixture.delete(comment: comment, under: publication, by: fixture.client)
            let news = try news(since: 1)
            #expect(try changedNumbers(news) == [publication])
            #expect(news?.headerMayDiffer == false && news?.deleted == [])
        }

        @Test("ajout, modification, annulation et rétablissement touchent l’en-tête")
        func publicationNews() throws {
            let publications = fixture.store.publications
            try fixture.publish(datedAt: .start)
            try fixture.publish(datedAt: .start - .days(1))
            #expect(try changedNumbers(news(since: 0)) == [2, 1], "in the order of their dates")
            let julie = fixture.julie.account
            _ = try publications.edit(
                number: 1, in: fixture.sheet.id, version: 1, to: Fixture.content("Autre texte"), by: julie,
                submission: fixture.submission(by: fixture.julie), at: .start)
            _ = try publications.cancel(number: 2, in: fixture.sheet.id, reason: nil, by: julie, at: .start)
            _ = try publications.restore(number: 2, in: fixture.sheet.id, by: julie, at: .start)
            for (since, number) in [(2, 1), (3, 2), (4, 2)] as [(UInt64, Int)] {
                let news = try news(since: since)
                #expect(try changedNumbers(news).contains(number))
                #expect(news?.headerMayDiffer == true)
            }
        }

        @Test("une publication supprimée est dite supprimée, quoi qu’il lui soit arrivé avant")
        func deletionNews() throws {
            let (first, second) = (try fixture.publish(), try fixture.publish())
            try fixture.comment(under: first)
            try fixture.comment(under: second)
            _ = try fixture.store.publications.delete(
                number: first, in: fixture.sheet.id, by: fixture.julie.account, at: .start)
            let news = try news(since: 0)
            #expect(try changedNumbers(news) == [second])
            #expect(news?.deleted == [first] && news?.headerMayDiffer == true)
        }

        @Test("quand trop a changé, la page se recharge")
        func tooMuchNews() throws {
            for _ in 0..<4 { try fixture.publish() }
            #expect(try news(since: 0, limit: 3) == nil)
            #expect(try news(since: 1, limit: 3)?.changed.count == 3)
            #expect(try news(since: 0, limit: 4)?.changed.count == 4)
        }
    }
}
