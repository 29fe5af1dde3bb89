import CLOModel
import Testing

/// What is posted by somebody who means harm, or by a machine that means nothing.
@Suite("Texte riche : HTML hostile")
struct RichTextHostileTests {
    @Test("rien que ce que S11 permet ne sort, quoi qu’on envoie", arguments: hostileTexts)
    func onlyAllowed(hostile: String) throws {
        let text = try RichText(html: hostile)
        #expect(RichTextGrammar.faults(in: text.html) == [])
        #expect(try RichText(html: text.html) == text)
        #expect(!text.html.lowercased().contains("script:"))
    }

    @Test(
        "le vérificateur de ces tests refuse ce qui n’est pas permis",
        arguments: [
            "texte", "<p>a", "<p></p>", "<p onclick=\"x\">a</p>", "<p><script>a</script></p>", "<div>a</div>",
            "<p><a href=\"javascript:a\" rel=\"noopener nofollow\">a</a></p>", "<p><a href=\"http://a\">a</a></p>",
            "<p>a & b</p>", "<p>a > b</p>", "<p><u><em>a</em></u></p>", "<p><span class=\"x\">a</span></p>",
            "<figure class=\"photo\" data-photo=\"a\"></figure>", "<ul></ul>", "<ul><li></li></ul>", "<p>\u{202E}a</p>",
            "<ul><li><figure class=\"photo\" data-photo=\"abcdefgh\"></figure></li></ul>", "<p><strong></strong></p>",
        ])
    func checkerRefuses(html: String) {
        #expect(RichTextGrammar.faults(in: html).count == 1)
    }

    @Test(
        "de ce qui tombe, le texte tombe aussi",
        arguments: [
            "script", "style", "template", "title", "svg", "math", "noscript", "iframe", "object", "textarea", "select",
        ])
    func contentFallsAway(name: String) throws {
        let text = try RichText(html: "<p>avant<\(name.uppercased()) a='>'>caché</\(name) >après</p>")
        #expect(text.html == "<p>avantaprès</p>")
        #expect(try RichText(html: "<\(name)>caché</\(name)>").isEmpty)
    }

    @Test("un SVG qui n’est pas fermé n’emporte pas la suite")
    func unclosedForeignContent() throws {
        let html = "<p>a</p><svg><p>b</p><math>c"
        #expect(try RichText(html: html).html == "<p>a</p><p>b</p><p>c</p>")
    }

