import Testing

@testable import CLOStore

@Suite("Journal")
struct LogTests {
    @Test(
        "ce qu’un visiteur envoie ne commence pas de ligne et ne colore pas un terminal",
        arguments: [
            ("/compte-client/", "\"/compte-client/\""), ("", "\"\""), ("a b=c", "\"a b=c\""),
            ("a\nclo 2026 sign-in", "\"a\\u{a}clo 2026 sign-in\""), ("a\r\nb", "\"a\\u{d}\\u{a}b\""),
            ("a\"b", "\"a\\\"b\""), ("a\\", "\"a\\\\\""), ("\u{1B}[31m", "\"\\u{1b}[31m\""),
            ("\0\u{7F}", "\"\\u{0}\\u{7f}\""),
            ("\u{85}\u{2028}\u{2029}", "\"\\u{85}\\u{2028}\\u{2029}\""), ("é 🏗", "\"é 🏗\""),
            ("\"\u{301}\n\u{301}", "\"\\\"\u{301}\\u{a}\u{301}\""),
        ])
    func quoted(value: String, expected: String) {
        #expect(Log.quoted(value) == expected)
    }

    @Test("une valeur n’y prend pas plus de trois cents caractères")
    func bounded() {
        #expect(Log.quoted(String(repeating: "x", count: 10_000)) == "\"" + String(repeating: "x", count: 300) + "\"")
    }
}
