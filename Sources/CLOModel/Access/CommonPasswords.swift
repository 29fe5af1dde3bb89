/// Passwords that are tried first because many people have them (ASVS 2.1.7): the most frequent of those that have leaked
/// somewhere, and the French favourites.
public struct CommonPasswords: Sendable {
    private let entries: Set<String>

    /// - Parameter lines: one password each, in any case. What is shorter than four characters is no use here.
    public init(lines: some Sequence<String>) {
        entries = Set(lines.lazy.filter { $0.utf8.count >= 4 }.map { $0.lowercased() }).union(Self.favourites)
    }

    /// Only those that the program knows by itself.
    public static let known = CommonPasswords(lines: [])

    /// Whether a password is one of these: as it is, in disguise (`p@ssw0rd`), with figures and signs around it, or
    /// repeated.
    public func contains(_ password: String) -> Bool {
        let plain = password.lowercased()
        let core = Self.withoutEnds(plain)
        let forms = [plain, core, Self.undisguised(plain), Self.undisguised(core), Self.undisguised(Self.bare(plain))]
        return forms.contains { form in entries.contains(form) || entries.contains(Self.repeatedPart(of: form)) }
    }

    /// Without the figures and signs around the first and the last letter, by which people think to improve a word.
    private static func withoutEnds(_ text: String) -> String {
        guard let first = text.firstIndex(where: \.isLetter), let last = text.lastIndex(where: \.isLetter) else {
            return text
        }
        return String(text[first...last])
    }

    private static func bare(_ text: String) -> String {
        text.filter { $0.isLetter || $0.isNumber }
    }

    /// The usual disguises, undone.
    static func undisguised(_ text: String) -> String {
        String(
            text.map { character -> Character in
                switch character {
                case "@", "4", "à", "â": return "a"
                case "0", "ô": return "o"
                case "$", "5": return "s"
                case "3", "é", "è", "ê", "ë": return "e"
                case "1", "!", "î", "ï": return "i"
                case "7": return "t"
                case "ç": return "c"
                default: return character
                }
            })
    }

    /// « azertyazerty » is « azerty »: the shortest part that, said again and again, makes the text.
    private static func repeatedPart(of text: String) -> String {
        let characters = Array(text)
        guard characters.count >= 2 else { return text }
        for length in 1...characters.count / 2 where characters.count.isMultiple(of: length) {
            if characters.indices.allSatisfy({ characters[$0] == characters[$0 % length] }) {
                return String(characters[..<length])
            }
        }
        return text
    }

    /// What everybody thinks of first, and what lists that were gathered elsewhere do not have.
    static let favourites: [String] = [
        "password", "passw", "qwerty", "qwertz", "qwertyuiop", "qwertyuiopas", "123456", "1234567890", "987654321",
        "letmein", "welcome", "admin", "dragon", "monkey", "trustno1", "sunshine", "master", "starwars", "superman",
        "abcdef", "abcdefghijkl", "abcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz",
        "motdepasse", "monmotdepasse", "unmotdepasse", "motdepassesecret", "changemoi", "secret", "administrateur",
        "azerty", "azertyuiop", "azertyuiopqs", "azertyuiopqsdfg", "qsdfghjklm", "wxcvbn", "aqwzsx",
        "bonjour", "bonsoir", "bienvenue", "coucou", "coucoucestmoi", "cestmoi", "nimportequoi", "salut", "vacances",
        "soleil", "loulou", "doudou", "chouchou", "iloveyou", "jetaime", "jtaime", "jetaimemonamour", "monamour",
        "moncoeur", "mapuce", "monbebe", "papamaman", "mamanpapa", "chocolat", "princesse", "football", "chevaux",
        "voiture", "marseille", "toulouse", "bordeaux", "bretagne", "normandie", "allezlesbleus",
        "liberteegalitefraternite", "nicolas", "camille", "julien", "thomas", "caroline", "sandrine", "stephanie",
        "isabelle", "christophe", "frederic",
        "maison", "mamaison", "chantier", "monchantier", "clochantier", "travaux", "construction", "renovation",
        "batiment", "moncompte", "compteclient", "moncompteclient", "espaceclient", "demonstration",
    ]
}
