import CLOModel
import Testing

@Suite("Mots de passe admis")
struct PasswordPolicyTests {
    private let policy = PasswordPolicy(role: .client, common: .known)

    @Test(
        "douze caractères, seize pour un administrateur",
        arguments: [
            (Role.client, 12), (.employee(isAdministrator: false), 12), (.employee(isAdministrator: true), 16),
        ])
    func minimumLength(role: Role, length: Int) {
        let policy = PasswordPolicy(role: role, common: .known)
        let password = String("vqxkzjwhbgmyfntd".prefix(length))
        #expect(policy.minimumLength == length)
        #expect(policy.objection(to: password, ownWords: []) == nil)
        #expect(
            policy.objection(to: String(password.dropLast()), ownWords: [])
                == "Le mot de passe doit compter au moins \(length)\u{A0}caractères\u{A0}; une phrase convient très bien."
        )
    }

    @Test("cent vingt-huit caractères au plus, comptés aussi en octets")
    func maximumLength() {
        let longest = String(String(repeating: "pile de bois sec ", count: 8).prefix(128))
        #expect(policy.objection(to: longest, ownWords: []) == nil)
        let refusal = "Le mot de passe ne peut pas dépasser 128\u{A0}caractères."
        #expect(policy.objection(to: longest + "x", ownWords: []) == refusal)
        // Few characters, but each of them made of any number of accents.
        let accents = String(repeating: "\u{301}", count: 60)
        let heavy = "abcdefghijkl".map { "\($0)\(accents)" }.joined()
        #expect(heavy.count == 12)
        #expect(policy.objection(to: heavy, ownWords: []) == refusal)
    }

    @Test(
        "aucune règle de composition : minuscules seules, espaces, accents, emoji",
        arguments: [
            "cheval agrafe pile correct", "vqxkzjwhbgmy", "1827364554637", "déjà vu là-haut, né d’été",
            "🦊🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦", "؟!؛:«»—…&@#§%£", "لوحة مفاتيح عربية",
        ])
    func anyCharacters(password: String) {
        #expect(policy.objection(to: password, ownWords: ["martin.dupont"]) == nil)
    }

    @Test(
        "les mots de passe que tout le monde essaie sont refusés, déguisés ou non",
        arguments: [
            "motdepasse123", "MotDePasse2026", "M0tDeP@sse!!!", "password1234", "P@$$w0rd1234", "azertyuiop12",
            "azerty azerty", "123456123456", "1234567890123", "bonjourbonjour", "administrateur", "compte-client",
            "aaaaaaaaaaaaaa", "abababababab", "............", "chantierclo1", "111122223333",
        ])
    func common(password: String) {
        #expect(
            policy.objection(to: password, ownWords: [])
                == "Ce mot de passe est trop courant\u{A0}: il serait essayé parmi les premiers.")
    }

    @Test(
        "un mot de passe n’est pas fait des données de la personne",
        arguments: [
            "martin.dupont", "Martin Dupont", "dupont-martin", "martindupont", "Dupont-12345", "DUPONT+2026+",
            "martin@dupont.fr", "dupontdupont",
        ])
    func ownWords(password: String) {
        let words = ["martin.dupont", "Martin Dupont", "martin@dupont.fr"]
        #expect(
            policy.objection(to: password, ownWords: words)
                == "Le mot de passe ne doit pas être fait de votre nom ou de votre identifiant.")
        #expect(policy.objection(to: password, ownWords: ["Sophie Bernard"]) == nil)
    }

    @Test("une phrase où le nom n’est qu’un mot parmi d’autres est admise")
    func ownWordInsideSentence() {
        #expect(policy.objection(to: "le toit de martin est bleu", ownWords: ["martin.dupont"]) == nil)
    }

    @Test("un nom court ne fait refuser aucun mot de passe")
    func shortNames() {
        #expect(policy.objection(to: "li aime la pluie", ownWords: ["Li Wu"]) == nil)
    }

    @Test("les caractères de commande sont refusés", arguments: ["\0", "\n", "\t", "\u{7F}", "\u{85}", "\u{1B}"])
    func controlCharacters(character: String) {
        #expect(
            policy.objection(to: "vqxkzjwhb\(character)gmyfntd", ownWords: [])
                == "Le mot de passe contient un caractère qui ne s’imprime pas.")
    }
}
