/// What a password must be (SPEC; decision « Passwords » of the security checklist; CNIL 2022-100; ASVS 2.1).
///
/// Length is the only rule of form. Passwords that everybody tries first, or that are made of the person's own
/// data, are refused.
public struct PasswordPolicy: Sendable {
    /// In characters.
    public let minimumLength: Int
    /// In characters; longer ones are refused before they are hashed (ASVS 2.1.2).
    public static let maximumLength = 128
    let common: CommonPasswords

    public init(role: Role, common: CommonPasswords) {
        self.common = common
        switch role {
        case .client, .employee(isAdministrator: false): minimumLength = 12
        case .employee(isAdministrator: true): minimumLength = 16
        }
    }

    /// - Parameter ownWords: what is known of the person: identifier, names, company, addresses, telephone.
    /// - Returns: a French sentence that says what is wrong; `nil` when the password may be used.
    public func objection(to password: String, ownWords: [String]) -> String? {
        guard password.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            return "Le mot de passe contient un caractère qui ne s’imprime pas."
        }
        if password.count < minimumLength {
            return "Le mot de passe doit compter au moins \(minimumLength)\u{A0}caractères\u{A0}; "
                + "une phrase convient très bien."
        }
        // The bytes are bounded too: one « character » can be made of any number of accents.
        if password.count > Self.maximumLength || password.utf8.count > 4 * Self.maximumLength {
            return "Le mot de passe ne peut pas dépasser \(Self.maximumLength)\u{A0}caractères."
        }
        let bare = Self.bare(password)
        if common.contains(password) || Self.commonCores.contains(where: { Self.isMadeOf([$0], bare, allowing: 4) })
            || Set(password.lowercased()).count < 5
        {
            return "Ce mot de passe est trop courant\u{A0}: il serait essayé parmi les premiers."
        }
        let words = ownWords.flatMap { $0.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) }
            .map { Self.bare(String($0)) }.filter { $0.count >= 4 }
        if Self.isMadeOf(words, bare, allowing: 5) {
            return "Le mot de passe ne doit pas être fait de votre nom ou de votre identifiant."
        }
        return nil
    }

    /// Letters and digits in lower case, the usual disguises undone.
    private static func bare(_ text: String) -> String {
        String(
            text.lowercased().compactMap { character -> Character? in
                switch character {
                case "@": return "a"
                case "0": return "o"
                case "$": return "s"
                case "é", "è", "ê": return "e"
                default: return character.isLetter || character.isNumber ? character : nil
                }
            })
    }

    /// The whole password is some of these words, in any order and repeated or not, with a few characters around.
    private static func isMadeOf(_ words: [String], _ bare: String, allowing others: Int) -> Bool {
        var rest = bare
        // The longest first: « dupont » must not leave the end of « dupontel » standing.
        for word in words.sorted(by: { $0.count > $1.count }) {
            while let range = rest.firstRange(of: word) { rest.removeSubrange(range) }
        }
        return rest.count < bare.count && rest.count <= others
    }

    /// Whatever is put before or after them.
    private static let commonCores = CommonPasswords.favourites.map(bare)
}
