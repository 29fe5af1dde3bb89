/// An address that mail can be sent to: `martin.dupont@example.fr`.
///
/// The dot-atom form of RFC 5321, 4.1.2, in ASCII, 254 bytes at most: no quoted local parts, no address literals.
/// So it holds no space, no line break and no angle bracket, and can stand in any header or command as it is.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init?(typed: some StringProtocol) {
        let text = trimmingWhitespace(String(typed))
        let halves = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, halves.count == 2, (1...64).contains(halves[0].count),
            halves[0].first != UInt8(ascii: "."), halves[0].last != UInt8(ascii: "."),
            halves[0].allSatisfy(Self.isLocalByte)
        else { return nil }
        let labels = halves[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy(Self.isLabel), !halves[0].containsDoubleDot else { return nil }
        description = "\(Substring(halves[0]))@\(Substring(halves[1]).lowercased())"
    }

    /// `example.fr`
    public var domain: String {
        String(description[description.index(after: description.lastIndex(of: "@") ?? description.startIndex)...])
    }

    /// For a page that others may see: « m•••@example.fr ».
    public var masked: String {
        "\(description.prefix(1))•••@\(domain)"
    }

    private static func isLocalByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: return true
        default: return Array("!#$%&'*+-/=?^_`{|}~.".utf8).contains(byte)
        }
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == hyphen
            }
    }
}

extension Substring.UTF8View {
    fileprivate var containsDoubleDot: Bool {
        zip(self, dropFirst()).contains { $0 == (UInt8(ascii: "."), UInt8(ascii: ".")) }
    }
}
