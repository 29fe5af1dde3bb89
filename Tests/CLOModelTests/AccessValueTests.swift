import Testing

@testable import CLOModel

@Suite("Mots de passe courants")
struct CommonPasswordsTests {
    private let list = CommonPasswords(lines: ["dragon12", "Correct", "iloveyou2009", "abc"])

    @Test(
        "tel quel, en capitales, déguisé, entouré de chiffres, répété",
        arguments: [
            "dragon12", "DRAGON12", "correct", "C0rr3ct", "correct2024!!", "!!correct", "correctcorrect",
            "iloveyou2009", "1l0v3y0u", "123correct456", "azertyuiop", "azerty-azerty", "m0td3p@55e",
        ])
    func refused(password: String) {
        #expect(list.contains(password))
    }

    @Test(
        "une phrase qui contient un mot courant n’en est pas un",
        arguments: ["correct cheval agrafe pile", "incorrectement dit", "le dragon de minuit", "abc", "", "12", "é"])
    func admitted(password: String) {
        #expect(!list.contains(password))
    }

    @Test("le mot de passe refusé le dit")
    func policy() {
        let policy = PasswordPolicy(role: .client, common: CommonPasswords(lines: ["tortuegeniale"]))
        let refusal = "Ce mot de passe est trop courant\u{A0}: il serait essayé parmi les premiers."
        #expect(policy.objection(to: "TortueGeniale1", ownWords: []) == refusal)
        #expect(PasswordPolicy(role: .client, common: .known).objection(to: "TortueGeniale1", ownWords: []) == nil)
    }
}

@Suite("Le nom d’un appareil")
struct DeviceNameTests {
    @Test(
        "navigateur et système, tels qu’on les nomme",
        arguments: [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox sur Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari sur iPhone"
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
                "Samsung Internet sur Android"
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
                "Edge sur Mac"
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
                "Chrome sur Linux"
            ),
            ("curl/8.5.0", "Navigateur inconnu"), ("", "Navigateur inconnu"), ("Windows", "Navigateur sur Windows"),
        ])
    func names(userAgent: String, name: String) {
        #expect(DeviceName.french(userAgent: userAgent) == name)
    }
}
