import CCrypto

/// Authenticated encryption: AES-256-GCM (NIST SP 800-38D) by OpenSSL, a nonce of 96 random bits in front, the tag of
/// 128 bits at the end. With one box for each enrolment of a person, random nonces of one key never come near repeating.
enum SealedBox {
    private static let nonceCount = 12
    private static let tagCount = 16

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - context: what the box belongs to; it opens nowhere else.
    static func seal(_ message: [UInt8], key: [UInt8], context: [UInt8]) -> [UInt8] {
        let nonce = Randomness.bytes(nonceCount)
        var text = [UInt8](repeating: 0, count: message.count)
        var tag = [UInt8](repeating: 0, count: tagCount)
        let done = withCipher(key: key, nonce: nonce, encrypts: true) { cipher in
            var length: Int32 = 0
            return EVP_EncryptUpdate(cipher, nil, &length, context, Int32(context.count)) == 1
                && EVP_EncryptUpdate(cipher, &text, &length, message, Int32(message.count)) == 1
                && EVP_EncryptFinal_ex(cipher, nil, &length) == 1
                && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), &tag) == 1
        }
        precondition(done, "OpenSSL's AES-GCM failed")
        return nonce + text + tag
    }

    /// - Returns: `nil` when key or context are others, or a single bit has changed.
    static func open(_ box: [UInt8], key: [UInt8], context: [UInt8]) -> [UInt8]? {
        guard box.count >= nonceCount + tagCount else { return nil }
        let sealed = Array(box[nonceCount..<box.count - tagCount])
        var tag = Array(box.suffix(tagCount))
        var message = [UInt8](repeating: 0, count: sealed.count)
        let isGenuine = withCipher(key: key, nonce: Array(box.prefix(nonceCount)), encrypts: false) { cipher in
            var length: Int32 = 0
            return EVP_DecryptUpdate(cipher, nil, &length, context, Int32(context.count)) == 1
                && EVP_DecryptUpdate(cipher, &message, &length, sealed, Int32(sealed.count)) == 1
                && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), &tag) == 1
                && EVP_DecryptFinal_ex(cipher, nil, &length) == 1
        }
        return isGenuine ? message : nil
    }

    private static func withCipher(
        key: [UInt8], nonce: [UInt8], encrypts: Bool, _ body: (OpaquePointer) -> Bool
    ) -> Bool {
        precondition(key.count == 32, "AES-256 has keys of 32 bytes")
        guard let cipher = EVP_CIPHER_CTX_new() else { return false }
        defer { EVP_CIPHER_CTX_free(cipher) }
        guard EVP_CipherInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce, encrypts ? 1 : 0) == 1 else { return false }
        return body(cipher)
    }
}
