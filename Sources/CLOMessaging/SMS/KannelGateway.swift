import CLOModel

/// Kannel's `sendsms`, and whatever speaks like it: for a gateway of one's own.
///
/// Source: Kannel's user's guide, « Using the HTTP interface to send SMS messages ». 202 says taken (by the box, or
/// kept for later), 4xx refused, 503 not now.
public final class KannelGateway: SMSGateway {
    private let settings: GatewaySettings
    private let client: GatewayClient

    public init(_ settings: GatewaySettings) {
        self.settings = settings
        client = GatewayClient(name: "Kannel", certificates: settings.certificates, timeout: settings.timeout)
    }

    public func send(_ sms: SMS) throws(TransportFailure) -> SMSReceipt {
        guard let base = settings.url else { throw .unreachable("CLO_SMS_URL manque\u{A0}: l’adresse de Kannel.") }
        var pairs = [
            ("username", settings.key), ("password", settings.secret), ("to", sms.to.description),
            // 7 bits; the text comes as UTF-8, and Kannel turns it into the alphabet of telephones.
            ("coding", "0"), ("charset", "UTF-8"), ("text", sms.text.text),
        ]
        if let sender = settings.sender { pairs.append(("from", sender)) }
        let answer = try client.get("\(base)/cgi-bin/sendsms?\(GatewayClient.form(pairs))")
        guard answer.status == 202 else { throw client.refusal(answer) }
        return SMSReceipt(reference: answer.said, segmentCount: nil)
    }
}
