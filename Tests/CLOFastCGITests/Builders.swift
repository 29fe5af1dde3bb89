import CLOModel

@testable import CLOFastCGI

extension WorksiteCode {
    /// `CH-2026-014`, the code that the specification gives as an example.
    static let example: WorksiteCode = {
        guard let code = WorksiteCode("CH-2026-014") else { preconditionFailure("the example is a code") }
        return code
    }()
}

extension Request {
    /// A request with nothing in it but what is said.
    static func sample(
        _ method: String = "GET", path: String = "/compte-client/", query: Fields = Fields(), body: String = "",
        contentType: String = "application/x-www-form-urlencoded", cookies: String = "", isSecure: Bool = false
    ) -> Request {
        Request(
            methodName: method, path: path, query: query, body: Array(body.utf8), contentType: contentType,
            cookieHeader: cookies, host: "clo.example", origin: nil, isSecure: isSecure, remoteAddress: "192.0.2.7",
            userAgent: "essai", wantsFragment: false, embedding: nil, ifNoneMatch: "", rangeHeader: "", ifRange: "",
            tokenHeader: nil)
    }
}

extension Fields {
    init(text: String) throws {
        try self.init(urlEncoded: text.utf8)
    }
}

extension Route {
    /// The route of an address as a browser would send it: path and query, taken apart as the gateway does.
    static func of(_ address: String) throws -> Route? {
        let halves = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = PercentEncoding.decode(halves[0].utf8, plusIsSpace: false) else { return nil }
        return try Route(path: path, query: try Fields(text: halves.count == 2 ? String(halves[1]) : ""))
    }
}
