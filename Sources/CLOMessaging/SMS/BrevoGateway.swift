import CLOModel

/// Brevo: `POST /v3/transactionalSMS/send`.
///
/// Source: developers.brevo.com, « Transactional SMS »; their change of 1 May 2025 put this address in the place of
/// `/transactionalSMS/sms`, and left `messageId` alone in the answer.
public final class BrevoGateway: SMSGateway {
    private let settings: GatewaySettings
    private let client: GatewayClient

    public init(_ settings: GatewaySettings) {
        self.settings = settings
        client = GatewayClient(name: "Brevo", certificates: settings.certificates, timeout: settings.timeout)
    }

    private struct Message: Encodable {
        let sender: String
        /// Country code and number, without the plus sign.
        let recipient: String
        let content: String
        let type = "transactional"
        let unicodeEnabled = false
        let tag: String
    }

    private struct Report: Decodable {
        let messageId: Int64
    }

    public func send(_ sms: SMS) throws(TransportFailure) -> SMSReceipt {
        let answer = try client.post(
            "\(settings.url ?? "https://api.brevo.com")/v3/transactionalSMS/send",
            headers: ["Content-Type: application/json", "Accept: application/json", "api-key: \(settings.key)"],
            body: GatewayClient.json(
                Message(
                    sender: settings.sender ?? "", recipient: sms.to.digits, content: sms.text.text,
                    tag: sms.reference)))
        guard answer.status == 201 || answer.status == 202 else { throw client.refusal(answer) }
        return SMSReceipt(reference: "\(try client.decode(Report.self, answer).messageId)", segmentCount: nil)
    }
}
