import CLOSecurity
import Testing

@Suite("Jetons")
struct SecretTokenTests {
    /// The bytes 0 to 31.
    private static let known = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

    @Test("un jeton a 256 bits et ne se répète pas")
    func new() {
        let texts = Set((0..<100).map { _ in SecretToken().text })
        #expect(texts.count == 100)
        #expect(texts.allSatisfy { Base64URL.decode($0)?.count == 32 })
    }

    @Test("un jeton écrit se relit")
    func roundTrip() throws {
        let token = SecretToken()
        #expect(SecretToken(token.text) == token)
        #expect(try #require(SecretToken(Self.known)).text == Self.known)
    }

    @Test("la base n’en garde que l’empreinte SHA-256")
    func hash() throws {
        let token = try #require(SecretToken(Self.known))
        #expect(token.hash == Digest.sha256(Array(0..<32)))
        #expect(token.hash != Base64URL.decode(token.text))
    }

    @Test(
        "ce qui n’est pas un jeton est refusé",
        arguments: [
            "", "A", "\(known.dropLast())", "\(known)A", "\(known)=", " \(known.dropLast())", "+\(known.dropFirst())",
            "é\(known.dropFirst(2))", "\(known.dropLast())\n",
        ])
    func refused(text: String) {
        #expect(SecretToken(text) == nil)
    }

    // MARK: Forms

    @Test("le jeton d’un formulaire est accepté, et n’est jamais deux fois le même")
    func formTokens() {
        let session = SecretToken()
        let tokens = (0..<50).map { _ in session.formToken() }
        #expect(Set(tokens).count == tokens.count)
        #expect(tokens.allSatisfy { session.accepts(formToken: $0) })
        // Masked whole: two tokens of one session share no beginning that compression could tell.
        #expect(Set(tokens.map { String($0.suffix(43)) }).count == tokens.count)
    }

    @Test("celui d’une autre session est refusé")
    func otherSession() {
        #expect(!SecretToken().accepts(formToken: SecretToken().formToken()))
    }

    @Test("le jeton de session n’y paraît pas")
    func doesNotShowSession() throws {
        let session = SecretToken()
        let secret = try #require(Base64URL.decode(session.text))
        let form = try #require(Base64URL.decode(session.formToken()))
        let unmasked = zip(form.prefix(32), form.suffix(32)).map { $0 ^ $1 }
        #expect(unmasked != secret)
        #expect(!session.accepts(formToken: session.text))
    }

    @Test("altéré en un seul bit, il est refusé", arguments: 0..<64)
    func tampered(index: Int) throws {
        let session = SecretToken()
        var bytes = try #require(Base64URL.decode(session.formToken()))
        bytes[index] ^= 1 << (index % 8)
        #expect(!session.accepts(formToken: Base64URL.encode(bytes)))
    }

    @Test("tronqué, allongé ou illisible, il est refusé")
    func malformed() {
        let session = SecretToken()
        let token = session.formToken()
        #expect(session.accepts(formToken: token))
        for text in [
            "", "\(token.dropLast())", "\(token.dropLast(4))", "\(token)A", "\(token)\(token)", "\(token)=", "é",
        ] {
            #expect(!session.accepts(formToken: text))
        }
        #expect(!session.accepts(formToken: Base64URL.encode([UInt8](repeating: 0, count: 64))))
    }
}
