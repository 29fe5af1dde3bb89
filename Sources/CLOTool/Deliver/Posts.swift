import CLOMessaging
import CLOModel
import CLOStore

/// The ways out that `clo.conf` names.
struct Posts {
    let email: (any EmailTransport)?
    let sms: (any SMSGateway)?

    /// - Parameter timeout: of one message.
    init(_ settings: MessagingSettings, timeout: Duration) {
        let timeout = min(timeout, .seconds(60))
        email = settings.mail.map { Self.transport($0, timeout) }
        sms = settings.sms.map { Self.gateway($0, timeout) }
    }

    private static func transport(_ mail: MessagingSettings.Mail, _ timeout: Duration) -> any EmailTransport {
        switch mail.way {
        case .smtp(let server): return smtp(server, ownName: mail.from.domain, timeout: timeout)
        case .sendmail(let program): return SendmailTransport(program: program, timeout: timeout)
        case .folder(let folder): return FolderTransport(folder: folder)
        }
    }

    static func smtp(
        _ server: MessagingSettings.Mail.Server, ownName: String, timeout: Duration
    ) -> SMTPTransport {
        let security: SMTPTransport.Security
        switch server.security {
        case .startTLS: security = .startTLS
        case .tls: security = .tls
        case .none: security = .none
        }
        return SMTPTransport(
            .init(
                host: server.host, port: server.port, security: security, user: server.user,
                password: server.password, certificates: server.certificates),
            ownName: ownName, timeout: timeout)
    }

    private static func gateway(_ sms: MessagingSettings.SMS, _ timeout: Duration) -> any SMSGateway {
        let settings = GatewaySettings(
            sender: sms.sender, url: sms.url, key: sms.key, secret: sms.secret, consumer: sms.consumer,
            service: sms.service, certificates: sms.certificates, timeout: timeout)
        switch sms.gateway {
        case .ovh: return OVHcloudGateway(settings)
        case .twilio: return TwilioGateway(settings)
        case .brevo: return BrevoGateway(settings)
        case .smsmode: return SmsmodeGateway(settings)
        case .kannel: return KannelGateway(settings)
        case .folder: return FolderTransport(folder: sms.folder)
        }
    }
}
