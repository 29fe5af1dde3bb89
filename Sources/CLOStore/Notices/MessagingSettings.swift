import CLOModel

/// What `clo.conf` says of e-mail and SMS. An installation that names neither tells nobody of anything.
public struct MessagingSettings: Sendable {
    /// Where the links in messages lead.
    public let site: SiteAddress
    public let mail: Mail?
    public let sms: SMS?
    public let timing: NoticeTiming
    /// Whether the responder starts `clo deliver` after an answer, for hosts without a cron.
    public let startsDeliverer: Bool

    public struct Mail: Sendable {
        public let way: Way
        public let from: EmailAddress
        public let replyTo: EmailAddress?

        public enum Way: Sendable {
            case smtp(Server)
            case sendmail(program: String)
            case folder(String)
        }

        public struct Server: Sendable {
            public let host: String
            public let port: Int
            public let security: Security
            public let user: String?
            public let password: String?
            public let certificates: String?
        }

        public enum Security: String, Sendable, CaseIterable {
            case startTLS = "starttls"
            case tls = "tls"
            case none = "aucune"
        }
    }

    public struct SMS: Sendable {
        public let gateway: Gateway
        public let sender: String?
        public let url: String?
        public let key: String
        public let secret: String
        public let consumer: String
        public let service: String
        public let certificates: String?
        public let folder: String
        /// Of one segment, in millionths of a euro.
        public let price: Int
        /// For one month, in millionths of a euro; `nil`: no limit.
        public let budget: Int?

        public enum Gateway: String, Sendable, CaseIterable {
            case ovh
            case twilio
            case brevo
            case smsmode
            case kannel
            case folder = "dossier"
        }
    }

    public var policy: NoticePolicy {
        var channels: Set<NoticeChannel> = []
        if mail != nil { channels.insert(.email) }
        if sms != nil { channels.insert(.sms) }
        return NoticePolicy(timing: timing, channels: channels)
    }
}

// MARK: - Reading

extension MessagingSettings {
    /// - Returns: `nil` when neither `CLO_MAIL` nor `CLO_SMS` is set.
    init?(_ keys: ConfigurationKeys, dataFolder: String) throws {
        guard keys.value("CLO_MAIL") != nil || keys.value("CLO_SMS") != nil else { return nil }
        guard let site = SiteAddress(try keys.required("CLO_URL")) else {
            throw keys.invalid("CLO_URL", "une adresse comme https://www.exemple.fr, sans chemin")
        }
        self.site = site
        mail = try Mail(keys, dataFolder: dataFolder)
        sms = try SMS(keys, dataFolder: dataFolder)
        timing = NoticeTiming(
            grouping: .seconds(try keys.number("CLO_NOTICE_GROUPING", 0...3_600, or: 180)),
            quietHours: try Self.quietHours(keys))
        switch keys.value("CLO_DELIVER") {
        case nil, "page": startsDeliverer = true
        case "cron": startsDeliverer = false
        default: throw keys.invalid("CLO_DELIVER", "« page » ou « cron »")
        }
    }

    /// `20-8`, or `aucune`.
    private static func quietHours(_ keys: ConfigurationKeys) throws -> QuietHours {
        guard let text = keys.value("CLO_SMS_QUIET") else { return .standard }
        let parts = text == "aucune" ? ["0", "0"] : text.split(separator: "-").map(String.init)
        guard parts.count == 2, let from = Int(parts[0]), let until = Int(parts[1]),
            let hours = QuietHours(from: from, until: until)
        else { throw keys.invalid("CLO_SMS_QUIET", "deux heures, comme 20-8, ou « aucune »") }
        return hours
    }
}

