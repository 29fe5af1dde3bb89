import CLOModel
import CLOSecurity
import CLOStore
import Glibc
import Testing

@testable import CLOFastCGI

@Suite("Habillage du site")
struct LayoutTests {
    private let shell =
        "<title><!--clo:titre--></title><!--clo:tete--><!--#include \"menu.shtml\" --><!--clo:contenu--><footer>"

    @Test("l’habillage se coupe à ses trois repères, le reste passe tel quel")
    func split() throws {
        let parts = try #require(Layout.split(shell))
        #expect(parts.map(\.text) == ["<title>", "</title>", "<!--#include \"menu.shtml\" -->", "<footer>"])
    }

    @Test("des repères au début, à la fin et collés")
    func bare() {
        #expect(
            Layout.split(Layout.placeholders.joined())?.map(\.text) == ["", "", "", ""])
    }

    @Test(
        "un habillage sans ses repères, ou dans un autre ordre, est inutilisable",
        arguments: [
            "", "<html>", "<!--clo:titre--><!--clo:tete-->", "<!--clo:titre--><!--clo:contenu-->",
            "<!--clo:tete--><!--clo:contenu-->", "<!--clo:tete--><!--clo:titre--><!--clo:contenu-->",
            "<!--clo:contenu--><!--clo:titre--><!--clo:tete-->", "<!-- clo:titre --><!--clo:tete--><!--clo:contenu-->",
        ])
    func unusable(text: String) {
        #expect(Layout.split(text) == nil)
    }

    @Test("la page est mise dans l’habillage, son titre échappé ; le fragment est envoyé nu")
    func page() throws {
        let file = try ShellFile(shell)
        let layout = Layout(file: file.path, assetsFolder: "/nulle/part")
        let html = layout.html(page(title: "Été <b>&"), as: .site).text
        #expect(html.hasPrefix("<title>Été &lt;b&gt;&amp; – CLO</title>"))
        let section = "<section class=\"clo clo-essai\" lang=\"fr\" data-revision=\"4&quot;1\">"
        #expect(html.contains("<!--#include \"menu.shtml\" -->\(section)"))
        #expect(html.contains("<h1>Contenu</h1>"))
        #expect(html.hasSuffix("<footer>"))

        let fragment = layout.html(page(title: "Été"), as: .section).text
        #expect(fragment.hasPrefix("<section class=\"clo clo-essai\""))
        #expect(!fragment.contains("<footer>"))
        #expect(html.contains(fragment))
    }

    @Test("aucun script ni style n’est écrit dans la page")
    func noInlineCode() throws {
        let file = try ShellFile(shell)
        let html = Layout(file: file.path, assetsFolder: "/nulle/part").html(page(title: "a"), as: .site).text
        #expect(html.contains("<link rel=\"stylesheet\" href=\"/compte-client/clo/css/clo.css\">"))
        #expect(!html.contains("<style"))
        #expect(!html.contains(" style="))
        for script in html.split(separator: "<script").dropFirst() {
            #expect(script.contains("src=\""))
            #expect(script.contains("></script>"))
        }
    }

    @Test("un habillage changé est relu ; un habillage devenu illisible laisse le précédent")
    func reread() throws {
        let file = try ShellFile(shell)
        let layout = Layout(file: file.path, assetsFolder: "/nulle/part")
        #expect(layout.html(page(title: "a"), as: .site).text.hasSuffix("<footer>"))
        try file.replace("v2 " + shell + "<p>neuf</p>")
        #expect(layout.html(page(title: "a"), as: .site).text.hasSuffix("<p>neuf</p>"))
        try file.replace("<html>en cours d’envoi")
        #expect(layout.html(page(title: "a"), as: .site).text.hasSuffix("<p>neuf</p>"))
    }

    @Test("sans habillage, les pages restent lisibles")
    func missing() {
        let layout = Layout(file: "/nulle/part", assetsFolder: "/nulle/part")
        let html = layout.html(page(title: "a"), as: .site).text
        #expect(html.hasPrefix("<!doctype html>"))
        #expect(html.contains("<title>a – CLO</title>"))
        #expect(html.contains("<h1>Contenu</h1>"))
    }

    private func page(title: String) -> Page {
        Page(
            title: title, area: .client, viewer: nil, formTokens: HTML(), content: "<h1>Contenu</h1>",
            attributes: [("data-revision", "4\"1")], sectionClass: "clo-essai")
    }

    /// A page shell on disk for the time of one test.
    private final class ShellFile {
        let path = "/tmp/clo-habillage-\(SecretToken().text).html"

        init(_ text: String) throws {
            try DataFile.write(Array(text.utf8), to: path)
        }

        deinit {
            unlink(path)
        }

        func replace(_ text: String) throws {
            try DataFile.write(Array(text.utf8), to: path)
        }
    }
}
