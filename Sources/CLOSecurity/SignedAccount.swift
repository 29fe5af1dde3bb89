/// What the address holds by which a panel's cron, which can only fetch pages, has messages sent: whoever knows it can
/// start that work and nothing else.
public enum DeliverySecret {
    public static func text(key: [UInt8]) -> String {
        Base64URL.encode(Array(Digest.authenticationCode(key: key, purpose: "deliver").prefix(16)))
    }

    public static func accepts(_ text: String, key: [UInt8]) -> Bool {
        Digest.areEqual(Array(text.utf8), Array(self.text(key: key).utf8))
    }
}

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
