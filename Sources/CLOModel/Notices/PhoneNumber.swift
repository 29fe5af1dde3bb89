/// A telephone number in international form (ITU-T E.164): `+33639982164`.
///
/// What people write is read as a French number (ARCEP, plan national de numérotation) unless it begins with `+` or
/// `00`: ten digits, a zero first. Those of the overseas departments get their own country codes.
public struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// `+` and 8 to 15 digits.
    public let description: String

    /// - Returns: `nil` when nobody can have such a number.
    public init?(typed: some StringProtocol) {
        guard typed.utf8.count <= 60, var digits = Self.digits(of: typed) else { return nil }
        let isInternational: Bool
        if digits.first == UInt8(ascii: "+") {
            digits.removeFirst()
            isInternational = true
        } else {
            isInternational = digits.starts(with: Array("00".utf8))
            if isInternational { digits.removeFirst(2) }
        }
        if isInternational {
            guard let first = digits.first, first != UInt8(ascii: "0") else { return nil }
            if digits.starts(with: Array("33".utf8)) {
                var national = Array(digits.dropFirst(2))
                // « +33 (0)6 … » is often written, and the zero is not part of the number.
                if national.count == 10 && national[0] == UInt8(ascii: "0") { national.removeFirst() }
                guard national.count == 9, (49...57).contains(national[0]) else { return nil }
                self.init(country: "33", national: national)
            } else {
                guard (8...15).contains(digits.count) else { return nil }
                self.init(country: "", national: digits)
            }
        } else {
            guard digits.count == 10, digits[0] == UInt8(ascii: "0"), (49...57).contains(digits[1]) else { return nil }
            let national = Array(digits.dropFirst())
            self.init(country: Self.country(ofNational: national), national: national)
        }
    }

    private init(country: String, national: [UInt8]) {
        description = "+\(country)\(String(decoding: national, as: UTF8.self))"
    }

    /// Digits, and a plus sign where it can stand.
    /// - Returns: `nil` when anything but the usual separators stands between them.
    private static func digits(of typed: some StringProtocol) -> [UInt8]? {
        var digits: [UInt8] = []
        for scalar in typed.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(UInt8(scalar.value))
            case "+" where digits.isEmpty: digits.append(UInt8(ascii: "+"))
            case " ", "\u{A0}", "\u{202F}", ".", "-", "/", "(", ")", "\u{2010}", "\u{2011}": continue
            default: return nil
            }
        }
        return digits
    }

    /// ARCEP: who dials from France writes 06 90 …, and the world writes +590 6 90 … .
    private static func country(ofNational national: [UInt8]) -> String {
        switch String(decoding: national.prefix(3), as: UTF8.self) {
        case "590", "690", "691": return "590"
        case "594", "694": return "594"
        case "596", "696", "697": return "596"
        case "262", "692", "693": return "262"
        case "269": return "262"
        // 06 39 98 is kept for films and books, and is written as a number of mainland France.
        case "639": return national.starts(with: Array("63998".utf8)) ? "33" : "262"
        default: return "33"
        }
    }

    /// Whether a text message can reach it: French mobiles begin with 6 or 7; of other countries nothing is known.
    public var canReceiveSMS: Bool {
        guard let country = ["33", "590", "594", "596", "262"].first(where: { description.hasPrefix("+" + $0) }),
            description.utf8.count == country.utf8.count + 10
        else { return true }
        let first = description.dropFirst(country.utf8.count + 1).first
        return first == "6" || first == "7"
    }

    /// Without the plus sign, as some gateways want it.
    public var digits: String { String(description.dropFirst()) }

    /// For a page that others may see: « +336 •• •• •• 64 ».
    public var masked: String {
        "\(description.prefix(4))\u{A0}••\u{A0}••\u{A0}••\u{A0}\(description.suffix(2))"
    }
}
