import Testing

@testable import CLOFastCGI

@Suite("En-têtes de sécurité")
struct SecurityHeadersTests {
    /// As decided in the security checklist, letter for letter.
    private static let decided = [
        "Content-Security-Policy":
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            + "manifest-src 'self'; worker-src 'self'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cache-Control": "private, no-store",
    ]

    private func headers(_ response: Response, isSecure: Bool) throws -> [String: String] {
        let headers = SecurityHeaders.added(to: response, isSecure: isSecure).headers
        try #require(Set(headers.map(\.name)).count == headers.count, "one header of each name")
        return Dictionary(uniqueKeysWithValues: headers.map { ($0.name, $0.value) })
    }

    @Test(
        "chaque réponse les porte, quel que soit son statut", arguments: [Response.Status.ok, .seeOther, .unavailable])
    func everyResponse(status: Response.Status) throws {
        #expect(try headers(Response(status: status), isSecure: false) == Self.decided)
    }

    @Test("sous HTTPS, et là seulement, HSTS")
    func transport() throws {
        var expected = Self.decided
        expected["Strict-Transport-Security"] = "max-age=31536000"
        #expect(try headers(Response(status: .ok), isSecure: true) == expected)
    }

    @Test("une photo a sa propre politique, plus stricte, et une seule")
    func document() throws {
        let photo = Response(
            status: .ok,
            headers: [
                ("Content-Security-Policy", SecurityHeaders.documentPolicy), ("Cache-Control", "private, max-age=60"),
            ])
        var expected = Self.decided
        expected["Content-Security-Policy"] = "sandbox; default-src 'none'"
        expected["Cache-Control"] = "private, max-age=60"
        #expect(try headers(photo, isSecure: false) == expected)
    }

    @Test("les autres en-têtes d’une réponse restent")
    func others() throws {
        let redirect = Response.redirect(to: "/compte-client/")
        #expect(redirect.status.rawValue == 303)
        #expect(try headers(redirect, isSecure: false)["Location"] == "/compte-client/")
    }

    @Test("une installation sans réglages les porte aussi, et ne dit pas pourquoi elle est fermée")
    func unconfigured() {
        let response = UnconfiguredAnswer.answer(.unreadable(.badRequest))
        #expect(response.status == .unavailable)
        #expect(response.headers.contains { $0 == ("Content-Security-Policy", SecurityHeaders.pagePolicy) })
        guard case .html(let html) = response.body else {
            Issue.record("a page is expected")
            return
        }
        #expect(!html.text.contains("clo.conf"))
    }
}
