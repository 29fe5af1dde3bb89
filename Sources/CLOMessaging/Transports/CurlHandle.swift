import CCurl

/// One handle of libcurl, and the connection that it keeps. The only file that calls `ccurl_*`.
final class CurlHandle {
    private let handle: OpaquePointer
    /// Of a whole exchange. A lease on messages lasts at least twice as long.
    let timeout: Duration

    init(timeout: Duration) {
        guard let handle = ccurl_new() else { preconditionFailure("libcurl could not be prepared: no memory") }
        self.handle = handle
        self.timeout = timeout
    }

    deinit {
        ccurl_free(handle)
    }

    struct Answer {
        let status: Int
        let body: [UInt8]
    }

    struct MailServer {
        var url: String
        var requiresTLS: Bool
        var user: String?
        var password: String?
        var certificates: String?
    }

    func mail(
        _ message: [UInt8], from: String, to: String, by server: MailServer
    ) -> (outcome: CCurlOutcome, answer: Answer, error: String) {
        let outcome = describing(server) { ccurl_mail(handle, $0, "<\(from)>", "<\(to)>", message, message.count) }
        return (outcome, answer, String(cString: ccurl_error(handle)))
    }

    /// Connects to the server and signs in; no message.
    func greet(_ server: MailServer) -> (outcome: CCurlOutcome, answer: Answer, error: String) {
        let outcome = describing(server) { ccurl_greet(handle, $0) }
        return (outcome, answer, String(cString: ccurl_error(handle)))
    }

    private func describing(
        _ server: MailServer, _ body: (UnsafePointer<CCurlMailServer>) -> CCurlOutcome
    ) -> CCurlOutcome {
        server.url.withCString { url in
            withOptionalCString(server.user) { user in
                withOptionalCString(server.password) { password in
                    withOptionalCString(server.certificates) { certificates in
                        var description = CCurlMailServer(
                            url: url, requires_tls: server.requiresTLS, user: user, password: password,
                            certificates: certificates, timeout: milliseconds)
                        return body(&description)
                    }
                }
            }
        }
    }

    /// The last day of a web server's certificate, as libcurl says it: « Nov 22 12:00:00 2026 GMT ».
    func certificateEnd(
        _ url: String, certificates: String?
    ) -> (outcome: CCurlOutcome, end: String?, error: String) {
        var end: UnsafePointer<CChar>?
        let outcome = withOptionalCString(certificates) { ccurl_certificate_end(handle, url, $0, milliseconds, &end) }
        return (outcome, end.map { String(cString: $0) }, String(cString: ccurl_error(handle)))
    }

    /// - Parameter body: `nil` asks with GET.
    func http(
        _ url: String, headers: [String], body: [UInt8]?, certificates: String?
    ) -> (outcome: CCurlOutcome, answer: Answer, error: String) {
        let lines = headers.map { Array($0.utf8CString) }
        let outcome = withPointers(lines) { pointers in
            withOptionalCString(certificates) { certificates in
                if let body {
                    return ccurl_http(
                        handle, url, pointers, headers.count, body.isEmpty ? [0] : body, body.count, certificates,
                        milliseconds)
                }
                return ccurl_http(handle, url, pointers, headers.count, nil, 0, certificates, milliseconds)
            }
        }
        return (outcome, answer, String(cString: ccurl_error(handle)))
    }

    private var milliseconds: Int {
        Int(timeout.components.seconds) * 1_000 + Int(timeout.components.attoseconds / 1_000_000_000_000_000)
    }

    private var answer: Answer {
        var length = 0
        let bytes = ccurl_response(handle, &length)
        return Answer(
            status: ccurl_response_code(handle),
            body: Array(UnsafeBufferPointer(start: bytes, count: length)))
    }
}

private func withOptionalCString<Value>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Value) -> Value {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
}

/// Calls the body with a pointer to each line; they hold during the call.
private func withPointers<Value>(
    _ lines: [[CChar]], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
) -> Value {
    func descend(_ index: Int, _ pointers: [UnsafePointer<CChar>?]) -> Value {
        guard index < lines.count else { return (pointers + [nil]).withUnsafeBufferPointer { body($0.baseAddress!) } }
        return lines[index].withUnsafeBufferPointer { descend(index + 1, pointers + [$0.baseAddress]) }
    }
    return descend(0, [])
}
