import CLOModel
import Testing

@testable import CLOStore

@Suite("Les réglages des envois")
struct MessagingSettingsTests {
    private func read(_ text: String) throws -> MessagingSettings? {
        try MessagingSettings(ConfigurationKeys(text, file: "clo.conf"), dataFolder: "/data")
    }

    private static let mail = """
        CLO_URL = https://www.clo.example
        CLO_MAIL = smtp
        CLO_MAIL_FROM = suivi@clo.example
        CLO_SMTP_HOST = smtp.clo.example

        """

    @Test("sans rien, personne n’est prévenu")
    func nothing() throws {
        #expect(try read("CLO_DB_HOST = x") == nil)
    }

    @Test("le courriel passe par STARTTLS sur 587, sauf si l’on dit autre chose")
    func standards() throws {
        let settings = try #require(try read(Self.mail))
        guard case .smtp(let server) = settings.mail?.way else {
            Issue.record("no SMTP")
            return
        }
        #expect(server.port == 587 && server.security == .startTLS)
        #expect(settings.policy.channels == [.email] && settings.timing == .standard && settings.startsDeliverer)
    }

    @Test(
        "ce qui ne va pas est nommé",
        arguments: [
            ("CLO_SMTP_SECURITY = aucune", "CLO_SMTP_SECURITY"), ("CLO_SMTP_PORT = 0", "CLO_SMTP_PORT"),
            ("CLO_URL = www.clo.example", "CLO_URL"), ("CLO_MAIL_FROM = suivi", "CLO_MAIL_FROM"),
            ("CLO_SMTP_HOST = a/b", "CLO_SMTP_HOST"), ("CLO_SMS = pigeon", "CLO_SMS"), ("CLO_SMS = ovh", "CLO_SMS_KEY"),
            ("CLO_SMS = dossier\nCLO_SMS_BUDGET = -3", "CLO_SMS_BUDGET"), ("CLO_SMS_QUIET = 20-24", "CLO_SMS_QUIET"),
            ("CLO_SMS = smsmode\nCLO_SMS_KEY = x\nCLO_SMS_URL = http://sms.example", "CLO_SMS_URL"),
            ("CLO_DELIVER = parfois", "CLO_DELIVER"), ("CLO_NOTICE_GROUPING = 1 h", "CLO_NOTICE_GROUPING"),
        ])
    func refused(line: String, key: String) {
        do {
            _ = try read(Self.mail + line)
            Issue.record("accepted: \(line)")
        } catch {
            #expect("\(error)".contains(key))
        }
    }

    @Test(
        "un montant se lit à la virgule ou au point",
        arguments: [("0,045", 45_000), ("1", 1_000_000), ("12.5", 12_500_000)])
    func euros(text: String, expected: Int) throws {
        let settings = try read(Self.mail + "CLO_SMS = dossier\nCLO_SMS_PRICE = \(text)\nCLO_SMS_QUIET = aucune")
        #expect(settings?.sms?.price == expected)
        #expect(settings?.timing.quietHours == QuietHours(from: 0, until: 0))
    }
}
