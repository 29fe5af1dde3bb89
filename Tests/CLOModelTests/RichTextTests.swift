import CLOModel
import Testing

@Suite("Texte riche")
struct RichTextTests {
    // MARK: HTML

    @Test(
        "le HTML canonique",
        arguments: [
            // Styles: one order, runs of one style together, nothing empty.
            ("<u><i><b>a</b></i></u>", "<p><strong><em><u>a</u></em></strong></p>"),
            ("<b>a</b><strong>b</strong>", "<p><strong>ab</strong></p>"),
            ("<b>1<i>2</b>3</i>", "<p><strong>1<em>2</em></strong><em>3</em></p>"),
            ("<em>a<b></b></em><ins>b</ins>", "<p><em>a</em><u>b</u></p>"),
            ("<b><b>a</b>b</b>c", "<p><strong>ab</strong>c</p>"),
            ("<s>a</s><del>b</del><sub>c</sub><code>d</code><inconnu>e</inconnu>", "<p>abcde</p>"),
            ("<b>a<p>b</p></b>c", "<p><strong>a</strong></p><p><strong>b</strong></p><p>c</p>"),
            ("<b>a<br>b</b><br>c", "<p><strong>a<br>b</strong><br>c</p>"),
            // Sizes.
            ("<span class='x taille-grand'>a</span>", "<p><span class=\"taille-grand\">a</span></p>"),
            (
                "<span class='taille-grand'>a<span class='taille-normal'>b</span></span>",
                "<p><span class=\"taille-grand\">a</span>b</p>"
            ),
            (
                "<font size=1>a</font><font size='+3'>b</font><big>c</big><small>d</small>",
                "<p><span class=\"taille-petit\">a</span><span class=\"taille-tres-grand\">b</span>"
                    + "<span class=\"taille-grand\">c</span><span class=\"taille-petit\">d</span></p>"
            ),
            (
                "<span style='font-size:9pt'>a</span><span style='font-size: 11.0pt'>b</span><span style='font-size:14pt'>c"
                    + "</span><span style='font-size:24px !important'>d</span>",
                "<p><span class=\"taille-petit\">a</span>b<span class=\"taille-grand\">c</span>"
                    + "<span class=\"taille-tres-grand\">d</span></p>"
            ),
            (
                "<h1>a</h1><h3>b</h3><h6>c</h6>",
                "<p><span class=\"taille-tres-grand\"><strong>a</strong></span></p>"
                    + "<p><span class=\"taille-grand\"><strong>b</strong></span></p><p><strong>c</strong></p>"
            ),
            // Blocks.
            ("a<div>b<section>c</section>d</div>e", "<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p>"),
            (
                "<table><tr><th>Lot<th>Prix</tr><tr><td>Gros œuvre<td>1</table>fin",
                "<p>Lot</p><p>Prix</p><p>Gros œuvre</p><p>1</p><p>fin</p>"
            ),
            ("<dl><dt>a<dd>b</dl>", "<p>a</p><p>b</p>"),
            ("<p>a</p><p></p><p><br></p><p>&nbsp;</p><p>b</p><p></p>", "<p>a</p><p><br></p><p>b</p>"),
            ("<p>a</p><div></div> <p> </p><p><b></b></p><p>b</p>", "<p>a</p><p>b</p>"),
            ("<p>a</p><br><p>b</p>", "<p>a</p><p><br></p><p>b</p>"),
            ("a</p>b", "<p>a</p><p>b</p>"),
            ("<pre>a  b\nc</pre>", "<p>a b<br>c</p>"),
            // White space.
            (" \n a \t b\n<b> c</b> <i> d </i> ", "<p>a b <strong>c</strong> <em>d</em></p>"),
            ("a&nbsp; b\u{202F}!", "<p>a\u{A0} b\u{202F}!</p>"),
            ("<br>a <br> b<br><br><br><br>c<br>", "<p>a<br>b<br><br>c</p>"),
            // Lists.
            ("<ul><li>a<li>b</ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
            ("<ol><li><p>a</p><p>b</p><p></p></li><li></li></ol>", "<ol><li><p>a</p><p>b</p></li></ol>"),
            (
                "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>",
                "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>"
            ),
            ("<ul>a<li>b</li>c</ul>", "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>"),
            ("<li>a</li><li>b</li>", "<p>a</p><p>b</p>"),
            ("<ul></ul><ol><li> </li></ol>", ""),
            // Photos.
            (
                "a<figure data-photo='abcd_-12' class='photo grande'><img src=x><figcaption>l</figcaption></figure>b",
                "<p>a</p><figure class=\"photo\" data-photo=\"abcd_-12\"></figure><p>b</p>"
            ),
            (
                "<figure class=photo data-photo=court></figure><figure><img><figcaption>l</figcaption></figure>",
                "<p>l</p>"
            ),
            (
                "<ul><li>a<figure class=photo data-photo=abcdefgh></figure>b</ul>c",
                "<ul><li><p>a</p><p>b</p></li></ul><figure class=\"photo\" data-photo=\"abcdefgh\"></figure><p>c</p>"
            ),
            (
                "<p><figure class=photo data-photo=abcdefgh></figure></p>",
                "<figure class=\"photo\" data-photo=\"abcdefgh\"></figure>"
            ),
            // References.
            (
                "&eacute;&hellip;&#x1F600;&amp;lt;&lt;b&gt;&quot;&apos;&unknown;&copy",
                "<p>é…😀&amp;lt;&lt;b&gt;&quot;'&amp;unknown;©</p>"
            ),
            ("1 < 2 && 3>2 </> <", "<p>1 &lt; 2 &amp;&amp; 3&gt;2 &lt;</p>"),
        ] as [(String, String)])
    func canonical(html: String, expected: String) throws {
        let text = try RichText(html: html)
        #expect(text.html == expected)
        #expect(RichTextGrammar.faults(in: text.html) == [])
        #expect(try RichText(html: expected) == text)
    }

    @Test(
        "les adresses des liens sont normalisées",
        arguments: [
            ("HTTPS://Exemple.FR:443/Chemin", "https://exemple.fr:443/Chemin"), (" http://a.fr\n", "http://a.fr"),
            ("www.clo.fr/a b", "https://www.clo.fr/a%20b"),
            ("http://a.fr/é?q=à#ü", "http://a.fr/%C3%A9?q=%C3%A0#%C3%BC"),
            ("http://a.fr/%41%zz%", "http://a.fr/%41%25zz%25"),
            ("http://a.fr/\"<>`{}|^[]", "http://a.fr/%22%3C%3E%60%7B%7D%7C%5E%5B%5D"),
            ("http://a.fr/x\ty", "http://a.fr/xy"), ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]:80/"),
            ("http://café.fr/", "http://caf%C3%A9.fr/"), ("MailTo:Julie@CLO.fr?subject=x&bcc=y", "mailto:Julie@clo.fr"),
            ("tel:+33 (1) 23.45-67\u{A0}89", "tel:+33123456789"), ("tel:3631", "tel:3631"),
            ("http://localhost/", "http://localhost/"), ("https://a.fr?x", "https://a.fr?x"),
        ] as [(String, String)])
    func addresses(typed: String, expected: String) throws {
        let link = try #require(RichText.Link(typed))
        #expect(link.address == expected)
        #expect(RichText.Link(link.address) == link)
    }

