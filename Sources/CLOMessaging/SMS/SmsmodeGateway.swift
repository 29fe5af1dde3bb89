import CLOModel

/// smsmode: `POST /sms/v1/messages`.
///
/// Source: dev.smsmode.com, « SMS API REST »: `X-Api-Key`, nested `recipient` and `body`, `refClient` for our own
/// reference; 201 with `messageId`.
public final class SmsmodeGateway: SMSGateway {
    private let settings: GatewaySettings
    private let client: GatewayClient

    public init(_ settings: GatewaySettings) {
        self.settings = settings
        client = GatewayClient(name: "smsmode", certificates: settings.certificates, timeout: settings.timeout)
    }

    private struct Message: Encodable {
        let recipient: Recipient
        let body: Body
        let from: String?
        let refClient: String

        struct Recipient: Encodable {
            /// Country code and number, without the plus sign.
            let to: String
        }

        struct Body: Encodable {
            let text: String
        }
    }

    private struct Report: Decodable {
        let messageId: String
        let body: Body?

        struct Body: Decodable {
            let messagePartCount: Int?
        }
    }

    public func send(_ sms: SMS) throws(TransportFailure) -> SMSReceipt {
        let answer = try client.post(
            "\(settings.url ?? "https://rest.smsmode.com")/sms/v1/messages",
            headers: ["Content-Type: application/json", "Accept: application/json", "X-Api-Key: \(settings.key)"],
            body: GatewayClient.json(
                Message(
                    recipient: .init(to: sms.to.digits), body: .init(text: sms.text.text), from: settings.sender,
                    refClient: sms.reference)))
        guard answer.status == 201 else { throw client.refusal(answer) }
        let report = try client.decode(Report.self, answer)
        return SMSReceipt(reference: report.messageId, segmentCount: report.body?.messagePartCount)
    }
}
