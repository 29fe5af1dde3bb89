import CLOModel
import CLOSecurity
import Testing

@testable import CLOFastCGI

@Suite("Connexion")
struct SignInTests {
    @Test("après la connexion, on retourne à toute page du site", arguments: Route.Kind.allCases)
    func ownPaths(kind: Route.Kind) {
        for route in Route.samples(of: kind) {
            #expect(SignIn.ownPath(route.path) == (route.access == .everyone ? nil : route.path))
        }
    }

    @Test(
        "jamais à un autre site, ni à une adresse inconnue",
        arguments: [
            "//autre.example/", "//autre.example/compte-client/", "///compte-client/", "/\\autre.example",
            "\\\\autre.example", "/compte-client/\\..\\", "https://autre.example/", "https:/compte-client/",
            "https:compte-client", "HTTPS://clo.example/compte-client/", "javascript:alert(1)", "data:text/html,x",
            "/%2Fautre.example", "/%5Cautre.example", "%2F%2Fautre.example", "/.//autre.example",
            "/compte-client/..//autre.example",
            "/compte-client/\r\nSet-Cookie: a=b", "/compte-client/\n", "/compte-client/\t", "/\tcompte-client/",
            "/compte-client/%0d%0aLocation:%20x", "/compte-client/ ", " /compte-client/", "/compte-client/\u{A0}",
            "/compte-client/é", "/compte-client/\0", "/compte-client/%00", "", "/", "compte-client/", "?compte-client",
            "/autre/", "/wp-admin/", "/compte-client/inconnue", "/compte-client/#ancre", "@autre.example",
            "/compte-client/fiches/CH-2026-014?n=0", "/compte-client/fiches/CH-2026-014?n=%", "/compte-client/?a=%FF",
        ])
    func foreign(path: String) {
        #expect(SignIn.ownPath(path) == nil)
    }

    @Test("une adresse du site garde sa question, codée comme elle l’était")
    func query() {
        let path = "/admin/fiches?chantier=CH%202026&x=%C3%A9"
        #expect(SignIn.ownPath(path) == path)
    }

    @Test("le secret d’avant la connexion est gardé s’il existe, tiré sinon")
    func visit() throws {
        let first = SignIn.visit(of: .sample())
        let cookie = try #require(first.cookie)
        #expect(cookie.value == first.token.text)
        #expect(cookie.lifetime == nil)

        let second = SignIn.visit(of: .sample(cookies: "clo_visite=\(first.token.text)"))
        #expect(second.token == first.token)
        #expect(second.cookie == nil)

        let forged = SignIn.visit(of: .sample(cookies: "clo_visite=choisi-par-un-autre"))
        #expect(forged.cookie != nil)
        #expect(forged.token.text != "choisi-par-un-autre")
    }

    @Test("chaque formulaire porte son jeton et son numéro d’envoi")
    func formTokens() throws {
        let session = SecretToken()
        let first = FormTokens.html(for: session).text
        let second = FormTokens.html(for: session).text
        #expect(first != second)
        let token = try #require(value("jeton", in: first))
        #expect(session.accepts(formToken: token))
        let submission = try #require(value("envoi", in: first))
        #expect((16...64).contains(submission.utf8.count))
        #expect(submission != value("envoi", in: second))
        #expect(!first.contains(session.text))

        let repeated = FormTokens.html(for: session, submission: "abc\"def").text
        #expect(value("envoi", in: repeated) == "abc&quot;def")
    }

    /// The value of a hidden field, as written.
    private func value(_ name: String, in html: String) -> String? {
        guard let start = html.firstRange(of: "name=\"\(name)\" value=\"")?.upperBound else { return nil }
        return String(html[start...].prefix { $0 != "\"" })
    }
}