    @Test("une adresse de plus de 2048 octets n’est pas un lien")
    func longAddress() {
        let longest = "https://a.fr/" + String(repeating: "x", count: 2048 - 13)
        #expect(RichText.Link(longest)?.address == longest)
        #expect(RichText.Link(longest + "x") == nil)
        #expect(RichText.Link("https://a.fr/" + String(repeating: "é", count: 1000)) == nil)
    }

    @Test("l’arbre d’un texte")
    func tree() throws {
        let text = try RichText(
            html: "<p>Voir <a href='https://clo.fr'>le <b>site</b></a></p><ol><li>a</ol>"
                + "<figure class=photo data-photo=abcdefgh></figure>")
        let link = try #require(RichText.Link("https://clo.fr"))
        let photo = try #require(RichText.PhotoName("abcdefgh"))
        #expect(
            text.blocks == [
                .paragraph([
                    .text("Voir ", .plain), .text("le ", RichText.Style(link: link)),
                    .text("site", RichText.Style(isBold: true, link: link)),
                ]),
                .list(RichText.List(.numbers, items: [[.paragraph([.text("a", .plain)])]])), .photo(photo),
            ])
        #expect(
            text.html.hasPrefix(
                "<p>Voir <a href=\"https://clo.fr\" rel=\"noopener nofollow\">le <strong>site</strong></a></p>"))
        #expect(text.photoNames == ["abcdefgh"])
    }

    @Test(
        "emoji, arabe et hébreu passent tels quels",
        arguments: [
            "👩\u{200D}🔧 🏗\u{FE0F} 🇫🇷 👍🏽", "جدار \u{200F}(1)\u{200E} خرسانة", "קיר בטון", "e\u{301} é ﬁ Å", "漢字　かな",
        ])
    func scripts(words: String) throws {
        #expect(
            try RichText(html: "<p>\(words)</p>").html.unicodeScalars.elementsEqual("<p>\(words)</p>".unicodeScalars))
        #expect(try RichText(plainText: words).plainText.unicodeScalars.elementsEqual(words.unicodeScalars))
    }

    // MARK: What people paste

    @Test("collé de Word")
    func word() throws {
        #expect(try RichText(html: Samples.word).html == Samples.wordExpected)
    }

    @Test("collé de Google Docs")
    func googleDocs() throws {
        #expect(try RichText(html: Samples.googleDocs).html == Samples.googleDocsExpected)
    }

    @Test("collé d’un courriel d’Outlook")
    func outlook() throws {
        #expect(try RichText(html: Samples.outlook).html == Samples.outlookExpected)
    }

    // MARK: Plain text

    @Test(
        "un texte seul : lignes vides entre paragraphes, fins de ligne gardées",
        arguments: [
            ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"), ("a\r\nb\r\n\r\n\r\n\r\nc\r\n", "<p>a<br>b</p><p>c</p>"),
            ("\n\n a \rb \n \t \nc", "<p>a<br>b</p><p>c</p>"), ("<b>&amp;</b>", "<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>"),
            ("", ""), (" \n\n\t", ""), ("- a\n- b", "<p>- a<br>- b</p>"), ("a  b\u{0}\u{202E}", "<p>a b</p>"),
            ("a\u{A0}:\u{A0}b", "<p>a\u{A0}:\u{A0}b</p>"),
        ] as [(String, String)])
    func fromPlainText(plain: String, expected: String) throws {
        let text = try RichText(plainText: plain)
        #expect(text.html == expected)
        #expect(try RichText(html: text.html) == text)
        #expect(text.isEmpty == expected.isEmpty)
    }

    @Test("en texte seul, chaque élément se lit encore")
    func toPlainText() throws {
        let text = try RichText(
            html: """
                <h1>Semaine 12</h1><p>Le <b>mur</b><br>nord</p><p></p>
                <ul><li>coffrage</li><li>ferraillage<ol><li>bas</li><li>haut<br>et fin</li></ol></li></ul>
                <figure class="photo" data-photo="abcdefgh"></figure>
                <p>Voir <a href="https://clo.fr/a">ici <b>même</b></a>, <a href="https://clo.fr">clo.fr</a>,
                <a href="mailto:a@clo.fr">a@clo.fr</a>, <a href="mailto:b@clo.fr">Julie</a>,
                <a href="tel:+33123456789">+33 1 23 45 67 89</a></p>
                """)
        #expect(
            text.plainText == """
                Semaine 12

                Le mur
                nord

                • coffrage
                • ferraillage
                  1. bas
                  2. haut
                     et fin

                [Photo]

                Voir ici même (https://clo.fr/a), clo.fr, a@clo.fr, Julie (b@clo.fr), +33 1 23 45 67 89
                """)
        #expect(RichText.empty.plainText == "")
    }

    @Test(
        "un extrait s’arrête entre deux mots",
        arguments: [
            (100, "Le mur nord est coulé. Suite lundi\u{A0}!"), (37, "Le mur nord est coulé. Suite lundi\u{A0}!"),
            (36, "Le mur nord est coulé. Suite lundi\u{A0}!"), (35, "Le mur nord est coulé. Suite…"),
            (28, "Le mur nord est coulé…"),
            (12, "Le mur nord…"), (11, "Le mur…"), (3, "Le…"), (2, "L…"), (1, "…"), (0, ""), (-1, ""),
        ] as [(Int, String)])
    func excerpt(maximum: Int, expected: String) throws {
        let text = try RichText(
            html: "<p>Le <b>mur</b> nord<br>est coulé.</p><figure class=photo data-photo=abcdefgh></figure>"
                + "<ul><li>Suite <a href='http://a.fr'>lundi</a>&nbsp;!</ul>")
        let excerpt = text.excerpt(maxCharacters: maximum)
        #expect(excerpt == expected)
        #expect(excerpt.count <= max(0, maximum))
    }

    // MARK: Bounds and names

    @Test(
        "un nom de photo est opaque et court",
        arguments: [
            ("abcdefgh", true), ("A-_9zzzz", true), (String(repeating: "a", count: 64), true), ("abcdefg", false),
            (String(repeating: "a", count: 65), false), ("abcdefg/", false), ("abcdefgé", false), ("../../..", false),
            ("abcdefgh ", false), ("", false),
        ] as [(String, Bool)])
    func photoName(name: String, isAllowed: Bool) {
        #expect((RichText.PhotoName(name) != nil) == isAllowed)
    }

    @Test("deux écritures d’un même texte sont le même texte")
    func equality() throws {
        let first = try RichText(html: "<P>a <STRONG>b</STRONG></P>")
        let second = try RichText([
            .paragraph([.text(" a", .plain), .text(" ", .plain), .text("b", .init(isBold: true))])
        ])
        #expect(first == second)
        #expect(Set([first, second]).count == 1)
        #expect(try first != RichText(html: "<p>a b</p>"))
    }
}
