import CLOModel
import Testing

@testable import CLOFastCGI
@testable import CLOStore

@Suite struct ForwardedRequestTests {
    private let secret = "0123456789abcdef0123456789abcdef"

    private func settings(_ lines: String) throws -> WebSettings {
        try WebSettings(try ConfigurationKeys(lines, file: "clo.conf"))
    }

    /// From 192.0.2.7, with every header that could deceive.
    private func request(_ change: (inout ForwardedHeaders) -> Void = { _ in }) -> Request {
        var request = Request.sample()
        request.forwarded.addresses = "203.0.113.9, 198.51.100.4"
        request.forwarded.scheme = "https"
        request.forwarded.host = "www.clo.example"
        change(&request.forwarded)
        return request
    }

    @Test(arguments: ["", "CLO_PROXIES = 10.0.0.0/8, 192.0.2.8", "CLO_RELAY_SECRET = 0123456789abcdef0123456789abcdef"])
    func ofThoseWhoAreNotTrustedNothingIsBelieved(lines: String) throws {
        let request = request {
            $0.target = "/admin/"
            $0.relaySecret = "0123456789abcdef0123456789abcdeX"
        }
        let original = try #require(ForwardedRequest(request, try settings(lines)).asTheBrowserSentIt)
        #expect(original.remoteAddress == "192.0.2.7")
        #expect(!original.isSecure)
        #expect(original.host == "clo.example")
        #expect(original.path == "/compte-client/")
    }

    @Test func aProxyThatIsTrustedSaysForWhomItAsks() throws {
        let settings = try settings("CLO_PROXIES = 192.0.2.0/24")
        let original = try #require(ForwardedRequest(request(), settings).asTheBrowserSentIt)
        #expect(original.remoteAddress == "198.51.100.4")
        #expect(original.isSecure)
        #expect(original.host == "www.clo.example")
        // Only a relay, which has the secret, may ask for another address.
        let other = try #require(
            ForwardedRequest(request { $0.target = "/admin/" }, settings).asTheBrowserSentIt)
        #expect(other.path == "/compte-client/")
    }

    @Test func whatStandsBeforeTheLastStrangerIsNotBelieved() throws {
        let settings = try settings("CLO_PROXIES = 192.0.2.7 198.51.100.4")
        #expect(ForwardedRequest(request(), settings).asTheBrowserSentIt?.remoteAddress == "203.0.113.9")
        let invented = request { $0.addresses = "1.1.1.1, 203.0.113.9, 198.51.100.4" }
        #expect(ForwardedRequest(invented, settings).asTheBrowserSentIt?.remoteAddress == "203.0.113.9")
        let broken = request { $0.addresses = "203.0.113.9, nobody, 198.51.100.4" }
        #expect(ForwardedRequest(broken, settings).asTheBrowserSentIt?.remoteAddress == "198.51.100.4")
    }

    @Test func aChainOfSchemesCountsAsItsLast() throws {
        let settings = try settings("CLO_PROXIES = 192.0.2.7")
        let plain = request { $0.scheme = "https, http" }
        #expect(ForwardedRequest(plain, settings).asTheBrowserSentIt?.isSecure == false)
    }

    @Test func aRelaySaysWhatItWasAskedFor() throws {
        let settings = try settings("CLO_RELAY_SECRET = \(secret)")
        let relayed = request {
            $0.relaySecret = secret
            $0.addresses = "198.51.100.4"
            $0.target = "/compte-client/fiches/CH-2026-014?tout=1"
        }
        let original = try #require(ForwardedRequest(relayed, settings).asTheBrowserSentIt)
        #expect(original.path == "/compte-client/fiches/CH-2026-014")
        #expect(original.query.pairs.map(\.name) == ["tout"])
        #expect(original.remoteAddress == "198.51.100.4")
        let unreadable = request {
            $0.relaySecret = secret
            $0.target = "/compte-client/%zz"
        }
        #expect(ForwardedRequest(unreadable, settings).asTheBrowserSentIt == nil)
    }

    @Test(arguments: [
        "CLO_PROXIES = 10.0.0.0/33", "CLO_PROXIES = proxy.example", "CLO_PROXIES = 10.0.0.0/-1",
        "CLO_RELAY_SECRET = court",
        "CLO_PATH_CLIENT = espace", "CLO_PATH_OFFICE = /compte-client",
    ])
    func settingsThatMeanNothingAreRefused(lines: String) {
        #expect(throws: Configuration.Failure.self) { try settings(lines) }
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.128/25", "192.0.2.127", false),
        ("192.0.2.128/25", "192.0.2.200", true), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("127.0.0.1", "::ffff:127.0.0.1", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("10.0.0.0/8", "nobody", false),
    ])
    func aRangeHoldsItsAddresses(range: String, address: String, isInside: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(address) == isInside)
    }

    @Test func theEmbeddingScriptLearnsWhereARedirectLeads() {
        let redirect = Response.redirect(to: "/compte-client/").setting(
            Cookie(name: .visit, value: "", lifetime: .zero, isSecure: false))
        let told = redirect.asEmbedded(.script)
        #expect(told.status == .noContent)
        #expect(told.headers.map(\.name) == ["CLO-Vers", "Set-Cookie"])
        #expect(redirect.asEmbedded(.page).status == .seeOther)
        #expect(redirect.asEmbedded(nil).status == .seeOther)
    }
}
