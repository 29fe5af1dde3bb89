import CLOModel
import Foundation

/// Asks a running site of ours for a page, as a browser without cookies would. No redirection is followed, and
/// certificates are checked.
public final class SiteClient {
    public struct Answer: Sendable {
        public let status: Int
        /// At most 64 KiB of it.
        public let body: [UInt8]
    }

    /// Why there was no answer, in libcurl's words.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let curl: CurlHandle

    /// - Parameter timeout: of one question and its answer.
    public init(timeout: Duration) {
        curl = CurlHandle(timeout: timeout)
    }

    public func get(_ url: String) throws(Failure) -> Answer {
        try ask(url, nil)
    }

    /// Posts bytes that are no form.
    public func post(_ bytes: [UInt8], to url: String) throws(Failure) -> Answer {
        try ask(url, bytes)
    }

    /// When the certificate that the site shows ends. It is checked as for any other question.
    /// - Parameter url: of `https`.
    public func certificateEnd(of url: String) throws(Failure) -> Instant {
        let (outcome, end, error) = curl.certificateEnd(url, certificates: nil)
        guard outcome == .done else { throw Failure(description: error) }
        guard let end, let moment = Self.moment(end) else {
            throw Failure(description: "the certificate does not tell when it ends")
        }
        return moment
    }

    /// Older libraries write `2026-11-22 12:00:00 GMT` instead of `Nov 22 12:00:00 2026 GMT`.
    static func moment(_ text: String) -> Instant? {
        for format in ["MMM d HH:mm:ss yyyy z", "yyyy-MM-dd HH:mm:ss z"] {
            let reader = DateFormatter()
            reader.locale = Locale(identifier: "en_US_POSIX")
            reader.timeZone = TimeZone(identifier: "UTC")
            reader.dateFormat = format
            // A day of one digit has two spaces before it.
            if let date = reader.date(from: text.split(separator: " ").joined(separator: " ")) {
                return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1_000))
            }
        }
        return nil
    }

    private func ask(_ url: String, _ body: [UInt8]?) throws(Failure) -> Answer {
        // An « Expect » would wait a second for a server that does not know it.
        let headers = body == nil ? [] : ["Content-Type: application/octet-stream", "Expect:"]
        let (outcome, answer, error) = curl.http(url, headers: headers, body: body, certificates: nil)
        guard outcome == .done else { throw Failure(description: error) }
        return Answer(status: answer.status, body: answer.body)
    }
}
