import Testing

@testable import CLOModel

@Suite("Le texte pour l’impression")
struct RichTextTypesetTests {
    private func typeset(_ html: String) throws -> [RichText.TypesetBlock] {
        try RichText(html: html).typeset
    }

    private typealias Run = RichText.TypesetText.Run

    @Test("chaque style a ses octets, accents compris")
    func runs() throws {
        let link = try #require(RichText.Link("https://clo.example/"))
        #expect(
            try typeset(
                "<p>été <strong>gras</strong><em>ital</em><u>soul</u>"
                    + "<span class=\"taille-petit\">pe</span><span class=\"taille-grand\">gr</span>"
                    + "<span class=\"taille-tres-grand\">tg</span><a href=\"https://clo.example/\">lien</a></p>")
                == [
                    .paragraph(
                        RichText.TypesetText(
                            text: "été grasitalsoulpegrtglien",
                            runs: [
                                Run(bytes: 0..<6, style: .plain), Run(bytes: 6..<10, style: .init(isBold: true)),
                                Run(bytes: 10..<14, style: .init(isItalic: true)),
                                Run(bytes: 14..<18, style: .init(isUnderlined: true)),
                                Run(bytes: 18..<20, style: .init(size: .small)),
                                Run(bytes: 20..<22, style: .init(size: .large)),
                                Run(bytes: 22..<24, style: .init(size: .veryLarge)),
                                Run(bytes: 24..<28, style: .init(link: link)),
                            ]), place: nil)
                ])
    }

    @Test("un saut de ligne reste dans son paragraphe, un paragraphe vide est une ligne vide")
    func breaks() throws {
        let blocks = try typeset("<p>a<br>b</p><p><br></p><p>c</p>")
        guard case .paragraph(let text, nil) = try #require(blocks.first) else {
            Issue.record("no paragraph")
            return
        }
        #expect(text.text == "a\u{2028}b")
        #expect(text.runs.map(\.bytes) == [0..<1, 4..<5])
        #expect(blocks.dropFirst().first == .emptyLine)
        #expect(blocks.count == 3)
    }

    @Test("les listes gardent leurs marques, leurs numéros et leur profondeur")
    func lists() throws {
        let blocks = try typeset(
            "<ol><li><p>un</p><ul><li><p>point</p></li></ul><p>suite</p></li><li><p>deux</p></li></ol>")
        let places = blocks.compactMap { block -> (String, RichText.ListPlace)? in
            guard case .paragraph(let text, let place?) = block else { return nil }
            return (text.text, place)
        }
        #expect(places.map(\.0) == ["un", "point", "suite", "deux"])
        #expect(places.map(\.1.marker) == ["1.", "•", nil, "2."])
        #expect(places.map(\.1.depth) == [1, 2, 1, 1])
        // The inner list stands in the first item of the outer one.
        #expect(places[1].1.steps.first == places[0].1.steps.first)
        #expect(places[3].1.steps == [.init(list: 1, item: 2)])
    }

    @Test("un élément qui commence par une liste montre quand même sa marque")
    func nestedFirst() throws {
        let blocks = try RichText([
            .list(.init(.numbers, items: [[.list(.init(.bullets, items: [[.paragraph([.text("a", .plain)])]]))]]))
        ]).typeset
        let markers = blocks.compactMap { block -> String? in
            guard case .paragraph(_, let place?) = block else { return nil }
            return place.marker
        }
        #expect(markers == ["1.", "•"])
    }

    @Test("une photo reste à sa place")
    func photos() throws {
        let blocks = try typeset("<p>a</p><figure class=\"photo\" data-photo=\"abcd1234\"></figure><p>b</p>")
        #expect(blocks.count == 3)
        #expect(blocks[1] == .photo(try #require(RichText.PhotoName("abcd1234"))))
    }

    @Test("rien du texte ne se perd", arguments: [Samples.word, Samples.googleDocs, Samples.outlook])
    func nothingIsLost(html: String) throws {
        let text = try RichText(html: html)
        let set = text.typeset.map { block -> String in
            guard case .paragraph(let text, _) = block else { return "" }
            return text.text.replacing("\u{2028}", with: "")
        }.joined()
        let written = text.html.replacing(/<[^>]*>/, with: "").replacing("&amp;", with: "&")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
        #expect(set == written)
        #expect(!set.isEmpty)
    }
}
