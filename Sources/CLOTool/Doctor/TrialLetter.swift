import CLOMessaging
import CLOModel
import CLOSecurity
import CLOStore

/// A letter that says nothing, to learn whether letters arrive. It needs no database: the page of installation sends one
/// before there are any tables.
struct TrialLetter {
    let configuration: Configuration
    let address: EmailAddress

    private static let subject = "Lettre d’essai"

    func finding() -> Finding {
        guard let settings = configuration.messaging, let mail = settings.mail,
            let transport = Posts(settings, timeout: .seconds(15)).email
        else {
            return .bad(
                Self.subject, "aucun envoi par courriel n’est réglé.",
                remedy: "Remplissez les lignes CLO_MAIL… de clo.conf.")
        }
        do throws(TransportFailure) {
            try transport.send(letter(from: mail, site: settings.site))
        } catch {
            return .bad(
                Self.subject, error.sentence, remedy: "Corrigez les lignes CLO_MAIL… ou CLO_SMTP_… de clo.conf.")
        }
        switch mail.way {
        case .folder(let folder):
            return .warning(
                Self.subject, "elle est rangée dans \(folder), elle ne part pas.",
                remedy: "Mettez CLO_MAIL = smtp ou sendmail quand les essais sont finis.")
        case .smtp, .sendmail:
            return .good(
                Self.subject, "confiée au serveur de courriel pour \(address).",
                advice:
                    "Vérifiez qu’elle arrive, et pas dans les indésirables\u{A0}: sinon, demandez à l’hébergeur les "
                    + "lignes SPF et DKIM du domaine \(mail.from.domain).")
        }
    }

    private func letter(from mail: MessagingSettings.Mail, site: SiteAddress) -> EmailMessage {
        let now = Instant.now()
        let sentence = "Ceci est une lettre d’essai du compte client de \(site), envoyée le \(ParisTime(now).sentence)."
        let relief = "Si vous la lisez, les courriels partent et arrivent."
        // Nothing in it is markup: an address of a site, a date.
        return EmailMessage(
            from: Mailbox(name: nil, address: mail.from), to: Mailbox(name: nil, address: address),
            subject: HeaderText("Lettre d’essai du compte client"), date: now,
            id: MessageID("essai.\(SecretToken().text)", domain: mail.from), text: "\(sentence)\n\n\(relief)\n",
            html: "<!DOCTYPE html><html lang=\"fr\"><body><p>\(sentence)</p><p>\(relief)</p></body></html>")
    }
}
