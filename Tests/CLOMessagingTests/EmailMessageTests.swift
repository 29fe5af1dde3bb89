import CLOModel
import Testing

@testable import CLOMessaging

@Suite struct HeaderTests {
    @Test func `rien de ce que quelqu’un écrit n’ouvre un en-tête`() throws {
        let hostile = "Rénovation\r\nBcc: voleur@example.fr\r\n\r\n<script>"
        let text = try sample(subject: hostile, name: "Martin\r\nTo: autre@example.fr").encodedText
        let (headers, _) = try split(text)
        #expect(headers.filter { $0.hasPrefix("Bcc") }.isEmpty)
        #expect(headers.filter { $0.hasPrefix("To:") }.count == 1)
    }

    @Test(arguments: [
        "Simple", String(repeating: "très long et accentué ", count: 30), String(repeating: "x", count: 600), "",
        "=?UTF-8?B?eA==?=", "🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️🏗️",
    ])
    func `les lignes d’en-tête restent en ASCII et sous leur limite`(subject: String) throws {
        let (headers, _) = try split(try sample(subject: subject, name: subject).encodedText)
        for line in headers {
            #expect(line.utf8.allSatisfy { (32...126).contains($0) }, "\(line)")
            #expect(line.utf8.count <= 998)
            // Only words longer than a line make longer lines.
            if !subject.hasPrefix("xxx") { #expect(line.utf8.count <= 78, "\(line)") }
        }
    }

    @Test func `un nom à virgule ou à guillemet est mis entre guillemets`() {
        #expect(HeaderText("Dupont, Martin").encodedAsPhrase(atColumn: 4) == "\"Dupont, Martin\"")
        #expect(HeaderText("a\"b\\c").encodedAsPhrase(atColumn: 4) == "\"a\\\"b\\\\c\"")
        #expect(HeaderText("Martin Dupont").encodedAsPhrase(atColumn: 4) == "Martin Dupont")
    }

    @Test func `la date est celle du RFC 5322`() {
        #expect(EmailMessage.date(Instant(seconds: 1_795_352_700)) == "Sun, 22 Nov 2026 13:05:00 +0000")
        #expect(EmailMessage.date(Instant(seconds: 0)) == "Thu, 1 Jan 1970 00:00:00 +0000")
    }
}

@Suite struct TransferEncodingTests {
    @Test func `l’imprimable-entre-guillemets garde espaces de fin, points et lignes longues`() {
        let encoded = String(
            decoding: QuotedPrintable.encode("é = \n.\nFrom x\n" + String(repeating: "a", count: 100)), as: UTF8.self)
        #expect(encoded.hasPrefix("=C3=A9 =3D=20\r\n=2E\r\n=46rom x\r\n"))
        for line in encoded.split(separator: "\r\n") { #expect(line.utf8.count <= 76) }
    }

    @Test func `le base64 est celui du RFC 4648`() {
        for (plain, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            #expect(Base64.encode(Array(plain.utf8)) == expected)
        }
        let lines = String(decoding: Base64.lines([UInt8](repeating: 7, count: 200)), as: UTF8.self).split(
            separator: "\r\n")
        #expect(lines.map(\.utf8.count) == [76, 76, 76, 40])
    }
}

@Suite struct MessageTests {
    @Test func `un message de sécurité ne se résilie pas, les autres en un clic`() throws {
        var message = try sample(subject: "x", name: "y")
        #expect(!message.encodedText.contains("List-Unsubscribe"))
        let site = try #require(SiteAddress("https://clo.example"))
        message.unsubscribe = MessageLink(site: site, path: "/compte-client/preferences/1-abcdefghijklmnopqrstuv")
        #expect(
            message.encodedText.contains(
                "List-Unsubscribe:\r\n <https://clo.example/compte-client/preferences/1-abcdefghijklmnopqrstuv>\r\n"))
        #expect(message.encodedText.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
    }

    @Test func `le même message s’écrit deux fois pareil`() throws {
        #expect(try sample(subject: "x", name: "y").encoded() == sample(subject: "x", name: "y").encoded())
    }
}

private func sample(subject: String, name: String) throws -> EmailMessage {
    let from = try #require(EmailAddress(typed: "suivi@clo.example"))
    let to = try #require(EmailAddress(typed: "martin.dupont@example.fr"))
    return EmailMessage(
        from: Mailbox(name: "CLO", address: from), to: Mailbox(name: name, address: to),
        subject: HeaderText(subject), date: Instant(seconds: 1_795_352_700), id: MessageID("clo.1", domain: from),
        text: "Bonjour\n", html: "<p>Bonjour</p>\n")
}

private func split(_ message: String) throws -> (headers: [String], body: String) {
    let end = try #require(message.utf8.split(separator: Array("\r\n\r\n".utf8), maxSplits: 1).first)
    let headers = try #require(String(end))
    // « \r\n » is one Character.
    return (headers.split(separator: "\r\n").map(String.init), String(message.dropFirst(headers.count)))
}

extension EmailMessage {
    fileprivate var encodedText: String { String(decoding: encoded(), as: UTF8.self) }
}
