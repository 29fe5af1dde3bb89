import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Commentaires")
    struct CommentTests {
        let fixture: Fixture
        var comments: CommentStore { fixture.store.comments }

        init() throws {
            fixture = try Fixture()
            try fixture.publish()
        }

        private func texts() throws -> [String] {
            try fixture.threadOf(1)?.entries.map { "\($0.depth) \($0.comment.number) \($0.comment.text)" } ?? []
        }

        private func find(_ number: Int) throws -> CommentStore.Found? {
            try comments.find(number: number, of: 1, in: fixture.sheet.id, visibleTo: fixture.client.viewer)
        }

        @Test("client et employés commentent et répondent, et la discussion se lit dans son ordre")
        func thread() throws {
            try fixture.comment("Quand ?", under: 1)
            try fixture.comment("Bravo", under: 1, by: fixture.karim)
            try fixture.comment("Lundi", under: 1, replyTo: 1, by: fixture.julie)
            try fixture.comment("Merci", under: 1, replyTo: 3)
            try fixture.comment("Tôt ?", under: 1, replyTo: 1)
            #expect(try texts() == ["0 1 Quand ?", "1 3 Lundi", "2 4 Merci", "1 5 Tôt ?", "0 2 Bravo"])
            let thread = try #require(try fixture.threadOf(1))
            #expect(thread.entries.map(\.comment.author).map(\.name).first == "Martin Dupont")
            #expect(thread.entries.map(\.comment.author.isEmployee) == [false, true, false, false, true])
            #expect(thread.entries.map(\.comment.createdRevision) == [2, 4, 5, 6, 3])
            #expect(try fixture.publication(1).revision == 6)
        }

        @Test("un commentaire se relit comme il a été écrit, jusqu’à 5 000 caractères de quatre octets")
        func text() throws {
            let long = String(repeating: "🧱", count: CommentText.maximumLength)
            for text in ["Œuvre\n\n— « oui » 👷🏽‍♀️", "עברית و عربي", long] {
                let number = try fixture.comment(text, under: 1, at: .start + .milliseconds(789))
                let comment = try #require(try find(number)?.comment)
                #expect(comment.text == text && comment.writtenAt == .start + .milliseconds(789))
            }
        }

        @Test("une réponse à ce qui n’est plus là le dit, et n’est pas gardée")
        func goneTargets() throws {
            func add(to publication: Int, replyTo parent: Int?, in sheet: ProgressSheet.ID) throws
                -> CommentStore.AddOutcome
            {
                try comments.add(
                    "x", to: publication, replyTo: parent, in: sheet, by: fixture.client.author,
                    submission: fixture.submission(by: fixture.client), at: .start)
            }
            #expect(try add(to: 2, replyTo: nil, in: fixture.sheet.id) == .publicationGone)
            #expect(try add(to: 1, replyTo: 1, in: fixture.sheet.id) == .parentGone)
            #expect(try add(to: 1, replyTo: nil, in: .init(.max)) == .publicationGone)
            #expect(try add(to: 1, replyTo: nil, in: fixture.otherSheet.id) == .publicationGone)
            // The comment of that number stands under another publication.
            try fixture.publish()
            try fixture.comment(under: 2)
            #expect(try add(to: 1, replyTo: 1, in: fixture.sheet.id) == .parentGone)
            #expect(try texts() == [])
        }

        @Test("les numéros ne sont jamais donnés deux fois, même celui du dernier, supprimé")
        func numbers() throws {
            #expect(try (0..<3).map { _ in try fixture.comment(under: 1) } == [1, 2, 3])
            for number in [3, 1, 2] { _ = try fixture.delete(comment: number, under: 1, by: fixture.client) }
            #expect(try fixture.comment(under: 1) == 4)
            try fixture.publish()
            #expect(try fixture.comment(under: 2) == 1, "each publication counts for itself")
            try fixture.expectConsistency()
        }

        @Test("un commentaire n’est supprimé que par son auteur")
        func byItsAuthorOnly() throws {
            try fixture.comment("du client", under: 1, by: fixture.client)
            try fixture.comment("de Julie", under: 1, by: fixture.julie)
            for person in [fixture.julie, fixture.karim, fixture.administrator] {
                #expect(try fixture.delete(comment: 1, under: 1, by: person) == .notTheAuthor)
            }
            for person in [fixture.client, fixture.karim, fixture.administrator] {
                #expect(try fixture.delete(comment: 2, under: 1, by: person) == .notTheAuthor)
            }
            #expect(try fixture.delete(comment: 1, under: 1, by: fixture.otherClient) == .notTheAuthor)
            #expect(try texts().count == 2)
            #expect(try fixture.revision() == 3, "a refusal is no change")
            #expect(try fixture.delete(comment: 1, under: 1, by: fixture.client) == .done(deletedCount: 1, revision: 4))
            #expect(try fixture.delete(comment: 2, under: 1, by: fixture.julie) == .done(deletedCount: 1, revision: 5))
            #expect(try texts() == [])
        }

        @Test("ses réponses partent avec lui, quel que soit leur auteur, et rien d’autre")
        func repliesGoWithIt() throws {
            try fixture.comment("A", under: 1)
            try fixture.comment("B", under: 1)
            try fixture.comment("A1", under: 1, replyTo: 1, by: fixture.julie)
            try fixture.comment("B1", under: 1, replyTo: 2, by: fixture.julie)
            try fixture.comment("A1a", under: 1, replyTo: 3, by: fixture.karim)
            try fixture.comment("A2", under: 1, replyTo: 1)
            #expect(try find(1)?.replies.map(\.text) == ["A1", "A1a", "A2"])
            #expect(try fixture.delete(comment: 1, under: 1, by: fixture.client) == .done(deletedCount: 4, revision: 8))
            #expect(try texts() == ["0 2 B", "1 4 B1"])
            #expect(try fixture.publication(1).revision == 8)
            try fixture.expectConsistency()
        }

        @Test("supprimer ce qui n’est plus là ne fait rien")
        func deleteGone() throws {
            try fixture.comment(under: 1)
            #expect(try fixture.delete(comment: 2, under: 1, by: fixture.client) == .gone)
            #expect(try fixture.delete(comment: 1, under: 2, by: fixture.client) == .gone)
            _ = try fixture.delete(comment: 1, under: 1, by: fixture.client)
            #expect(try fixture.delete(comment: 1, under: 1, by: fixture.client) == .gone)
            #expect(try fixture.revision() == 3)
        }

        @Test("une discussion de 40 étages se lit, et part avec sa racine ou à partir de son milieu")
        func deepThread() throws {
            try fixture.thread(ofDepth: 40, under: 1)
            #expect(try fixture.threadOf(1)?.entries.map(\.depth) == Array(0..<40))
            // Level 20 is the client's, and so is the root.
            #expect(
                try fixture.delete(comment: 21, under: 1, by: fixture.client) == .done(deletedCount: 20, revision: 42))
            #expect(
                try fixture.delete(comment: 1, under: 1, by: fixture.client) == .done(deletedCount: 20, revision: 43))
            #expect(try texts() == [])
            try fixture.expectConsistency()
        }

        @Test("les discussions de plusieurs publications viennent ensemble, chacune chez elle")
        func severalThreads() throws {
            let ids = try (2...4).map { number in
                try fixture.publish()
                return try fixture.publication(number).id
            }
            try fixture.comment("deux", under: 2)
            try fixture.comment("quatre", under: 4)
            try fixture.comment("encore", under: 4)
            let threads = try comments.threads(of: ids + [.init(.max)], visibleTo: fixture.client.viewer)
            #expect(threads[ids[0]]?.entries.map(\.comment.text) == ["deux"])
            #expect(threads[ids[1]] == nil)
            #expect(threads[ids[2]]?.entries.map(\.comment.text) == ["quatre", "encore"])
            #expect(threads.count == 2)
            #expect(try comments.threads(of: [], visibleTo: fixture.client.viewer).isEmpty)
        }

        @Test("un commentaire qui n’existe pas n’est pas trouvé")
        func findMissing() throws {
            #expect(try find(1) == nil)
            try fixture.comment(under: 1)
            #expect(try find(2) == nil)
            #expect(
                try comments.find(number: 1, of: 9, in: fixture.sheet.id, visibleTo: fixture.client.viewer) == nil)
        }
    }
}
