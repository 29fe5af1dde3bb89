import CLOMessaging
import CLOModel
import CLOStore
import Foundation

/// The ways out for messages, and those that wait. Nothing is sent.
struct MessagingCheck {
    let configuration: Configuration

    private static let mail = "Courriel"
    private static let sms = "SMS"
    private static let queue = "Messages"

    func findings() -> [Finding] {
        [mailFinding, smsFinding, queueFinding].compactMap { $0 }
    }

    private var mailFinding: Finding {
        guard let settings = configuration.messaging?.mail else {
            return .good(
                Self.mail, "non configuré\u{A0}: personne n’est prévenu par courriel.",
                advice: "Les lignes CLO_MAIL… de clo.conf le mettent en place.")
        }
        switch settings.way {
        case .folder(let folder):
            return .warning(
                Self.mail, "les messages sont rangés dans \(folder), aucun ne part.",
                remedy: "Mettez CLO_MAIL = smtp ou sendmail quand les essais sont finis.")
        case .sendmail(let program):
            guard access(program, X_OK) == 0 else {
                return .bad(
                    Self.mail, "\(program) ne peut pas être lancé.",
                    remedy: "Corrigez CLO_SENDMAIL, ou passez par un serveur (CLO_MAIL = smtp).")
            }
            return .good(Self.mail, "par \(program).")
        case .smtp(let server):
            do throws(TransportFailure) {
                try Posts.smtp(server, ownName: settings.from.domain, timeout: .seconds(8)).signIn()
                return .good(
                    Self.mail, "\(server.host) accepte la connexion\(server.user == nil ? "" : " et le compte").")
            } catch {
                return .bad(
                    Self.mail, error.sentence,
                    remedy:
                        "Vérifiez les lignes CLO_SMTP_… de clo.conf\u{A0}; certains hébergeurs ferment les ports 465 et 587."
                )
            }
        }
    }

    private var smsFinding: Finding {
        guard let settings = configuration.messaging?.sms else {
            return .good(
                Self.sms, "non configurés.", advice: "Facultatif\u{A0}: les lignes CLO_SMS… les mettent en place.")
        }
        guard settings.gateway != .folder else {
            return .warning(
                Self.sms, "ils sont rangés dans un dossier, aucun ne part.",
                remedy: "Nommez une passerelle (CLO_SMS) quand les essais sont finis.")
        }
        return .good(Self.sms, "par \(settings.gateway.rawValue).")
    }

    /// Empty where the database cannot be asked: that is another check's to say.
    private var queueFinding: Finding? {
        let now = Instant.now()
        guard configuration.messaging != nil,
            let queue = try? Store(Database(configuration.database)).health.queue(since: now - .hours(7 * 24), at: now)
        else { return nil }
        if let due = queue.overdueSince, now.since(due) > .hours(1) {
            return .bad(
                Self.queue, "\(queue.overdue) attendent, le plus ancien depuis le \(ParisTime(due).sentence).",
                remedy: "Vérifiez que clo deliver est lancé par le cron, et ce que dit la page « Envois ».")
        }
        if queue.failed > 0 {
            return .warning(
                Self.queue, "\(queue.failed) n’ont pas pu partir ces sept derniers jours.",
                remedy: "La page « Envois » dit lesquels et pourquoi.")
        }
        return .good(Self.queue, "aucun n’attend plus qu’il ne doit.")
    }
}
