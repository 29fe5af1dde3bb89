import CCurl
import CLOModel
import Foundation

/// Asks a gateway over HTTP, and sorts its answers.
final class GatewayClient {
    /// As it is called in sentences: « OVHcloud ».
    let name: String
    private let curl: CurlHandle
    private let certificates: String?

    init(name: String, certificates: String?, timeout: Duration) {
        self.name = name
        self.certificates = certificates
        curl = CurlHandle(timeout: timeout)
    }

    struct Answer {
        let status: Int
        let body: [UInt8]

        /// One line, to be quoted in a sentence.
        var said: String { String(HeaderText(String(decoding: body, as: UTF8.self)).text.prefix(300)) }
    }

    func get(_ url: String, headers: [String] = []) throws(TransportFailure) -> Answer {
        try ask(url, headers, nil)
    }

    func post(_ url: String, headers: [String], body: [UInt8]) throws(TransportFailure) -> Answer {
        try ask(url, headers, body)
    }

    private func ask(_ url: String, _ headers: [String], _ body: [UInt8]?) throws(TransportFailure) -> Answer {
        // Keys and secrets come from a file; what would break a header out of its line is never sent.
        guard !headers.contains(where: { $0.utf8.contains { $0 < 32 } }) else {
            throw .unreachable("Un réglage de \(name) contient un caractère interdit.")
        }
        let (outcome, answer, error) = curl.http(url, headers: headers, body: body, certificates: certificates)
        switch outcome {
        case .done: return Answer(status: answer.status, body: answer.body)
        case .insecure: throw .unreachable("La liaison avec \(name) n’est pas sûre\u{A0}: \(error)")
        case .refused, .unreachable, .signInRefused: throw .unreachable("\(name) ne répond pas\u{A0}: \(error)")
        }
    }

    /// What an answer that is no success means. 4xx: the message itself is refused, but for keys that are not
    /// accepted, credit that is used up, and too many at once.
    func refusal(_ answer: Answer) -> TransportFailure {
        switch answer.status {
        case 401, 402, 403: return .unreachable("\(name) refuse nos accès ou notre crédit\u{A0}: \(answer.said)")
        case 408, 425, 429: return .temporary("\(name) demande d’attendre (\(answer.status))\u{A0}: \(answer.said)")
        case 400...499: return .permanent("\(name) refuse le SMS (\(answer.status))\u{A0}: \(answer.said)")
        default: return .temporary("\(name) est en panne (\(answer.status))\u{A0}: \(answer.said)")
        }
    }

    /// Reads a JSON answer.
    func decode<Value: Decodable>(_ type: Value.Type, _ answer: Answer) throws(TransportFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(answer.body))
        } catch {
            // Taken or not? Only its support knows; to send again could be to send twice.
            throw .permanent("La réponse de \(name) ne se lit pas\u{A0}: \(answer.said)")
        }
    }

    static func json(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("texts and numbers can be written as JSON: \(error)")
        }
    }

    /// `application/x-www-form-urlencoded`
    static func form(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\($0.name)=\(escaped($0.value))" }.joined(separator: "&")
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default: escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }
}

/// Where a gateway is and how it knows us, as `clo.conf` says.
public struct GatewaySettings: Hashable, Sendable {
    /// Name or number shown as the sender, as the gateway has agreed to it. `nil`: the gateway's own.
    public var sender: String?
    /// Instead of the gateway's public address.
    public var url: String?
    /// Application key, account, user.
    public var key: String
    public var secret: String
    /// OVHcloud: the consumer key.
    public var consumer: String
    /// OVHcloud: the service, `sms-ab12345-1`.
    public var service: String
    public var certificates: String?
    public var timeout: Duration

    public init(
        sender: String?, url: String?, key: String, secret: String, consumer: String, service: String,
        certificates: String?, timeout: Duration
    ) {
        self.sender = sender
        self.url = url
        self.key = key
        self.secret = secret
        self.consumer = consumer
        self.service = service
        self.certificates = certificates
        self.timeout = timeout
    }
}
