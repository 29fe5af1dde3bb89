import CLOModel
import CLOStore
import Foundation
import Testing

@testable import CLOFastCGI

@Suite("Ce qu’un employé écrit")
struct WritingTests {
    private func written(_ text: String) throws -> WrittenPublication {
        try WrittenPublication(try Fields(text: text))
    }

    @Test("les photos sont dans l’ordre des champs, avec leurs légendes")
    func photos() throws {
        let written = try written("photo:toit-2026=Le+toit&texte=a&photo:facade-nord=")
        #expect(
            written.photos == [.init(name: "toit-2026", caption: "Le toit"), .init(name: "facade-nord", caption: "")])
        #expect(try written.checkedPhotos(limit: 2) == written.photos)
        #expect(throws: FieldError.self) { try written.checkedPhotos(limit: 1) }
    }

    @Test(
        "sans JavaScript, les photos se retirent et changent de place",
        arguments: [
            ("", "abc"), ("retirer:b=oui", "ac"), ("rang:a=3", "bca"), ("rang:c=1", "cab"), ("rang:b=1", "bac"),
            ("rang:a=2", "bac"), ("rang:a=3&rang:c=1", "cba"), ("rang:a=1&rang:b=2&rang:c=3", "abc"),
            ("rang:a=99&retirer:c=oui", "ba"), ("rang:c=-5", "cab"), ("rang:a=premier", "abc"),
            ("retirer:a=oui&retirer:b=oui&retirer:c=oui", ""),
        ])
    func arranged(asked: String, order: String) throws {
        func long(_ text: String) -> String {
            ["a", "b", "c"].reduce(text) { $0.replacingOccurrences(of: ":\($1)=", with: ":photo-numero-\($1)=") }
        }
        let written = try written(long("photo:a=&photo:b=&photo:c=&\(asked)"))
        #expect(written.photos.compactMap { $0.name.last.map(String.init) }.joined() == order)
    }

    @Test(
        "un champ forgé est refusé",
        arguments: [
            "photo:../etc=x", "photo:court=x", "photo:facade-nord=a&photo:facade-nord=b", "texte=a&texte=b",
            "version=0",
        ])
    func forged(text: String) {
        #expect(throws: BadRequest.self) { try self.written(text) }
    }

    @Test("une légende trop longue est dite, avec la photo qu’elle légende")
    func longCaption() throws {
        let written = try written("photo:facade-nord=\(String(repeating: "a", count: 301))")
        let error = #expect(throws: FieldError.self) { try written.checkedPhotos(limit: 9) }
        #expect(error?.sentence.hasPrefix("La légende de la photo 1 est trop longue.") == true)
    }

    @Test("deux envois ne sont le même que si tout y est pareil, photos et légendes comprises")
    func submissions() throws {
        let forms = ["texte=a", "texte_riche=a&texte=b", "texte=a&etape=termine", "texte=a&photo:facade-nord=x"]
        let others = [
            "texte=a&photo:facade-nord=y", "texte=a&photo:facade-nordx=", "texte=a&version=1", "texte=a&date=1",
        ]
        let contents = try (forms + others).map { try written($0).submissionContent }
        // The first two say the same: what the editor sends wins.
        #expect(Set(contents).count == contents.count - 1)
    }

    @Test("le formulaire remontré a les mots dans la zone de texte, et la mise en forme à côté")
    func shownAgain() throws {
        let form = try written("texte_riche=<p>Le+<b>mur</b></p>&date=hier&version=3").typedForm(errors: [
            "date": "Non."
        ])
        #expect(form["texte"] == "Le mur" && form["texte_riche"] == "<p>Le <strong>mur</strong></p>")
        #expect(form["texte_montre"] == form["texte_riche"] && form["date"] == "hier" && form["version"] == "3")
        let sentBack = try written("texte=Le+mur&texte_montre=<p>Le+<b>mur</b></p>")
        #expect(try sentBack.body { [] }.richText().html == form["texte_riche"])
    }
}

@Suite("Photos dans le texte et après")
struct PhotoPlaceTests {
    private let photos = ["facade-nord", "toit-2026"].map {
        Photo(name: $0, width: 400, height: 300, caption: $0, renditions: [400])
    }

    private func shown(_ html: String, _ photos: [Photo]) throws -> String {
        let body = try RichText(html: html).canonicalHTML
        return PublicationView.content(body, photos, .client).text
            .replacing(#/<figure class="photo r\d+">.*?alt="([^"]*)">.*?</figure>/#) { "[\($0.output.1)]" }
    }

    @Test("une photo placée est dans le texte, une autre après lui, une inconnue nulle part")
    func placed() throws {
        let html =
            "<p>a</p><figure class=photo data-photo=toit-2026></figure><figure class=photo data-photo=inconnue></figure>"
        #expect(
            try shown(html + "<p>b</p>", photos)
                == "<div class=\"texte\"><p>a</p>[toit-2026]<p>b</p></div>\n<div class=\"photos\">[facade-nord]</div>")
        #expect(try shown(html, []) == "<div class=\"texte\"><p>a</p></div>\n")
    }

    @Test("un texte qui parle d’une balise n’en est pas une")
    func escaped() throws {
        #expect(
            try shown("<p>&lt;figure class=\"photo\" data-photo=\"toit-2026\"&gt;&lt;/figure&gt;</p>", [])
                == "<div class=\"texte\"><p>&lt;figure class=&quot;photo&quot; data-photo=&quot;toit-2026&quot;&gt;&lt;/figure&gt;</p></div>\n"
        )
    }
}

@Suite("Pages de la galerie")
struct GalleryPageTests {
    private let months = [("2026-11", 50), ("2026-10", 9), ("2026-07", 30), ("2025-12", 1)].compactMap { iso, count in
        Month(iso: iso).map { (month: $0, count: count) }
    }

    @Test(
        "des mois entiers, jusqu’à soixante photos au moins",
        arguments: [
            (nil, "2026-07", "2026-11"), ("2026-10", "2025-12", "2026-10"), ("2026-09", "2025-12", "2026-07"),
            ("2030-01", "2026-07", "2026-11"), ("2000-01", "2025-12", "2025-12"),
        ] as [(String?, String, String)])
    func page(from: String?, first: String, last: String) {
        let page = ShowGallery.page(months, from: from.flatMap { Month(iso: $0) })
        #expect(page?.lowerBound.iso == first && page?.upperBound.iso == last)
    }

    @Test("sans photo, pas de page")
    func empty() {
        #expect(ShowGallery.page([], from: nil) == nil && ShowGallery.page([], from: Month(iso: "2026-01")) == nil)
    }
}
