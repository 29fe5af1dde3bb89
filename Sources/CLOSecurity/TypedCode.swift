/// A random code that people type from a card or a sheet of paper: `K7QM-2XPA-9RTC-HW4D`.
///
/// Digits and capitals without I, L, O and U (Crockford's Base32): none is taken for another. Case, spaces and hyphens do
/// not count, and the letters that look like digits are read as those.
public struct TypedCode: Hashable, Sendable, CustomStringConvertible {
    /// 5 bits each.
    private let digits: [UInt8]

    /// For the page on which a password is chosen: 80 bits.
    public static let lengthOfAccess = 16
    /// For a sign-in without the telephone: 60 bits.
    public static let lengthOfRecovery = 12

    /// Draws a new one.
    public init(length: Int) {
        // 256 is a multiple of 32: every digit is as likely as any other.
        digits = Randomness.bytes(length).map { $0 & 31 }
    }

    /// Reads what ``description`` printed, as somebody typed it.
    /// - Returns: `nil` when it has another length, or a character that no code has.
    public init?(_ typed: some StringProtocol, length: Int) {
        var digits: [UInt8] = []
        for byte in typed.utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "\t"): continue
            default:
                guard digits.count < length, let digit = Self.digit(byte) else { return nil }
                digits.append(digit)
            }
        }
        guard digits.count == length else { return nil }
        self.digits = digits
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        let capital = (97...122).contains(byte) ? byte - 32 : byte
        switch capital {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default: return alphabet.firstIndex(of: capital).map { UInt8($0) }
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// In groups of four.
    public var description: String {
        var text: [UInt8] = []
        for (index, digit) in digits.enumerated() {
            if index > 0 && index % 4 == 0 { text.append(UInt8(ascii: "-")) }
            text.append(Self.alphabet[Int(digit)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What the database keeps. Codes are drawn, hence need no slow hash; the account is the salt.
    /// - Parameter account: number of the account that the code is for.
    public func hash(for account: UInt64) -> [UInt8] {
        Digest.sha256("code \(account) \(description)")
    }
}
