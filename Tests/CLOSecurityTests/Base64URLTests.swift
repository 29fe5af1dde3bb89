import CLOSecurity
import Testing

@Suite("Base64 pour adresses")
struct Base64URLTests {
    @Test(
        "les exemples de la norme (RFC 4648, 10), sans remplissage",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ])
    func examples(text: String, encoded: String) {
        #expect(Base64URL.encode(Array(text.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test("l’alphabet des adresses")
    func alphabet() {
        #expect(Base64URL.encode([0xFB, 0xFF, 0xFE]) == "-__-")
        #expect(Base64URL.decode("-__-") == [0xFB, 0xFF, 0xFE])
    }

    @Test("ce qui est écrit se relit, quelle que soit la longueur", arguments: 0...70)
    func roundTrip(count: Int) {
        let bytes = Randomness.bytes(count)
        let text = Base64URL.encode(bytes)
        #expect(Base64URL.decode(text) == bytes)
        #expect(text.utf8.count == (count * 4 + 2) / 3)
    }

    @Test("tout octet se relit")
    func everyByte() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }

    @Test(
        "ce qui n’en est pas est refusé",
        arguments: ["A", "AAAAA", "Zg==", "Zm8=", "+AAA", "/AAA", "AA A", "AA\n", "ÀAA", "AAA\0", "ＡＡ", "Zm9v."])
    func refused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
