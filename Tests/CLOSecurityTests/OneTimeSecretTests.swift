import Testing

@testable import CLOSecurity

@Suite("Codes à usage unique")
struct OneTimeSecretTests {
    /// The shared secret of both RFCs.
    private let published = OneTimeSecret(bytes: Array("12345678901234567890".utf8))

    @Test(
        "les valeurs de la RFC 4226, annexe D",
        arguments: zip(
            (0..<10).map { UInt64($0) },
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]))
    func counterBased(step: UInt64, code: String) {
        #expect(published.code(at: step) == code)
    }

    @Test(
        "les valeurs de la RFC 6238, annexe B, pour SHA-1",
        arguments: [
            (Int64(59), "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ])
    func timeBased(seconds: Int64, code: String) {
        let step = UInt64(seconds / OneTimeSecret.period)
        #expect(published.code(at: step, digits: 8) == code)
        #expect(published.step(of: String(code.suffix(6)), atSeconds: seconds) == step)
    }

    @Test("le code d’avant et celui d’après valent encore, pas plus loin", arguments: [-3, -2, -1, 0, 1, 2, 3])
    func window(offset: Int) {
        let now: Int64 = 1_234_567_890
        let step = UInt64(now / 30 + Int64(offset))
        let found = published.step(of: published.code(at: step), atSeconds: now)
        #expect(found == ((-1...1).contains(offset) ? step : nil))
    }

    @Test(
        "on peut taper des espaces, rien d’autre",
        arguments: [
            ("005 924", true), (" 005924 ", true), ("00592", false),
            ("0059240", false), ("OO5924", false), ("٠٠٥٩٢٤", false), ("", false), ("-05924", false),
        ])
    func typed(text: String, isAccepted: Bool) {
        #expect((published.step(of: text, atSeconds: 1_234_567_890) != nil) == isAccepted)
    }

    @Test("la clé s’écrit en base 32 (RFC 4648, chapitre 10)")
    func base32() {
        for (plain, encoded) in [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            #expect(Base32.encode(Array(plain.utf8)) == encoded)
        }
        #expect(published.text == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
        #expect(
            published.address(issuer: "CLO & fils", account: "martin@clo.example")
                == "otpauth://totp/CLO%20%26%20fils:martin%40clo.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=CLO%20%26%20fils")
    }

    @Test("une clé proposée dépend de la page, de la session et du secret de l’installation")
    func offered() {
        let (nonce, bearer, pepper) = (
            [UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 32), [UInt8](repeating: 3, count: 32)
        )
        let secret = OneTimeSecret(offeredWith: nonce, to: bearer, pepper: pepper)
        #expect(secret == OneTimeSecret(offeredWith: nonce, to: bearer, pepper: pepper))
        #expect(secret.bytes.count == 20)
        #expect(secret != OneTimeSecret(offeredWith: bearer, to: nonce, pepper: pepper))
        #expect(secret != OneTimeSecret(offeredWith: nonce, to: bearer, pepper: bearer))
        #expect(secret != OneTimeSecret(offeredWith: nonce, to: nonce, pepper: pepper))
    }

    @Test("ce qui est scellé ne s’ouvre que pour son compte et sous son secret, et pas changé")
    func sealing() throws {
        let pepper = Randomness.bytes(32)
        let sealed = published.sealed(pepper: pepper, account: 7)
        #expect(OneTimeSecret(sealed: sealed, pepper: pepper, account: 7) == published)
        #expect(OneTimeSecret(sealed: sealed, pepper: pepper, account: 8) == nil)
        #expect(OneTimeSecret(sealed: sealed, pepper: Randomness.bytes(32), account: 7) == nil)
        #expect(sealed != published.sealed(pepper: pepper, account: 7), "a nonce serves once")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(OneTimeSecret(sealed: changed, pepper: pepper, account: 7) == nil)
        }
        for length in [0, 11, 12, 27, 28, sealed.count - 1] {
            #expect(OneTimeSecret(sealed: Array(sealed.prefix(length)), pepper: pepper, account: 7) == nil)
        }
    }

    /// NIST, « The Galois/Counter Mode of Operation », test case 16.
    @Test("le chiffrement est bien AES-256-GCM")
    func knownBox() throws {
        func bytes(_ hex: String) -> [UInt8] {
            let digits = hex.compactMap(\.hexDigitValue)
            return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        }
        let key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
        let box = bytes(
            "cafebabefacedbaddecaf888"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e63"
                + "93ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b")
        let context = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        #expect(
            SealedBox.open(box, key: key, context: context)
                == bytes(
                    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5"
                        + "aa0de657ba637b39"))
    }
}

@Suite("Codes que l’on recopie")
struct TypedCodeTests {
    @Test("un code se relit comme il s’écrit, et comme on le tape")
    func reading() throws {
        for length in [TypedCode.lengthOfAccess, TypedCode.lengthOfRecovery] {
            let code = TypedCode(length: length)
            let text = code.description
            #expect(text.filter { $0 != "-" }.count == length)
            #expect(text.split(separator: "-").allSatisfy { $0.count == 4 })
            #expect(TypedCode(text, length: length) == code)
            #expect(TypedCode(text.lowercased().filter { $0 != "-" }, length: length) == code)
            #expect(TypedCode(" " + text.map { $0 == "-" ? " " : String($0) }.joined(), length: length) == code)
            #expect(TypedCode(text + "0", length: length) == nil)
            #expect(TypedCode(text.dropLast(), length: length) == nil)
        }
        #expect(TypedCode("oOiIlL010101", length: 12)?.description == "0011-1101-0101")
        for wrong in ["UUUU-UUUU-UUUU", "é000-0000-0000", "0000_0000_0000", ""] {
            #expect(TypedCode(wrong, length: 12) == nil)
        }
    }

    @Test("deux tirages ne donnent pas le même code, et chaque signe sert")
    func drawing() {
        let codes = (0..<300).map { _ in TypedCode(length: 16) }
        #expect(Set(codes).count == 300)
        #expect(Set(codes.flatMap { $0.description.filter { $0 != "-" } }).count == 32)
    }

    @Test("l’empreinte dépend du compte")
    func hash() {
        let code = TypedCode(length: 16)
        #expect(code.hash(for: 1) != code.hash(for: 2))
        #expect(code.hash(for: 1).count == 32)
    }
}
