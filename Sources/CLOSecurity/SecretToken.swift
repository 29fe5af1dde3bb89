/// A 256-bit secret that a browser or a letter carries. The database keeps only its ``hash``.
public struct SecretToken: Hashable, Sendable {
    let bytes: [UInt8]

    /// Draws a new one.
    public init() {
        bytes = Randomness.bytes(32)
    }

    /// Reads what ``text`` printed.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    public var text: String { Base64URL.encode(bytes) }

    public var hash: [UInt8] { Digest.sha256(bytes) }

    /// The CSRF token that forms carry beside this cookie: derived from it, and masked anew each time, so that
    /// compression of a page gives nothing away (BREACH).
    public func formToken() -> String {
        let code = Digest.authenticationCode(key: bytes, purpose: "form")
        let mask = Randomness.bytes(code.count)
        return Base64URL.encode(mask + zip(code, mask).map { $0 ^ $1 })
    }

    public func accepts(formToken text: some StringProtocol) -> Bool {
        guard let masked = Base64URL.decode(text), masked.count == 2 * Digest.byteCount else { return false }
        let code = zip(masked.prefix(Digest.byteCount), masked.suffix(Digest.byteCount)).map { $0 ^ $1 }
        return Digest.areEqual(code, Digest.authenticationCode(key: bytes, purpose: "form"))
    }
}
