import CCrypto

/// SHA-256 of what comes in pieces, by OpenSSL.
public final class RunningDigest {
    private let context: OpaquePointer

    public init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("OpenSSL's SHA-256 failed")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    public func add(_ bytes: UnsafeRawBufferPointer) {
        let done = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(done == 1, "OpenSSL's SHA-256 failed")
    }

    /// In 64 hexadecimal digits, as `sha256sum` writes it. To be called once, after the last piece.
    public func hexadecimal() -> String {
        var digest = [UInt8](repeating: 0, count: Digest.byteCount)
        var length: UInt32 = 0
        let done = EVP_DigestFinal_ex(context, &digest, &length)
        precondition(done == 1 && length == Digest.byteCount, "OpenSSL's SHA-256 failed")
        return Self.hexadecimal(digest)
    }

    public static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