extension MessagingSettings.Mail {
    fileprivate init?(_ keys: ConfigurationKeys, dataFolder: String) throws {
        guard let kind = keys.value("CLO_MAIL") else { return nil }
        switch kind {
        case "smtp": way = .smtp(try Server(keys))
        case "sendmail": way = .sendmail(program: keys.value("CLO_SENDMAIL") ?? "/usr/sbin/sendmail")
        case "dossier": way = .folder(keys.value("CLO_MAIL_FOLDER") ?? "\(dataFolder)/courrier")
        default: throw keys.invalid("CLO_MAIL", "« smtp », « sendmail » ou « dossier »")
        }
        guard let from = EmailAddress(typed: try keys.required("CLO_MAIL_FROM")) else {
            throw keys.invalid("CLO_MAIL_FROM", "une adresse de courriel")
        }
        self.from = from
        replyTo = try keys.value("CLO_MAIL_REPLY_TO").map { typed in
            guard let address = EmailAddress(typed: typed) else {
                throw keys.invalid("CLO_MAIL_REPLY_TO", "une adresse de courriel")
            }
            return address
        }
    }
}

extension MessagingSettings.Mail.Server {
    fileprivate init(_ keys: ConfigurationKeys) throws {
        host = try keys.required("CLO_SMTP_HOST")
        let isHost = host.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        }
        guard isHost else { throw keys.invalid("CLO_SMTP_HOST", "un nom de serveur") }
        let typed = keys.value("CLO_SMTP_SECURITY") ?? "starttls"
        guard let security = MessagingSettings.Mail.Security(rawValue: typed) else {
            throw keys.invalid("CLO_SMTP_SECURITY", "« starttls », « tls » ou « aucune »")
        }
        self.security = security
        // Passwords and people's words do not travel in clear (ASVS 9.2.2).
        guard security != .none || ["127.0.0.1", "localhost"].contains(host) else {
            throw keys.invalid("CLO_SMTP_SECURITY", "« starttls » ou « tls » pour un autre serveur que localhost")
        }
        port = try keys.number("CLO_SMTP_PORT", 1...65_535, or: security == .tls ? 465 : 587)
        user = keys.value("CLO_SMTP_USER")
        password = keys.value("CLO_SMTP_PASSWORD")
        certificates = keys.value("CLO_SMTP_CA")
    }
}

extension MessagingSettings.SMS {
    fileprivate init?(_ keys: ConfigurationKeys, dataFolder: String) throws {
        guard let typed = keys.value("CLO_SMS") else { return nil }
        guard let gateway = Gateway(rawValue: typed) else {
            throw keys.invalid("CLO_SMS", Gateway.allCases.map { "« \($0.rawValue) »" }.joined(separator: ", "))
        }
        self.gateway = gateway
        switch gateway {
        case .ovh:
            for key in ["CLO_SMS_KEY", "CLO_SMS_SECRET", "CLO_SMS_CONSUMER", "CLO_SMS_SERVICE"] {
                _ = try keys.required(key)
            }
        case .twilio: for key in ["CLO_SMS_KEY", "CLO_SMS_SECRET", "CLO_SMS_SENDER"] { _ = try keys.required(key) }
        case .brevo: for key in ["CLO_SMS_KEY", "CLO_SMS_SENDER"] { _ = try keys.required(key) }
        case .smsmode: _ = try keys.required("CLO_SMS_KEY")
        case .kannel: for key in ["CLO_SMS_URL", "CLO_SMS_KEY", "CLO_SMS_SECRET"] { _ = try keys.required(key) }
        case .folder: break
        }
        sender = keys.value("CLO_SMS_SENDER")
        let address = keys.value("CLO_SMS_URL")
        if let address {
            let isSafe = ["https://", "http://127.0.0.1:", "http://localhost:"].contains { address.hasPrefix($0) }
            guard isSafe else { throw keys.invalid("CLO_SMS_URL", "une adresse https:, ou http: sur localhost") }
        }
        url = address
        key = keys.value("CLO_SMS_KEY") ?? ""
        secret = keys.value("CLO_SMS_SECRET") ?? ""
        consumer = keys.value("CLO_SMS_CONSUMER") ?? ""
        service = keys.value("CLO_SMS_SERVICE") ?? ""
        certificates = keys.value("CLO_SMS_CA")
        folder = keys.value("CLO_SMS_FOLDER") ?? "\(dataFolder)/courrier"
        price = try keys.euros("CLO_SMS_PRICE") ?? 60_000
        budget = try keys.euros("CLO_SMS_BUDGET")
    }
}
