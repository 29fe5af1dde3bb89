import Testing

@testable import CLOSecurity

@Suite("Mots de passe hachés")
struct PasswordHashTests {
    private static let pepper = Array(UInt8(0)..<32)
    private let pepper = Self.pepper

    /// Made with Python's `hashlib.scrypt`, of the password's HMAC under the pepper. But for the first they are
    /// cheaper than any that we keep, so that the tests are quick.
    private static let known = [
        (
            "demonstration-clo",
            "$scrypt$ln=15,r=8,p=3$ZGVmZ2hpamtsbW5vcHFycw$4uM6yyAxh_Kk7Du-gO0n1o2VvevJzJncN1F4I4HIqOY"
        ),
        (
            "demonstration-clo",
            "$scrypt$ln=10,r=8,p=1$ZGVmZ2hpamtsbW5vcHFycw$5giT3zpuTe28SVCZ1V0lFU1v-_sS5TutOum-m8rpeFY"
        ),
        (
            "déjà vu là-haut, né d’été 🏗️",
            "$scrypt$ln=10,r=8,p=1$ZGVmZ2hpamtsbW5vcHFycw$sqg2dc5gHcQrYpUcu05WlonMT4mSV5Vf-xZHKYSPq88"
        ),
        ("", "$scrypt$ln=10,r=1,p=2$ZGVmZ2hpamtsbW5vcHFycw$Gc5-uLStKH2C6e77LOmMvIKlPIlUCyBgcgAVEiGiqPE"),
    ]
    private static let cheap = known[1].1

    @Test("scrypt rend les valeurs d’une autre bibliothèque", arguments: known)
    func knownAnswers(password: String, encoded: String) throws {
        let hash = try #require(PasswordHash(encoded: encoded))
        #expect(hash.encoded == encoded)
        #expect(hash.matches(password, pepper: pepper))
        #expect(!hash.matches(password + " ", pepper: pepper))
    }

    @Test("un mot de passe haché porte son coût et se vérifie après relecture")
    func new() throws {
        let hash = PasswordHash("cheval agrafe pile", pepper: pepper)
        #expect(hash.cost == .standard)
        #expect(hash.encoded.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        let read = try #require(PasswordHash(encoded: hash.encoded))
        #expect(read == hash)
        #expect(read.matches("cheval agrafe pile", pepper: pepper))
        #expect(!read.matches("Cheval agrafe pile", pepper: pepper))
    }

    @Test("le coût n’est jamais sous le plancher : N = 2^15, r = 8, p = 3")
    func floor() {
        let cost = PasswordHash.Cost.standard
        #expect(cost.logN >= 15)
        #expect(cost.r >= 8)
        #expect(cost.p >= 3)
    }

    @Test("deux fois le même mot de passe : deux sels d’au moins 128 bits, deux empreintes")
    func salts() {
        let (first, second) = (PasswordHash("pareil", pepper: pepper), PasswordHash("pareil", pepper: pepper))
        #expect(first.salt.count >= 16)
        #expect(first.salt != second.salt)
        #expect(first.hash != second.hash)
    }

    @Test("sans le poivre de l’installation, rien ne se vérifie")
    func wrongPepper() throws {
        let hash = try #require(PasswordHash(encoded: Self.cheap))
        var other = pepper
        other[31] ^= 1
        #expect(!hash.matches("demonstration-clo", pepper: other))
        #expect(!hash.matches("demonstration-clo", pepper: []))
    }

    @Test("un accent tapé à part est le même accent (forme NFC)")
    func normalised() throws {
        let hash = try #require(PasswordHash(encoded: Self.known[2].1))
        #expect(hash.matches("de\u{301}ja\u{300} vu la\u{300}-haut, ne\u{301} d’e\u{301}te\u{301} 🏗️", pepper: pepper))
        #expect(!hash.matches("deja vu la-haut, ne d’ete 🏗️", pepper: pepper))
    }

    @Test("altéré en un octet, sel ou empreinte, il ne se vérifie plus", arguments: [0, 7, 15, 16, 31, 47])
    func tampered(index: Int) throws {
        let parts = Self.cheap.split(separator: "$")
        var salt = try #require(Base64URL.decode(parts[2]))
        var digest = try #require(Base64URL.decode(parts[3]))
        if index < salt.count { salt[index] ^= 1 } else { digest[index - salt.count] ^= 1 }
        let text = "$scrypt$\(parts[1])$\(Base64URL.encode(salt))$\(Base64URL.encode(digest))"
        let hash = try #require(PasswordHash(encoded: text))
        #expect(!hash.matches("demonstration-clo", pepper: pepper))
    }

    @Test("un autre coût est une autre empreinte", arguments: ["ln=11,r=8,p=1", "ln=10,r=4,p=1", "ln=10,r=8,p=2"])
    func otherCost(cost: String) throws {
        let text = Self.cheap.replacing("ln=10,r=8,p=1", with: cost)
        let hash = try #require(PasswordHash(encoded: text))
        #expect(hash.encoded == text)
        #expect(!hash.matches("demonstration-clo", pepper: pepper))
    }

    @Test(
        "ce qui n’est pas un mot de passe haché est refusé",
        arguments: [
            "", "$", "demonstration-clo", "$argon2id$ln=10,r=8,p=1$SALT$HASH", "scrypt$ln=10,r=8,p=1$SALT$HASH",
            "x$scrypt$ln=10,r=8,p=1$SALT$HASH", "$scrypt$ln=10,r=8,p=1$SALT$HASH$", "$scrypt$ln=10,r=8,p=1$SALT",
            "$scrypt$ln=10,r=8$SALT$HASH", "$scrypt$r=8,ln=10,p=1$SALT$HASH", "$scrypt$ln=,r=8,p=1$SALT$HASH",
            "$scrypt$ln=x,r=8,p=1$SALT$HASH", "$scrypt$ln=9,r=8,p=1$SALT$HASH", "$scrypt$ln=21,r=8,p=1$SALT$HASH",
            "$scrypt$ln=10,r=0,p=1$SALT$HASH", "$scrypt$ln=10,r=33,p=1$SALT$HASH", "$scrypt$ln=10,r=8,p=0$SALT$HASH",
            "$scrypt$ln=10,r=8,p=17$SALT$HASH", "$scrypt$ln=-10,r=8,p=1$SALT$HASH",
            "$scrypt$ln=99999999999999999999,r=8,p=1$SALT$HASH", "$scrypt$ln=10,r=8,p=1$$HASH",
            "$scrypt$ln=10,r=8,p=1$AAAA$HASH", "$scrypt$ln=10,r=8,p=1$SALT$", "$scrypt$ln=10,r=8,p=1$SALT$AAAA",
            "$scrypt$ln=10,r=8,p=1$SAL+$HASH", "$scrypt$ln=10,r=8,p=1$SALT$HASH=",
        ])
    func refused(pattern: String) {
        let good = Self.cheap.split(separator: "$")
        let text = pattern.replacing("SALT", with: good[2]).replacing("HASH", with: good[3])
        #expect(PasswordHash(encoded: text) == nil)
    }
}
