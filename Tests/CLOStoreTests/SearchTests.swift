import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Recherche dans une fiche")
    struct SearchTests {
        let fixture: Fixture
        var search: SearchStore { fixture.store.search }

        init() throws {
            fixture = try Fixture()
        }

        private func find(
            _ typed: String, after: Int? = nil, limit: Int = 20, by person: Fixture.Person? = nil
        ) throws -> SearchStore.Results {
            try search.find(
                SearchQuery(typed: typed), in: fixture.sheet.id, after: after, limit: limit,
                visibleTo: (person ?? fixture.client).viewer)
        }

        private func numbers(_ typed: String) throws -> [Int] {
            try find(typed).hits.map(\.publication.number)
        }

        @Test("accents et casse ne comptent pas, un début de mot suffit, tous les mots sont exigés")
        func words() throws {
            let wall = try fixture.publish("Le mur d’échiffre est POSÉ.")
            let slab = try fixture.publish("Dalle béton coulée au rez-de-chaussée.")
            #expect(try numbers("echif") == [wall])
            #expect(try numbers("pose MUR") == [wall])
            #expect(try numbers("mur dalle").isEmpty)
            #expect(try numbers("BÉTON") == [slab])
            #expect(try numbers("hiffre").isEmpty)
        }

        @Test("les mots de deux lettres et les mots vides se trouvent, comme mots entiers")
        func shortWords() throws {
            let toilet = try fixture.publish("WC posé à l’étage, VMC en attente.")
            let room = try fixture.publish("La durée de séchage.")
            #expect(try numbers("wc") == [toilet])
            #expect(try numbers("vm").isEmpty)
            #expect(try numbers("la") == [room])
            #expect(try numbers("de séchage") == [room])
            #expect(try numbers("du").isEmpty)
        }

        @Test("entre guillemets, les mots se suivent")
        func phrases() throws {
            let slab = try fixture.publish("La dalle béton du garage")
            let other = try fixture.publish("Une dalle en béton, dallebéton")
            #expect(try numbers("\"dalle béton\"") == [slab])
            #expect(try numbers("dalle béton") == [other, slab])
            #expect(try numbers("«\u{A0}du garage\u{A0}»") == [slab])
            #expect(try numbers("\"dalle bét\"").isEmpty)
        }

        @Test(
            "ce qui est un opérateur ou un joker ailleurs ne l’est pas ici",
            arguments: ["%", "_", "+mur -mur", "mur*", "(mur)", "@8", "~<>", "mur' OR '1'='1", "\\"])
        func noOperators(typed: String) throws {
            let wall = try fixture.publish("Le mur")
            let found = try numbers(typed)
            #expect(found == (typed.contains("mur") && !typed.contains("OR") ? [wall] : []))
        }

        @Test("les commentaires se trouvent aussi, groupés sous leur publication")
        func comments() throws {
            let first = try fixture.publish("Le crépi", datedAt: .start - .days(1))
            let second = try fixture.publish("Les volets")
            let a = try fixture.comment("Quel crépi ?", under: second)
            let b = try fixture.comment("Le crépi fin.", under: second, replyTo: a, by: fixture.julie)
            try fixture.comment("Merci", under: first)
            let results = try find("crepi")
            #expect(results.hits.map(\.publication.number) == [second, first])
            #expect(results.hits.map(\.isInPublication) == [false, true])
            #expect(results.hits[0].comments.map(\.number) == [a, b])
            #expect(results.hits[0].comments[1].author == fixture.julie.author)
            #expect(results.publicationCount == 2 && results.entryCount == 3 && !results.hasMore)
        }

        @Test("ce qui change se cherche aussitôt : texte modifié, commentaire ou publication supprimés")
        func kept() throws {
            let number = try fixture.publish("avant")
            let comment = try fixture.comment("remarque", under: number)
            _ = try fixture.store.publications.edit(
                number: number, in: fixture.sheet.id, version: 1, to: Fixture.content("apres"),
                by: fixture.julie.account, submission: fixture.submission(by: fixture.julie), at: .start)
            #expect(try numbers("avant").isEmpty)
            #expect(try numbers("apres") == [number])
            #expect(try numbers("remarque") == [number])
            _ = try fixture.delete(comment: comment, under: number, by: fixture.client)
            #expect(try numbers("remarque").isEmpty)
            _ = try fixture.store.publications.cancel(
                number: number, in: fixture.sheet.id, reason: nil, by: fixture.julie.account, at: .start)
            #expect(try numbers("apres") == [number])
            _ = try fixture.store.publications.delete(
                number: number, in: fixture.sheet.id, by: fixture.julie.account, at: .start)
            #expect(try numbers("apres").isEmpty)
            #expect(try fixture.number("SELECT COUNT(*) FROM search_entry WHERE sheet_id = \(fixture.sheet.id)") == 0)
        }

        @Test("les légendes se cherchent")
        func captions() throws {
            let number = try fixture.publish(photos: [try fixture.pending(Fixture.photo("Façade à l’été"))])
            #expect(try numbers("ete facade") == [number])
        }

        @Test("page par page, la plus récente d’abord")
        func pages() throws {
            let all = try (0..<5).map { try fixture.publish("mur", datedAt: .start - .days($0 / 2)) }
            let order = [all[1], all[0], all[3], all[2], all[4]]
            let first = try find("mur", limit: 2)
            #expect(first.hits.map(\.publication.number) == Array(order[..<2]) && first.hasMore)
            let second = try find("mur", after: order[1], limit: 2)
            #expect(second.hits.map(\.publication.number) == Array(order[2..<4]) && second.hasMore)
            let third = try find("mur", after: order[3], limit: 2)
            #expect(third.hits.map(\.publication.number) == [order[4]] && !third.hasMore)
            #expect(third.publicationCount == 5)
        }

        @Test("une fiche ne dit rien à qui ne la voit pas, et rien d’une autre")
        func visibility() throws {
            try fixture.publish("mur")
            try fixture.publish("mur", on: fixture.otherSheet)
            #expect(try find("mur", by: fixture.otherClient).hits.isEmpty)
            #expect(try find("mur", by: fixture.otherClient).publicationCount == 0)
            #expect(try find("mur", by: fixture.julie).publicationCount == 1)
            #expect(try find("du", by: fixture.otherClient).entryCount == 0)
        }

        @Test("ce qui fut écrit avant l’index y est mis une fois, commentaires compris")
        func filling() throws {
            let old = try fixture.publish("vieux mur")
            try fixture.comment("vieille remarque", under: old)
            try fixture.run("DELETE FROM search_entry WHERE sheet_id = \(fixture.sheet.id)")
            // Written since, under what is not indexed yet.
            try fixture.comment("remarque neuve", under: old)
            #expect(try numbers("vieux").isEmpty)
            #expect(try search.indexWhatIsMissing(of: fixture.sheet.id) == 1)
            #expect(try search.indexWhatIsMissing(of: fixture.sheet.id) == 0)
            #expect(try numbers("vieux") == [old])
            #expect(try find("remarque").entryCount == 2)
        }
    }
}
