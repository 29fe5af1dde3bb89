/// The code of a building site, as an employee types it: `CH-2026-014` (SPEC, vocabulary).
///
/// One spelling only: upper-case ASCII letters, digits and single hyphens between them, 3 to 24 characters.
/// What people type is normalised first, so `ch-2026-014` and ` CH 2026 014 ` are the same worksite.
public struct WorksiteCode: Hashable, Sendable, CustomStringConvertible {
    public static let lengths = 3...24

    public let description: String

    /// - Returns: `nil` when no worksite can have such a code.
    public init?(_ typed: some StringProtocol) {
        self.init(typed: String(typed))
    }

    private init?(typed: String) {
        // Far more than anybody types; what is longer is not read at all.
        guard typed.utf8.count <= 200 else { return nil }
        var code: [UInt8] = []
        code.reserveCapacity(typed.utf8.count)
        for byte in typed.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): code.append(byte - 32)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): code.append(byte)
            case UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "_"):
                if let last = code.last, last != UInt8(ascii: "-") { code.append(UInt8(ascii: "-")) }
            default: return nil
            }
        }
        if code.last == UInt8(ascii: "-") { code.removeLast() }
        guard Self.lengths.contains(code.count) else { return nil }
        description = String(decoding: code, as: UTF8.self)
    }
}
