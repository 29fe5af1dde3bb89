/// The methods that a browser's pages use. Anything else is answered 405.
enum Method: String, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
}

/// One HTTP request, whichever way it came: nothing after the gateway can tell FastCGI from CGI.
struct Request: Sendable {
    /// As sent; ``method`` is `nil` for those that no page answers.
    var methodName: String
    /// Path of the address as sent, percent-decoded where it must be by ``Route``; without the query.
    var path: String
    var query: Fields
    var body: [UInt8]
    var contentType: String
    /// Raw value of the `Cookie` header.
    var cookieHeader: String
    /// `Host` header, as the browser sent it.
    var host: String
    var origin: String?
    var isSecure: Bool
    /// Address of the browser, as the web server saw it.
    var remoteAddress: String
    var userAgent: String
    /// Set by htmx and by our own scripts: answer with the bare fragment.
    var wantsFragment: Bool
    /// The page of the site that includes ours, if one asks; see ``Embedding``.
    var embedding: Embedding?
    var ifNoneMatch: String
    var rangeHeader: String
    /// The content that `Range` is about, if the browser says so.
    var ifRange: String
    /// The form token of a script that sends no form: `CLO-Jeton`. Other sites cannot set it (CORS).
    var tokenHeader: String?
    /// What a proxy on the way says of the request as it came to it. Anybody can send these: see ``ForwardedRequest``.
    var forwarded = ForwardedHeaders()
    /// The folder that the web server serves, if it says so.
    var documentRoot: String?

    var method: Method? { Method(rawValue: methodName) }

    /// The first cookie of that name (the browser sends the one with the longest path first).
    func cookie(_ name: String) -> String? {
        for piece in cookieHeader.utf8.split(separator: UInt8(ascii: ";")) {
            let pair = piece.drop(while: { $0 == UInt8(ascii: " ") })
            guard pair.starts(with: name.utf8) else { continue }
            let value = pair.dropFirst(name.utf8.count)
            if value.first == UInt8(ascii: "=") { return String(Substring(value.dropFirst())) }
        }
        return nil
    }

    /// The fields of the form that was posted; files among them are left aside, see ``files()``.
    /// - Throws: ``Refusal`` 415 when the body is of another type, ``BadRequest`` when it cannot be read.
    func form() throws -> Fields {
        if let multipart = try multipart() { return multipart.fields }
        guard mediaType == "application/x-www-form-urlencoded" else { throw Refusal.unsupportedMediaType }
        return try Fields(urlEncoded: body)
    }

    private var mediaType: String {
        contentType.prefix(while: { $0 != ";" }).lowercased().filter { $0 != " " }
    }

    /// The files that were sent with the form.
    func files() throws -> [Multipart.File] {
        try multipart()?.files ?? []
    }

    /// The file that was chosen in this field of the form; `nil` when there is none.
    func file(_ field: String) throws -> Multipart.File? {
        try files().first { $0.field == field }
    }

    private func multipart() throws -> Multipart? {
        try Multipart.boundary(contentType: contentType).map { try Multipart(body: body, boundary: $0) }
    }
}

// MARK: The address

extension Request {
    /// Path and query of a request's target, decoded; `nil` when they cannot be read.
    static func taken(apart target: String) -> (path: String, query: Fields)? {
        let halves = target.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = PercentEncoding.decode(pathPart(halves[0]), plusIsSpace: false),
            // A query that cannot be read is told as such.
            let query = try? Fields(urlEncoded: halves.count == 2 ? halves[1] : halves[0].prefix(0))
        else { return nil }
        return (path, query)
    }

    /// The target is the path as sent; some clients send it with scheme and host.
    private static func pathPart(_ target: Substring.UTF8View) -> Substring.UTF8View {
        let text = Substring(target)
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            let afterScheme = text.dropFirst(scheme.count)
            return afterScheme[(afterScheme.firstIndex(of: "/") ?? afterScheme.endIndex)...].utf8
        }
        return target
    }
}
