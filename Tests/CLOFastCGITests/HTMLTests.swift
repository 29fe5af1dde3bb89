import CLOModel
import Testing

@testable import CLOFastCGI

@Suite("HTML")
struct HTMLTests {
    private static let specials = [
        ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;"), ("\0", ""),
    ]

    @Test("un texte est échappé dans la page", arguments: specials)
    func text(plain: String, escaped: String) {
        #expect(("<p>\(plain)</p>" as HTML).text == "<p>\(escaped)</p>")
        #expect(("<p>a\(plain)b\(plain)\(plain)</p>" as HTML).text == "<p>a\(escaped)b\(escaped)\(escaped)</p>")
        #expect(HTML(escaping: "é\(plain)é").text == "é\(escaped)é")
    }

    @Test("un texte est échappé dans un attribut", arguments: specials)
    func attribute(plain: String, escaped: String) {
        #expect(("<input value=\"\(plain)\">" as HTML).text == "<input value=\"\(escaped)\">")
    }

    @Test(
        "rien de ce qu’on tape ne sort de son texte ni de son attribut",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "&lt;b&gt;",
            "</textarea><script>", "<!--", "]]>", "\"\0onload=\"", "<\u{301}script>", "\"\u{301} onclick=\"x",
        ])
    func hostile(typed: String) {
        let html: HTML = "\(typed)"
        #expect(!html.text.unicodeScalars.contains { "<>\"'\0".unicodeScalars.contains($0) })
    }

    @Test(
        "le reste d’Unicode passe tel quel",
        arguments: ["L’été « chaud »\u{A0}!", "👷🏽‍♀️", "שלום", "e\u{301}", "日本語", "a\nb\tc"])
    func unicode(plain: String) {
        #expect(Array(("\(plain)" as HTML).text.utf8) == Array(plain.utf8))
        #expect(Array(("\(plain + "&")" as HTML).text.utf8) == Array(plain.utf8) + Array("&amp;".utf8))
    }

    @Test("ce qui est déjà du HTML n’est pas échappé deux fois")
    func html() {
        let item: HTML = "<li>\("a & b")</li>"
        let absent: HTML? = nil
        #expect(("<ul>\(item)</ul>" as HTML).text == "<ul><li>a &amp; b</li></ul>")
        #expect(("\([item, item])" as HTML).text == "<li>a &amp; b</li><li>a &amp; b</li>")
        #expect(("[\(absent)]" as HTML).text == "[]")
        #expect([item, "<hr>"].joined() == "<li>a &amp; b</li><hr>")
        #expect(item + "<hr>" == "<li>a &amp; b</li><hr>")
        #expect(HTML().isEmpty)
    }

    @Test("le texte riche entre comme il est, et lui seul")
    func canonical() {
        let canonical = CanonicalHTML(writtenByRichText: "<p><strong>a</strong> &amp; b</p>")
        #expect(("\(canonical)" as HTML).text == canonical.text)
        #expect(HTML(canonical).text == canonical.text)
        #expect(("\(canonical.text)" as HTML).text.hasPrefix("&lt;p&gt;"))
    }

    @Test("nombres, identifiants et adresses s’écrivent d’eux-mêmes")
    func values() {
        #expect(("\(12) \(UInt64.max) \(-3)" as HTML).text == "12 18446744073709551615 -3")
        #expect(("\(WorksiteCode.example)" as HTML).text == "CH-2026-014")
        #expect(
            ("<a href=\"\(Route.signIn(.client, returnTo: "\"><script>'&"))\">" as HTML).text
                == "<a href=\"/compte-client/connexion?retour=%22%3E%3Cscript%3E%27%26\">")
    }

    @Test("une mention sous condition", arguments: [(true, "<option selected>"), (false, "<option>")])
    func condition(isChosen: Bool, expected: String) {
        #expect(("<option\(" selected", if: isChosen)>" as HTML).text == expected)
    }
}
