import CLOSecurity
import Testing

@Suite("Empreintes")
struct DigestTests {
    @Test(
        "SHA-256 rend les valeurs de la norme (FIPS 180-4)",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func sha256(text: String, expected: String) {
        #expect(hexadecimal(Digest.sha256(text)) == expected)
        #expect(Digest.sha256(Array(text.utf8)) == Digest.sha256(text))
    }

    /// Made with Python's `hmac`: the purpose, a NUL, the message.
    @Test(
        "HMAC-SHA-256 rend les valeurs d’une autre bibliothèque",
        arguments: [
            (Array(0..<32), "form", "", "a3ddfee15b932bc3c192ef01f8c22c9489ef1976326bd440a4f693fb129cee8a"),
            (Array(0..<32), "form", "bonjour", "b94e429bbd9271c2a10feb7e0a79d1851843af854afd057465de9798470171a0"),
            (
                Array(repeating: 0x0B, count: 20), "Hi", "There",
                "a360bc9c453e3bc24f8d59ecc9a553183a52ed3d7b2ee986393f1a89731270be"
            ),
            ([], "x", "", "8476dc792482eed8e967fe5f735d4fc81cb1119080531a3d1b0573e161c659fd"),
        ] as [([UInt8], String, String, String)])
    func authenticationCode(key: [UInt8], purpose: String, message: String, expected: String) {
        #expect(
            hexadecimal(Digest.authenticationCode(key: key, purpose: purpose, Array(message.utf8))) == expected)
    }

    @Test("ce qui est fait pour un usage ne sert pas à un autre")
    func purposes() {
        let key = Randomness.bytes(32)
        let codes = [("form", "a"), ("forma", ""), ("for", "ma"), ("a", "form")].map { purpose, message in
            Digest.authenticationCode(key: key, purpose: purpose, Array(message.utf8))
        }
        #expect(Set(codes).count == codes.count)
    }

    @Test("deux suites d’octets sont égales entières, ou ne le sont pas")
    func equality() {
        let bytes = Randomness.bytes(32)
        #expect(Digest.areEqual(bytes, bytes))
        #expect(Digest.areEqual([], []))
        #expect(!Digest.areEqual(bytes, Array(bytes.dropLast())))
        #expect(!Digest.areEqual(bytes, []))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(!Digest.areEqual(bytes, other))
        }
    }

    @Test("le hasard ne se répète pas")
    func randomness() {
        #expect(Randomness.bytes(0).isEmpty)
        #expect(Set((0..<100).map { _ in Randomness.bytes(16) }).count == 100)
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
