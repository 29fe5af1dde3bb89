/// The number of an account with a code that only this installation can compute: what a link in a message carries so
/// that somebody may act on his own preferences without signing in. It opens nothing else.
public enum SignedAccount {
    /// 128 bits: not to be guessed, and short enough for a link.
    private static let byteCount = 16

    public static func text(_ account: UInt64, key: [UInt8]) -> String {
        "\(account)-\(Base64URL.encode(code(account, key)))"
    }

    /// - Returns: `nil` when the code is not ours.
    public static func account(_ text: some StringProtocol, key: [UInt8]) -> UInt64? {
        guard let hyphen = text.firstIndex(of: "-"), let account = UInt64(text[..<hyphen]),
            String(account) == text[..<hyphen],
            let given = Base64URL.decode(text[text.index(after: hyphen)...]),
            Digest.areEqual(given, code(account, key))
        else { return nil }
        return account
    }

    private static func code(_ account: UInt64, _ key: [UInt8]) -> [UInt8] {
        Array(
            Digest.authenticationCode(key: key, purpose: "preferences", Array(String(account).utf8))
                .prefix(byteCount))
    }
}
