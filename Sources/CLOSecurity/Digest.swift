import CCrypto

/// SHA-256 and HMAC-SHA-256, by OpenSSL.
public enum Digest {
    public static let byteCount = 32

    /// To be called before anything else uses OpenSSL, in processes whose start-up counts: it then does without
    /// reading the system's `openssl.cnf`, which concerns certificates and engines that we do not use, and
    /// without tidying up when the process ends.
    public static func prepareQuickly() {
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG) | UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
    }

    /// Looked up once: asked for by name, OpenSSL goes through its providers each time. Never written to again.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil) ?? EVP_sha256()

    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        var length: UInt32 = 0
        let done = EVP_Digest(bytes, bytes.count, &digest, &length, algorithm, nil)
        precondition(done == 1 && length == byteCount, "OpenSSL's SHA-256 failed")
        return digest
    }

    public static func sha256(_ text: String) -> [UInt8] {
        sha256(Array(text.utf8))
    }

    /// - Parameter purpose: parts the uses of one key, so that a value made for one cannot serve another.
    public static func authenticationCode(key: [UInt8], purpose: String, _ message: [UInt8] = []) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: byteCount)
        var length: UInt32 = 0
        let input = Array(purpose.utf8) + [0] + message
        let done = HMAC(EVP_sha256(), key, Int32(key.count), input, input.count, &code, &length)
        precondition(done != nil && length == byteCount, "OpenSSL's HMAC failed")
        return code
    }

    /// Takes the same time wherever the two differ.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// SHA-1 in hexadecimal, for nothing but the signatures that OVHcloud's interface asks for: it is too weak to
    /// protect anything by itself (ASVS 6.2.5; the connection is what protects these requests).
    public static func ovhSHA1(_ text: String) -> String {
        var digest = [UInt8](repeating: 0, count: 20)
        var length: UInt32 = 0
        let bytes = Array(text.utf8)
        let done = EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha1(), nil)
        precondition(done == 1 && length == 20, "OpenSSL's SHA-1 failed")
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