    @Test(
        "un lien javascript ne survit sous aucun déguisement",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\u{1}javascript:alert(1)",
            "java\tscript:alert(1)", "java\nscript:alert(1)", "java\rscript:alert(1)", "java\0script:alert(1)",
            "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)",
            "java&Tab;script:alert(1)",
            "java&NewLine;script:alert(1)", "javascript&colon;alert(1)", "javascript&#58;alert(1)", "data:text/html,x",
            "vbscript:x", "file:///etc/passwd", "blob:https://a.fr/x", "feed:javascript:x", "view-source:javascript:x",
            "//evil.example", "/\\evil.example", "https:evil.example", "https:/evil.example", "https:\\\\evil.example",
            "http://clo.fr@evil.example", "http://clo.fr%40evil.example", "http://a%2Fb", "http://", "http://:80",
            "http:///chemin", "http://[::1", "http://a:123456", "http://a b.fr", "mailto:", "mailto:a", "mailto:a@b@c",
            "mailto:a@b%0Abcc:c@d", "tel:", "tel:javascript", "tel:+", "#ancre", "?q", "chemin", "",
            "http://évil.example\\@b.fr", "http://a.fr\\@b.fr", "ht\u{202E}tp://a.fr",
        ])
    func refusedAddress(address: String) throws {
        #expect(try RichText(html: "<a href=\"\(address)\">lien</a>").html == "<p>lien</p>")
    }

    @Test("tous les caractères de commande et de sens tombent")
    func invisibleCharacters() throws {
        for value in [0...0x1F as ClosedRange<UInt32>, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF]
            .joined()
        {
            let text = try RichText(html: "a&#\(value);b")
            #expect(RichTextGrammar.faults(in: text.html) == [], "U+\(value)")
        }
        #expect(try RichText(html: "a\u{FFFE}\u{FFFF}\u{1FFFE}\u{10FFFF}\u{FEFF}\u{202E}b").html == "<p>ab</p>")
        #expect(try RichText(html: "a\u{0}\u{7}\u{1B}[31mb").html == "<p>a[31mb</p>")
    }

    @Test("les octets tirés au sort ne font ni chute ni surprise")
    func fuzz() throws {
        var random = SeededGenerator(seed: 20_261_122)
        let seeds = hostileTexts + [Samples.word, Samples.googleDocs, Samples.outlook]
        for round in 0..<6000 {
            var bytes = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)].utf8.prefix(1500))
            for _ in 0..<Int.random(in: 1...12, using: &random) { mutate(&bytes, seeds, &random) }
            let html = String(decoding: bytes, as: UTF8.self)
            let text = try RichText(html: html)
            #expect(RichTextGrammar.faults(in: text.html) == [], "round \(round)")
            #expect(try RichText(html: text.html) == text, "round \(round): \(html)")
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ seeds: [String], _ random: inout SeededGenerator) {
        let position = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, position + Int.random(in: 0...20, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.removeSubrange(position..<end)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: position)
        case 2: bytes.insert(contentsOf: bytes[position..<end], at: position)
        case 3:
            let other = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)].utf8.prefix(200))
            bytes.insert(contentsOf: other.suffix(Int.random(in: 0...other.count, using: &random)), at: position)
        case 4:
            let tokens = [
                "<", ">", "\"", "'", "&", "</", "<!--", "-->", "=", "/>", "<b>", "</p>", "<ul><li>", "\0", "é",
            ]
            bytes.insert(contentsOf: tokens[Int.random(in: 0..<tokens.count, using: &random)].utf8, at: position)
        default:
            if position < bytes.count { bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &random) }
        }
    }

    // MARK: Bounds

    @Test("un texte de plus de 256 Kio est refusé par une phrase, avant lecture comme après")
    func tooLong() throws {
        let limit = RichText.maximumBytes
        #expect(throws: RichText.Failure.tooLong(limit: limit)) {
            try RichText(html: String(repeating: "a", count: limit + 1))
        }
        #expect(throws: RichText.Failure.tooLong(limit: limit)) {
            try RichText(plainText: String(repeating: "a", count: limit + 1))
        }
        // What is short to post but long to write could be saved and never be read again.
        #expect(throws: RichText.Failure.tooLong(limit: limit)) {
            try RichText(html: String(repeating: "&", count: limit / 2))
        }
        #expect(try RichText(html: String(repeating: "a", count: limit - 7)).html.utf8.count == limit)
        #expect(RichText.Failure.tooLong(limit: limit).sentence.contains("trop long\u{A0}: il dépasse 256\u{A0}Ko"))
    }

    @Test(
        "100 000 éléments imbriqués se lisent, et vite",
        arguments: [
            "<b>", "<i><b><u>", "<span>", "<div>", "<p>", "<ul>", "<ol><li>", "<ul><li>", "<table><tr><td>",
            "<a href='http://a.fr'>",
            "<h1>", "<blockquote>", "<font size=7>", "<svg>", "<math><mtext>", "<template>", "<pre>", "<figure>", "<q>",
            "<span><p></span>", "<b><p></b>", "<h1><b></b>", "<ul><p></ul>", "<a href='http://a.fr'><div></a>", "<!--",
            "<select>",
            "<figure data-photo=abcdefgh><figcaption>", "<li><b><span>", "<em><strong><ins><small><big>", "</p>",
            "</b><b>",
        ])
    func deepNesting(opening: String) throws {
        let count = 250_000 / opening.utf8.count
        let html = String(repeating: opening, count: min(count, 100_000)) + "fin" + String(repeating: "x ", count: 2000)
        let elapsed = try ContinuousClock().measure {
            let text = try RichText(html: html)
            #expect(RichTextGrammar.faults(in: text.html) == [])
            #expect(try RichText(html: text.html) == text)
        }
        // A debug build on a busy machine; a cost that grows with the square of the input takes minutes.
        #expect(elapsed < .seconds(8))
    }

    @Test("des attributs par milliers et des mises en forme jamais fermées coûtent à peine plus qu’un texte")
    func costlyMarkup() throws {
        let attributes = "<b " + (0..<40_000).map { "x\($0)" }.joined(separator: " ") + ">a</b>"
        #expect(try RichText(html: String(attributes.prefix(250_000))).isEmpty)
        let unclosed =
            (0..<3000).map { "<b x\($0)><font color=\($0)>" }.joined() + String(repeating: "<p>x", count: 3000)
        // Three thousand paragraphs, each in three thousand elements, were there no fence.
        let text = try RichText(html: unclosed)
        #expect(text.blocks.count == 3000)
        #expect(text.blocks.last == .paragraph([.text("x", RichText.Style(isBold: true))]))
    }

    @Test("plus de six listes l’une dans l’autre n’en font que six, sans perdre un mot")
    func listDepth() throws {
        let html = (1...10).map { "<ul><li>\($0)" }.joined()
        let text = try RichText(html: html)
        #expect(text.html.components("<ul>") == 6)
        #expect(
            text.html.hasSuffix(
                "<ul><li><p>6</p></li><li><p>7</p></li><li><p>8</p></li><li><p>9</p></li><li><p>10</p></li></ul>"
                    + String(repeating: "</li></ul>", count: 5)))
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int {
        indices.count { self[$0...].hasPrefix(part) }
    }
}
