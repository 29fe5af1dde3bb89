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

    private func ask(_ url: String, _ body: [UInt8]?) throws(Failure) -> Answer {
        // An « Expect » would wait a second for a server that does not know it.
        let headers = body == nil ? [] : ["Content-Type: application/octet-stream", "Expect:"]
        let (outcome, answer, error) = curl.http(url, headers: headers, body: body, certificates: nil)
        guard outcome == .done else { throw Failure(description: error) }
        return Answer(status: answer.status, body: answer.body)
    }
}
