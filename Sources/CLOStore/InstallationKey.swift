import CLOModel
import CLOSecurity

/// The one-time key of `/admin/installation`: `CLO_INSTALLATION_KEY` of `clo.conf`. Who can write that file owns the
/// installation; nobody else knows the key.
///
/// It is typed once. What the browser then carries is a pass: the time at which it ends and an authentication code over
/// it, made with the key. The pass needs no database, ends by itself, and with another key in `clo.conf`.
public struct InstallationKey: Sendable {
    /// In characters: what a generator of passwords gives, and nobody guesses.
    public static let minimumLength = 20
    /// How long a pass lasts.
    public static let passLifetime = Duration.minutes(60)

    private let hash: [UInt8]

    /// - Returns: `nil` for a key that is too short to be one.
    public init?(_ text: String) {
        guard text.count >= Self.minimumLength else { return nil }
        hash = Digest.sha256(text)
    }

    /// Takes the same time whatever was typed.
    public func accepts(_ typed: String) -> Bool {
        Digest.areEqual(hash, Digest.sha256(typed.trimmingSpaces))
    }

    public func pass(at now: Instant) -> String {
        let end = (now + Self.passLifetime).milliseconds
        return "\(end).\(Base64URL.encode(code(end)))"
    }

    public func accepts(pass: String, at now: Instant) -> Bool {
        let parts = pass.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let end = Int64(parts[0]), let given = Base64URL.decode(parts[1]) else { return false }
        return Digest.areEqual(given, code(end)) && now.milliseconds < end
            && end <= (now + Self.passLifetime).milliseconds
    }

    private func code(_ end: Int64) -> [UInt8] {
        Digest.authenticationCode(key: hash, purpose: "installation pass", Array("\(end)".utf8))
    }
}
