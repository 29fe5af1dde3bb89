import CLOModel
import Testing

@testable import CLOFastCGI

@Suite("Cookies")
struct CookieTests {
    @Test("HttpOnly et SameSite toujours ; Secure et le préfixe __Host- sous HTTPS")
    func header() {
        let cookie = Cookie(name: .session, value: "abc", lifetime: .days(1), isSecure: true)
        #expect(cookie.header == "__Host-clo_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure")
        let plain = Cookie(name: .visit, value: "abc", lifetime: nil, isSecure: false)
        #expect(plain.header == "clo_visite=abc; Path=/; HttpOnly; SameSite=Lax")
        let removed = Cookie(name: .notice, value: "", lifetime: .zero, isSecure: false)
        #expect(removed.header == "clo_avis=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    @Test("une réponse peut en poser plusieurs")
    func several() {
        let response = Response(status: .noContent)
            .setting(Cookie(name: .session, value: "a", lifetime: nil, isSecure: false))
            .setting(Cookie(name: .device, value: "b", lifetime: nil, isSecure: false))
        #expect(response.headers.map(\.name) == ["Set-Cookie", "Set-Cookie"])
        #expect(response.headers.first?.value == "clo_session=a; Path=/; HttpOnly; SameSite=Lax")
        #expect(response.headers.last?.value == "clo_appareil=b; Path=/; HttpOnly; SameSite=Lax")
    }

    @Test(
        "un cookie se trouve parmi d’autres, le premier de son nom",
        arguments: [
            ("clo_session=a", "a"), ("x=1; clo_session=a; y=2", "a"), ("x=1;clo_session=a", "a"),
            ("clo_session=a; clo_session=b", "a"), ("clo_session=a=b==", "a=b=="), ("clo_session=", ""),
            ("  clo_session=a", "a"), ("", nil), ("clo_session", nil), ("clo_session2=a", nil), ("xclo_session=a", nil),
            ("x=clo_session=a", nil), ("CLO_SESSION=a", nil), (";;;", nil), ("__Host-clo_session=a", nil),
        ] as [(String, String?)])
    func found(header: String, value: String?) {
        #expect(Request.sample(cookies: header).cookie(.session) == value)
    }

    @Test("sous HTTPS, un cookie planté sans le préfixe __Host- ne compte pas")
    func prefix() {
        let both = "clo_session=plante; __Host-clo_session=vrai"
        #expect(Request.sample(cookies: both, isSecure: true).cookie(.session) == "vrai")
        #expect(Request.sample(cookies: "clo_session=plante", isSecure: true).cookie(.session) == nil)
    }

    @Test(
        "l’ordre de lecture est celui qu’on a choisi, le plus récent d’abord sinon",
        arguments: [
            ("clo_ordre=chronologique", .chronological), ("clo_ordre=recent", .newestFirst), ("", .newestFirst),
            ("clo_ordre=autre", .newestFirst), ("clo_ordre=", .newestFirst),
        ] as [(String, ProgressSheet.Order)])
    func order(header: String, order: ProgressSheet.Order) {
        #expect(Request.sample(cookies: header).readingOrder == order)
    }
}

@Suite("Avis dits une fois")
struct NoticeTests {
    @Test(
        "un avis passe de l’action à la page par un cookie",
        arguments: [
            (Notice(.publicationDeleted, number: 12), "La publication n°\u{A0}12 est supprimée."),
            (Notice(.commentDeleted, number: 1), "Le commentaire est supprimé."),
            (Notice(.commentDeleted, number: 3), "Le commentaire et ses réponses sont supprimés."),
        ])
    func roundTrip(notice: Notice, sentence: String) throws {
        let cookie = notice.cookie(isSecure: false)
        #expect(cookie.value.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-.".contains($0) })
        let read = try #require(Notice(.sample(cookies: "clo_avis=\(cookie.value)")))
        #expect(read.kind == notice.kind)
        #expect(read.number == notice.number)
        #expect(read.sentence == sentence)
        #expect(notice.sentence == sentence)
    }

    @Test(
        "un cookie qui n’est pas un avis ne dit rien",
        arguments: [
            "", "clo_avis=", "clo_avis=12", "clo_avis=publication-supprimee", "clo_avis=publication-supprimee.",
            "clo_avis=publication-supprimee.0", "clo_avis=publication-supprimee.-3", "clo_avis=publication-supprimee.x",
            "clo_avis=publication-supprimee.1.2", "clo_avis=<b>.1",
            "clo_avis=publication-supprimee.99999999999999999999",
        ])
    func unreadable(cookies: String) {
        #expect(Notice(.sample(cookies: cookies)) == nil)
    }

    @Test("dit, il est retiré")
    func removal() {
        #expect(Notice.removal(isSecure: true).header.hasPrefix("__Host-clo_avis=; "))
        #expect(Notice.removal(isSecure: true).header.contains("; Max-Age=0"))
    }
}
