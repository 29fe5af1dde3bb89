import CCrypto
// The standard library normalises text but does not yet say so publicly; the responder links no Foundation.
@_spi(_Unicode) import Swift

/// A password as it is kept: scrypt (RFC 7914) of its HMAC under the installation's pepper, with a salt of its
/// own, written `$scrypt$ln=15,r=8,p=3$SALT$HASH` so that the cost can be raised later and each hash still says
/// how it was made.
public struct PasswordHash: Hashable, Sendable {
    /// N = 2^logN, block size r, parallelism p.
    public struct Cost: Hashable, Sendable {
        public let logN: Int
        public let r: Int
        public let p: Int

        /// OWASP's floor: 32 MB and about a quarter of a second for each try.
        public static let standard = Cost(logN: 15, r: 8, p: 3)
    }

    public let cost: Cost
    let salt: [UInt8]
    let hash: [UInt8]

    /// Hashes a new password under a new salt.
    public init(_ password: String, pepper: [UInt8]) {
        cost = .standard
        salt = Randomness.bytes(16)
        hash = Self.derive(password, pepper: pepper, salt: salt, cost: cost)
    }

    /// Reads what ``encoded`` wrote.
    public init?(encoded: String) {
        let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let salt = Base64URL.decode(parts[3]), salt.count >= 8,
            let hash = Base64URL.decode(parts[4]), hash.count == 32
        else { return nil }
        var numbers: [Int] = []
        for (pair, name) in zip(parts[2].split(separator: ",", omittingEmptySubsequences: false), ["ln", "r", "p"]) {
            guard pair.hasPrefix(name + "="), let number = Int(pair.dropFirst(name.count + 1)) else { return nil }
            numbers.append(number)
        }
        guard numbers.count == 3, (10...20).contains(numbers[0]), (1...32).contains(numbers[1]),
            (1...16).contains(numbers[2])
        else { return nil }
        cost = Cost(logN: numbers[0], r: numbers[1], p: numbers[2])
        self.salt = salt
        self.hash = hash
    }

    public var encoded: String {
        "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)$\(Base64URL.encode(salt))$\(Base64URL.encode(hash))"
    }

    public func matches(_ password: String, pepper: [UInt8]) -> Bool {
        Digest.areEqual(hash, Self.derive(password, pepper: pepper, salt: salt, cost: cost))
    }

    /// Spends the time of ``matches(_:pepper:)`` for a person who does not exist, so that the answer's delay
    /// tells nothing.
    public static func spendTime(on password: String, pepper: [UInt8]) {
        _ = derive(password, pepper: pepper, salt: [UInt8](repeating: 0, count: 16), cost: .standard)
    }

    private static func derive(_ password: String, pepper: [UInt8], salt: [UInt8], cost: Cost) -> [UInt8] {
        // NFC: one keyboard sends « é » as a letter, another as a letter and its accent (ASVS 2.1.4).
        var composed = String.UnicodeScalarView()
        for scalar in password._nfc { composed.append(scalar) }
        var peppered = Digest.authenticationCode(key: pepper, purpose: "password", Array(String(composed).utf8))
        defer { OPENSSL_cleanse(&peppered, peppered.count) }
        var hash = [UInt8](repeating: 0, count: 32)
        let memory = UInt64(128 * cost.r) << UInt64(cost.logN) + UInt64(128 * cost.r * cost.p)
        let done = peppered.withUnsafeBytes { key in
            EVP_PBE_scrypt(
                key.baseAddress?.assumingMemoryBound(to: CChar.self), key.count, salt, salt.count,
                UInt64(1) << UInt64(cost.logN), UInt64(cost.r), UInt64(cost.p), memory + (32 << 20), &hash, hash.count)
        }
        precondition(done == 1, "OpenSSL's scrypt failed")
        return hash
    }
}
