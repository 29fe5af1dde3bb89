import CLOModel
import Foundation
import Testing

@testable import CLODocuments

@Suite("La fiche imprimée")
struct SheetPrinterTests {
    private let lorem = """
        <p>Les fondations sont achevées et l’étanchéité enterrée est posée sur les quatre faces, protégée par un \
        delta drainant. Nous remblayons progressivement, par couches compactées, pour ne pas solliciter les murs \
        fraîchement maçonnés.</p>
        """

    @Test("le texte se lit, dans l’ordre, sans trait d’union caché au milieu des lignes")
    func text() throws {
        let desk = try PrintDesk()
        let (file, _) = try desk.print([
            try PrintDesk.entry(1, html: "<p>Premier texte.</p>" + lorem),
            try PrintDesk.entry(2, html: "<p>Second texte.</p>"),
        ])
        let text = try desk.text(file)
        let places = [
            "Rénovation d’une longère", "M. Martin Dupont", "n° 1", "Premier texte.", "n° 2", "Second texte.",
        ]
        .map { text.range(of: $0)?.lowerBound }
        #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
        for line in text.split(separator: "\n") { #expect(!line.dropLast().contains("\u{AD}")) }
    }

    @Test("émojis, alphabets du monde et signes ne deviennent pas des carrés")
    func scripts() throws {
        let desk = try PrintDesk()
        let sample = "Łukasz Ğökçe Đặng Νίκος Юлия დავით Հակոբ محمد דוד 王小明 김철수 田中 สมชาย राम ∑ ✓ € ² 👷 🏠 ❤️"
        let (file, _) = try desk.print([try PrintDesk.entry(1, html: "<p>\(sample)</p>")])
        let text = try desk.text(file)
        for name in ["Łukasz", "Ğökçe", "Đặng", "Νίκος", "Юлия", "დავით", "Հակոբ", "王小明", "김철수", "田中", "✓"] {
            #expect(text.contains(name), "\(name)")
        }
        let fonts = try desk.run("pdffonts", [file.path]).split(separator: "\n").dropFirst(2)
        #expect(!fonts.isEmpty && fonts.allSatisfy { $0.contains(" yes yes ") }, "embedded and subset")
    }

    @Test("chaque caractère a un dessin dans les polices fournies")
    func glyphs() throws {
        let desk = try PrintDesk()
        // A missing glyph is drawn as a box with its code: then text comes out that is not in the sample.
        for sample in ["é", "œ", "«\u{A0}»", "…", "–", "王", "م", "👷"] {
            #expect(try desk.missingGlyphs(in: sample) == 0, "\(sample)")
        }
        #expect(try desk.missingGlyphs(in: "\u{10FFFD}") == 1)
    }

    @Test("la page d’après dit laquelle et combien, et de quel chantier")
    func runningHeader() throws {
        let desk = try PrintDesk()
        let (file, pages) = try desk.print(try (1...20).map { try PrintDesk.entry($0, html: lorem) })
        #expect(pages > 2)
        for page in 1...pages {
            let text = try desk.text(file, page: page)
            #expect(text.contains("page \(page) sur \(pages)"))
            #expect(text.contains("CH-2026-014") && text.contains("Rénovation d’une longère"))
        }
    }

    @Test("une annulation, une modification et une étape se lisent")
    func marks() throws {
        let desk = try PrintDesk()
        let at = Instant(seconds: 1_780_500_000)
        let (file, _) = try desk.print([
            try PrintDesk.entry(
                1, html: lorem, milestone: .finished, edit: .init(at: at, by: "Karim Benali"),
                cancellation: .init(at: at, by: "Julie Moreau", reason: "Mauvais chantier"))
        ])
        let text = try desk.text(file).replacingOccurrences(of: "\u{A0}", with: " ")
            .replacingOccurrences(of: "\n", with: " ")
        #expect(text.contains("Annulée le 3 juin 2026 à 17 h 20 par Julie Moreau : Mauvais chantier"))
        #expect(text.contains("Modifiée le 3 juin 2026 à 17 h 20 par Karim Benali"))
        #expect(text.contains("CHANTIER TERMINÉ"))
    }

    @Test("un fil de commentaires très profond s’imprime, avec ce qu’il répond")
    func deepThread() throws {
        let desk = try PrintDesk()
        let comments = (1...60).map { number in
            CLOModel.Comment(
                id: .init(UInt64(number)), publication: .init(1), parent: number == 1 ? nil : .init(UInt64(number - 1)),
                number: number, author: Author(account: .init(1), name: "Martin Dupont", isEmployee: false),
                writtenAt: Instant(seconds: 1_780_500_000), text: "Réponse \(number)", createdRevision: 1)
        }
        let (file, _) = try desk.print([try PrintDesk.entry(1, html: lorem, comments: comments)])
        let text = try desk.text(file)
        #expect(text.contains("Réponse 60") && text.contains("en réponse à 1.59"))
        #expect(!text.contains("en réponse à 1.2\n"))
    }

    @Test("une photo illisible empêche l’impression plutôt que de manquer sans rien dire")
    func brokenPhoto() throws {
        let desk = try PrintDesk()
        let broken = desk.folder.appending(path: "480.jpg")
        try Data("pas une photo".utf8).write(to: broken)
        let photo = PrintPhoto(
            name: "abcd1234", width: 480, height: 360, caption: "", files: [.init(path: broken.path, size: 480)])
        #expect(throws: PrintPicture.Failure.self) {
            try desk.print([try PrintDesk.entry(1, html: lorem, photos: [photo])])
        }
    }

    @Test("une fiche vide, une publication vide: le document existe quand même")
    func empty() throws {
        let desk = try PrintDesk()
        let (none, pages) = try desk.print([])
        #expect(pages == 1)
        #expect(try desk.text(none).contains("Aucune publication."))
        #expect(try desk.print([try PrintDesk.entry(1, html: "")]).pages == 1)
    }

    @Test("la structure, la langue et les liens y sont, et qpdf n’a rien à redire")
    func structure() throws {
        let desk = try PrintDesk()
        let (file, _) = try desk.print([
            try PrintDesk.entry(1, html: "<p><a href=\"https://clo.example/a?b='c'\">devis</a></p>" + lorem)
        ])
        #expect(try desk.run("qpdf", ["--check", file.path]).contains("No syntax or stream encoding errors"))
        let objects = try desk.run("qpdf", ["--qdf", "--object-streams=disable", file.path, "-"])
        #expect(objects.contains("/Lang (fr-FR)"))
        #expect(objects.contains("/URI (https://clo.example/a?b='c')"))
        #expect(objects.contains("/S /H1") && objects.contains("/S /H2") && objects.contains("/S /P"))
    }
}

@Suite("La coupure des mots")
struct HyphenationTests {
    private func divided(_ text: String) throws -> String {
        let hyphenation = try #require(Hyphenation(file: "\(PrintDesk.fonts)/hyph_fr.dic"))
        var bytes = Array(text.utf8)
        for offset in hyphenation.divisions(of: text).reversed() { bytes.insert(UInt8(ascii: "|"), at: offset) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "à la française",
        arguments: [
            ("étanchéité", "étan|chéité"), ("l’isolation", "l’iso|la|tion"),
            ("après-demain matin", "après-demain matin"),
            ("chantier", "chan|tier"), ("Rennes Bretagne", "Rennes Bretagne"), ("mur", "mur"),
            ("https://exemple.fr/etancheite", "https://exemple.fr/etancheite"),
            ("charpente12 solives", "charpente12 solives"),
        ])
    func words(text: String, expected: String) throws {
        #expect(try divided(text) == expected)
    }
}
