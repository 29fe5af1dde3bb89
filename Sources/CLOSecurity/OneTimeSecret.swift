import CCrypto

/// The secret that a person's telephone shares with us, and the codes that both make of it: TOTP (RFC 6238) with six
/// digits and 30 seconds, on HMAC-SHA-1 as every authenticator application has it (RFC 4226; SHA-1 is sound in HMAC).
public struct OneTimeSecret: Hashable, Sendable {
    let bytes: [UInt8]

    /// Of the HMAC's own size, as RFC 4226 (section 4, R6) recommends.
    public static let byteCount = 20
    /// In seconds.
    public static let period: Int64 = 30
    static let digits = 6

    /// - Parameter bytes: 16 at least (RFC 4226, section 4, R6).
    init(bytes: [UInt8]) {
        precondition(bytes.count >= 16, "a one-time secret has 128 bits at least")
        self.bytes = bytes
    }

    /// The secret that a page offers before anybody has accepted it: made of the page's own number, so that nothing has to
    /// be kept until a code proves that the telephone has it, and under our key, so that nobody can choose it.
    /// - Parameters:
    ///   - nonce: drawn for the page, and sent back by its form.
    ///   - bearer: hash of the token of the session or sign-in that the page belongs to.
    public init(offeredWith nonce: [UInt8], to bearer: [UInt8], pepper: [UInt8]) {
        let code = Digest.authenticationCode(key: pepper, purpose: "one-time-secret", nonce + bearer)
        bytes = Array(code.prefix(Self.byteCount))
    }

    /// As it is typed into an application that cannot read the picture, in groups of four.
    public var text: String {
        var grouped = ""
        for (index, character) in Base32.encode(bytes).enumerated() {
            if index > 0 && index % 4 == 0 { grouped += " " }
            grouped.append(character)
        }
        return grouped
    }

    /// What the picture says: `otpauth://totp/…` (« Key URI Format » of Google Authenticator, which all applications read).
    /// - Parameters:
    ///   - issuer, account: what the application shows; any characters.
    public func address(issuer: String, account: String) -> String {
        let issuer = Self.escaped(issuer)
        return "otpauth://totp/\(issuer):\(Self.escaped(account))?secret=\(Base32.encode(bytes))&issuer=\(issuer)"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.utf8.count == 1 ? "0" + digits : digits)
            }
        }
        return escaped
    }

    // MARK: Codes

    /// The code of one period.
    /// - Parameter step: periods since 1970.
    func code(at step: UInt64, digits: Int = OneTimeSecret.digits) -> String {
        let message = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * UInt64($0))) }
        var mac = [UInt8](repeating: 0, count: 20)
        var length: UInt32 = 0
        let done = HMAC(EVP_sha1(), bytes, Int32(bytes.count), message, message.count, &mac, &length)
        precondition(done != nil && length == 20, "OpenSSL's HMAC failed")
        let offset = Int(mac[19] & 15)
        let number =
            UInt32(mac[offset] & 127) << 24 | UInt32(mac[offset + 1]) << 16 | UInt32(mac[offset + 2]) << 8
            | UInt32(mac[offset + 3])
        var modulus: UInt32 = 1
        for _ in 0..<digits { modulus *= 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// The period whose code this is: the present one, or the one before or after it, for clocks that differ and people
    /// who type slowly (RFC 6238, section 5.2).
    ///
    /// The caller has to see to it that a period serves once.
    /// - Parameter typed: six digits, spaces among them or not.
    /// - Returns: `nil` when it is none of theirs.
    public func step(of typed: String, atSeconds now: Int64) -> UInt64? {
        let digits = typed.utf8.filter { $0 != UInt8(ascii: " ") }
        guard digits.count == Self.digits, digits.allSatisfy({ (48...57).contains($0) }), now >= Self.period else {
            return nil
        }
        let present = UInt64(now / Self.period)
        var found: UInt64?
        // All of them are looked at, whichever it is: the time tells nothing.
        for step in [present - 1, present, present + 1] where Digest.areEqual(Array(code(at: step).utf8), digits) {
            found = step
        }
        return found
    }
}

// MARK: - At rest

extension OneTimeSecret {
    /// Sealed under the pepper for one account: a dump of the database is not enough to make codes, and a row that is moved
    /// to another account does not open (ASVS 6.2.3, 8.3.7).
    public func sealed(pepper: [UInt8], account: UInt64) -> [UInt8] {
        SealedBox.seal(bytes, key: Self.key(pepper), context: Self.context(account))
    }

    /// - Returns: `nil` when it was sealed under another pepper, for another account, or has been changed.
    public init?(sealed: [UInt8], pepper: [UInt8], account: UInt64) {
        guard let bytes = SealedBox.open(sealed, key: Self.key(pepper), context: Self.context(account)),
            bytes.count >= 16
        else { return nil }
        self.bytes = bytes
    }

    private static func key(_ pepper: [UInt8]) -> [UInt8] {
        Digest.authenticationCode(key: pepper, purpose: "sealing one-time secrets")
    }

    private static func context(_ account: UInt64) -> [UInt8] {
        Array("one-time secret of \(account)".utf8)
    }
}
