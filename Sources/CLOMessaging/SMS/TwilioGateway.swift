import CLOModel
import CLOSecurity

/// Twilio: `POST /2010-04-01/Accounts/{SID}/Messages.json`.
///
/// Source: twilio.com/docs, « Messages resource »: the sender is a number, a name, or a messaging service (`MG…`).
public final class TwilioGateway: SMSGateway {
    private let settings: GatewaySettings
    private let client: GatewayClient

    public init(_ settings: GatewaySettings) {
        self.settings = settings
        client = GatewayClient(name: "Twilio", certificates: settings.certificates, timeout: settings.timeout)
    }

    private struct Report: Decodable {
        let sid: String
        /// A text in their JSON; 0 when a messaging service sends, which counts later.
        let segmentCount: String?
        let errorCode: Int?

        enum CodingKeys: String, CodingKey {
            case sid
            case segmentCount = "num_segments"
            case errorCode = "error_code"
        }
    }

    public func send(_ sms: SMS) throws(TransportFailure) -> SMSReceipt {
        let sender = settings.sender ?? ""
        let form = GatewayClient.form([
            ("To", sms.to.description), (sender.hasPrefix("MG") ? "MessagingServiceSid" : "From", sender),
            ("Body", sms.text.text),
        ])
        let base = settings.url ?? "https://api.twilio.com"
        let answer = try client.post(
            "\(base)/2010-04-01/Accounts/\(GatewayClient.escaped(settings.key))/Messages.json",
            headers: [
                "Content-Type: application/x-www-form-urlencoded; charset=utf-8",
                "Authorization: Basic \(Base64.encode(Array("\(settings.key):\(settings.secret)".utf8)))",
            ], body: Array(form.utf8))
        guard answer.status == 201 else { throw client.refusal(answer) }
        let report = try client.decode(Report.self, answer)
        if let code = report.errorCode { throw .permanent("Twilio refuse le SMS\u{A0}: erreur \(code).") }
        let segments = report.segmentCount.flatMap { Int($0) }
        return SMSReceipt(reference: report.sid, segmentCount: segments == 0 ? nil : segments)
    }
}
