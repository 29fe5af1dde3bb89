import CLOModel
import CLOSecurity
import Foundation

/// OVHcloud: `POST /1.0/sms/{service}/jobs`, each request signed.
///
/// Source: docs.ovhcloud.com, « First steps with the OVHcloud APIs » (signature, `/auth/time`) and « API SMS
/// Cookbook » (fields of a job).
public final class OVHcloudGateway: SMSGateway {
    private let settings: GatewaySettings
    private let client: GatewayClient
    private let base: String
    /// Seconds that OVHcloud's clock is ahead of ours: asked once, since a signature is good for a short time only.
    private var offset: Int64?

    public init(_ settings: GatewaySettings) {
        self.settings = settings
        base = settings.url ?? "https://eu.api.ovh.com/1.0"
        client = GatewayClient(name: "OVHcloud", certificates: settings.certificates, timeout: settings.timeout)
    }

    private struct Job: Encodable {
        let charset = "UTF-8"
        let `class` = "phoneDisplay"
        let coding = "7bit"
        let message: String
        /// No « STOP » line: these messages are no advertising (code des postes, L34-5).
        let noStopClause = true
        let priority = "high"
        let receivers: [String]
        let sender: String?
        /// Without a sender of our own, a short number of theirs.
        let senderForResponse: Bool
        /// Minutes: two days.
        let validityPeriod = 2_880
    }

    private struct Report: Decodable {
        let ids: [Int]
        let invalidReceivers: [String]
        let totalCreditsRemoved: Double?
    }

    public func send(_ sms: SMS) throws(TransportFailure) -> SMSReceipt {
        let url = "\(base)/sms/\(GatewayClient.escaped(settings.service))/jobs"
        let body = GatewayClient.json(
            Job(
                message: sms.text.text, receivers: [sms.to.description], sender: settings.sender,
                senderForResponse: settings.sender == nil))
        let answer = try client.post(url, headers: try signed("POST", url, body), body: body)
        guard answer.status == 200 else { throw client.refusal(answer) }
        let report = try client.decode(Report.self, answer)
        // A number that it does not take is told in an answer that otherwise says success.
        guard report.invalidReceivers.isEmpty, let id = report.ids.first else {
            throw .permanent("OVHcloud n’accepte pas le numéro \(sms.to).")
        }
        return SMSReceipt(reference: "\(id)", segmentCount: report.totalCreditsRemoved.map { Int($0.rounded(.up)) })
    }

    private func signed(_ method: String, _ url: String, _ body: [UInt8]) throws(TransportFailure) -> [String] {
        let timestamp = try offsetToTheirs() + Int64(Date().timeIntervalSince1970)
        let parts = [
            settings.secret, settings.consumer, method, url, String(decoding: body, as: UTF8.self), "\(timestamp)",
        ]
        return [
            "Content-Type: application/json; charset=utf-8",
            "X-Ovh-Application: \(settings.key)",
            "X-Ovh-Consumer: \(settings.consumer)",
            "X-Ovh-Timestamp: \(timestamp)",
            "X-Ovh-Signature: $1$\(Digest.ovhSHA1(parts.joined(separator: "+")))",
        ]
    }

    private func offsetToTheirs() throws(TransportFailure) -> Int64 {
        if let offset { return offset }
        let answer = try client.get("\(base)/auth/time")
        guard answer.status == 200, let theirs = Int64(answer.said) else { throw client.refusal(answer) }
        let measured = theirs - Int64(Date().timeIntervalSince1970)
        offset = measured
        return measured
    }
}
