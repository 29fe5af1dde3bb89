extension SignInName {
    /// The identifier that is proposed for a new person: « Zoé Le Guen » → `zoe.le-guen`.
    ///
    /// - Returns: `nil` when the name has no letter that an identifier could be made of.
    public init?(proposedFor firstName: String, _ lastName: String) {
        let parts = [firstName, lastName].map(Self.plain).filter { !$0.isEmpty }
        var text = parts.joined(separator: ".")
        while text.utf8.count > 60 { text.removeLast() }
        while text.hasSuffix("-") || text.hasSuffix(".") { text.removeLast() }
        self.init(text)
    }

    /// The same with a number behind it, when somebody has it already: `martin.dupont2`.
    public func numbered(_ number: Int) -> SignInName? {
        SignInName("\(description)\(number)")
    }

    /// Letters without their accents, digits, and a hyphen for whatever stands between them.
    private static func plain(_ name: String) -> String {
        var plain = ""
        for scalar in name.lowercased().unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": plain.unicodeScalars.append(scalar)
            // Accents that follow their letter.
            case "\u{300}"..."\u{36F}": continue
            // Part of a word: « d’Artagnan » is one.
            case "'", "’": continue
            default:
                if let letters = FrenchLetters.unaccented(scalar), letters.utf8.allSatisfy({ (97...122).contains($0) })
                {
                    plain += letters
                } else if !plain.isEmpty && !plain.hasSuffix("-") {
                    plain += "-"
                }
            }
        }
        while plain.hasSuffix("-") { plain.removeLast() }
        return plain
    }
}
