import CCurl
import CLOModel

/// A mail server, spoken to by libcurl (RFC 5321, 3207, 4954). The connection is kept from one message to the next.
public final class SMTPTransport: EmailTransport {
    public enum Security: String, Hashable, Sendable {
        /// Begins in clear and must turn to TLS before anything is said (port 587).
        case startTLS = "starttls"
        /// TLS from the first byte (port 465).
        case tls = "tls"
        /// Only for a server on this very machine.
        case none = "aucune"
    }

    public struct Server: Hashable, Sendable {
        public var host: String
        public var port: Int
        public var security: Security
        public var user: String?
        public var password: String?
        /// A file of certificates to trust instead of the system's.
        public var certificates: String?

        public init(
            host: String, port: Int, security: Security, user: String?, password: String?, certificates: String?
        ) {
            self.host = host
            self.port = port
            self.security = security
            self.user = user
            self.password = password
            self.certificates = certificates
        }
    }

    private let server: CurlHandle.MailServer
    private let curl: CurlHandle

    /// - Parameter timeout: of one message, connection included.
    public init(_ server: Server, ownName: String, timeout: Duration) {
        let scheme = server.security == .tls ? "smtps" : "smtp"
        self.server = CurlHandle.MailServer(
            url: "\(scheme)://\(server.host):\(server.port)/\(ownName)", requiresTLS: server.security != .none,
            user: server.user, password: server.password, certificates: server.certificates)
        curl = CurlHandle(timeout: timeout)
    }

    public func send(_ message: EmailMessage) throws(TransportFailure) {
        try understand(
            curl.mail(
                message.encoded(), from: message.from.address.description, to: message.to.address.description,
                by: server))
    }

    /// Connects, encrypts and signs in, and sends nothing.
    public func signIn() throws(TransportFailure) {
        try understand(curl.greet(server))
    }

    private func understand(
        _ result: (outcome: CCurlOutcome, answer: CurlHandle.Answer, error: String)
    ) throws(TransportFailure) {
        let (outcome, answer, error) = result
        let said = HeaderText(String(decoding: answer.body, as: UTF8.self)).text
        switch outcome {
        case .done: return
        case .refused where answer.status >= 500:
            throw .permanent("Le serveur de courriel a refusé le message\u{A0}: \(said)")
        case .refused: throw .temporary("Le serveur de courriel demande d’attendre\u{A0}: \(said)")
        case .unreachable: throw .unreachable("Le serveur de courriel ne répond pas\u{A0}: \(error)")
        case .insecure: throw .unreachable("La liaison avec le serveur de courriel n’est pas sûre\u{A0}: \(error)")
        case .signInRefused: throw .unreachable("Le serveur de courriel refuse l’identifiant ou le mot de passe.")
        }
    }
}
