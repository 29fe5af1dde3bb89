import CLOModel
import Testing

@testable import CLOMessaging

@Suite("La fin d’un certificat")
struct CertificateEndTests {
    @Test(
        "se lit comme libcurl l’écrit, d’une version à l’autre",
        arguments: [
            "Nov 22 12:00:00 2026 GMT", "2026-11-22 12:00:00 GMT",
        ])
    func moment(text: String) {
        #expect(SiteClient.moment(text) == Instant(seconds: 1_795_348_800))
    }

    @Test("un jour d’un chiffre a une espace de plus")
    func oneDigit() {
        #expect(SiteClient.moment("Dec  2 00:00:00 2026 GMT") == Instant(seconds: 1_796_169_600))
        #expect(SiteClient.moment("bientôt") == nil)
    }
}
