extension PhoneNumber {
    /// As it is written in France: « 06 39 98 21 64 », with no-break spaces. How other countries part their numbers is
    /// not known here: those stay as they are kept.
    public var french: String {
        guard description.hasPrefix("+33"), description.utf8.count == 12 else { return description }
        var digits = "0" + description.dropFirst(3)
        var pairs: [String] = []
        while !digits.isEmpty {
            pairs.append(String(digits.prefix(2)))
            digits = String(digits.dropFirst(2))
        }
        return pairs.joined(separator: "\u{A0}")
    }
}

extension DetailField {
    /// What is kept, as a person reads and types it.
    public func shown(_ value: String) -> String {
        switch self {
        case .phone, .mobile: return PhoneNumber(typed: value)?.french ?? value
        case .civility, .lastName, .firstName, .company, .streetAddress, .postalCode, .city, .email, .notifications:
            return value
        }
    }
}
