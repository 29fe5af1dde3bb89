import Testing

@testable import CLOFastCGI

@Suite("Champs d’un formulaire ou d’une adresse")
struct FieldsTests {
    @Test(
        "les paires se lisent dans l’ordre, décodées",
        arguments: [
            ("", []), ("a=1", ["a", "1"]), ("a=1&b=2&a=3", ["a", "1", "b", "2", "a", "3"]), ("a", ["a", ""]),
            ("a=", ["a", ""]), ("=1", ["", "1"]), ("a=b=c", ["a", "b=c"]), ("&&a=1&&", ["a", "1"]),
            ("a=x+y%20z", ["a", "x y z"]), ("a=1%2B1", ["a", "1+1"]), ("a+b=c", ["a b", "c"]),
            ("texte=l%E2%80%99%C3%A9t%c3%a9", ["texte", "l’été"]), ("a=%F0%9F%8F%97", ["a", "🏗"]),
            ("a=1%262%3D3", ["a", "1&2=3"]), ("a=é", ["a", "é"]), ("a=1;b=2", ["a", "1;b=2"]),
            ("a=un%0D%0Adeux", ["a", "un\r\ndeux"]),
        ] as [(String, [String])])
    func decoded(text: String, pairs: [String]) throws {
        #expect(try Fields(text: text).pairs.flatMap { [$0.name, $0.value] } == pairs)
    }

    @Test(
        "un codage brisé, ou qui n’est pas de l’UTF-8, est refusé",
        arguments: [
            "a=%", "a=%4", "a=%4g", "a=%g4", "a=%%41", "a=% 41", "a=%+1", "%=1", "a=%C3", "a=%C3%28", "a=%FF",
            "a=%C0%AF", "a=%ED%A0%80", "a=%F4%90%80%80", "a=%E2%80", "a=1&b=%", "%FF=1", "a=%00", "%00=a", "a=\0",
        ])
    func malformed(text: String) {
        #expect(throws: BadRequest("Les données reçues sont mal codées (UTF-8 attendu).")) { try Fields(text: text) }
    }

    @Test("des octets qui ne sont pas de l’UTF-8 sont refusés, codés ou non")
    func rawBytes() {
        #expect(throws: BadRequest.self) { try Fields(urlEncoded: [UInt8(ascii: "a"), UInt8(ascii: "="), 0xE9]) }
    }

    @Test("sept cents champs au plus")
    func count() throws {
        let most = (0..<Fields.maximumCount).map { "c\($0)=v" }.joined(separator: "&")
        #expect(try Fields(text: most).pairs.count == 700)
        #expect(throws: BadRequest("Ce formulaire contient trop de champs.")) { try Fields(text: most + "&x=1") }
    }

    @Test("un champ lu comme un seul et envoyé deux fois est refusé")
    func repeated() throws {
        let fields = try Fields(text: "parent=1&texte=a&parent=1")
        let refusal = BadRequest("Le champ «\u{A0}parent\u{A0}» a été envoyé deux fois.")
        #expect(throws: refusal) { try fields.optional("parent") }
        #expect(throws: refusal) { try fields.required("parent") }
        #expect(throws: refusal) { try fields.number("parent", in: 0...9) }
        #expect(try fields.required("texte") == "a")
    }

    @Test("un champ absent se distingue d’un champ vide")
    func missing() throws {
        let fields = try Fields(text: "vide=")
        #expect(try fields.optional("vide") == "")
        #expect(try fields.optional("absent") == nil)
        #expect(throws: BadRequest("Il manque le champ «\u{A0}absent\u{A0}».")) { try fields.required("absent") }
    }

    @Test(
        "un nombre est fait de chiffres, et dans ses bornes",
        arguments: [
            ("1", 1), ("999", 999), ("007", 7), ("0", nil), ("1000", nil), ("", nil), ("-1", nil), ("+1", nil),
            (" 1", nil), ("1 ", nil), ("1.0", nil), ("1e2", nil), ("0x1", nil), ("١", nil), ("１", nil),
            ("9223372036854775808", nil), ("99999999999999999999", nil), ("000000000000000000001", nil),
        ] as [(String, Int?)])
    func number(text: String, expected: Int?) throws {
        let fields = Fields([("n", text)])
        if let expected {
            #expect(try fields.number("n", in: 1...999) == expected)
        } else {
            #expect(throws: BadRequest("Le champ «\u{A0}n\u{A0}» n’est pas un nombre acceptable.")) {
                try fields.number("n", in: 1...999)
            }
        }
    }
}

@Suite("Codage des adresses")
struct PercentEncodingTests {
    @Test(
        "seuls passent tels quels les caractères non réservés et la barre",
        arguments: [
            ("abc-XYZ_0.9~/", "abc-XYZ_0.9~/"), ("a b", "a%20b"), ("é", "%C3%A9"), ("%", "%25"), ("+", "%2B"),
            ("a?b#c&d=e", "a%3Fb%23c%26d%3De"), ("\"<>'\\", "%22%3C%3E%27%5C"), ("\r\n", "%0D%0A"),
            ("🏗", "%F0%9F%8F%97"),
        ])
    func encoded(text: String, expected: String) {
        #expect(PercentEncoding.encode(text) == expected)
    }

    @Test("tout caractère de deux octets au plus se relit, en adresse comme en formulaire")
    func roundTrip() {
        let text = String(String.UnicodeScalarView((1...0x7FF).compactMap { Unicode.Scalar($0) }))
        for plusIsSpace in [false, true] {
            let decoded = PercentEncoding.decode(PercentEncoding.encode(text).utf8, plusIsSpace: plusIsSpace)
            #expect(decoded.map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test("le plus n’est une espace que dans un formulaire ou une question")
    func plus() {
        #expect(PercentEncoding.decode("a+b".utf8, plusIsSpace: true) == "a b")
        #expect(PercentEncoding.decode("a+b".utf8, plusIsSpace: false) == "a+b")
    }

    @Test("on décode une fois, pas deux")
    func onlyOnce() {
        #expect(PercentEncoding.decode("%2541".utf8, plusIsSpace: false) == "%41")
        #expect(PercentEncoding.decode("%252e%252e".utf8, plusIsSpace: false) == "%2e%2e")
    }

    @Test("un octet nul est refusé, codé ou non", arguments: ["%00", "a%00b", "\0"])
    func nul(text: String) {
        #expect(PercentEncoding.decode(text.utf8, plusIsSpace: false) == nil)
    }
}
