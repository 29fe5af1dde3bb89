import CLOSecurity
import CLOStore

/// What a proxy, or a page of the site that fetches ours, says of the request that it passes on.
struct ForwardedHeaders: Sendable {
    /// `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host`: of several, separated by commas, the last one was
    /// added by whoever is nearest to us.
    var addresses = ""
    var scheme = ""
    var host = ""
    /// `CLO-Relais`: the secret that a relay proves itself by.
    var relaySecret = ""
    /// `CLO-Adresse`: path and query as the relay was asked for them. Its visitors see these, not where it asks us.
    var target = ""

    init() {}

    /// - Parameter parameter: a CGI variable.
    init(_ parameter: (String) -> String?) {
        addresses = parameter("HTTP_X_FORWARDED_FOR") ?? ""
        scheme = parameter("HTTP_X_FORWARDED_PROTO") ?? ""
        host = parameter("HTTP_X_FORWARDED_HOST") ?? ""
        relaySecret = parameter("HTTP_CLO_RELAIS") ?? ""
        target = parameter("HTTP_CLO_ADRESSE") ?? ""
    }
}

/// A request that may have come by way of others. They are believed only if the configuration says so: anybody can
/// send such headers, and with them escape the counting of sign-in tries, or claim a secure connection.
struct ForwardedRequest {
    private let request: Request
    private let settings: WebSettings

    init(_ request: Request, _ settings: WebSettings) {
        self.request = request
        self.settings = settings
    }

    /// - Returns: `nil` when a relay that is believed names an address that cannot be read.
    var asTheBrowserSentIt: Request? {
        let isRelayed = isFromRelay
        guard isRelayed || isProxy(request.remoteAddress) else { return request }
        let headers = request.forwarded
        var original = request
        original.remoteAddress = originalAddress
        if let scheme = lastItem(headers.scheme) { original.isSecure = scheme.lowercased() == "https" }
        if let host = lastItem(headers.host) { original.host = host }
        if isRelayed && !headers.target.isEmpty {
            guard let (path, query) = Request.taken(apart: headers.target) else { return nil }
            original.path = path
            original.query = query
        }
        return original
    }

    private var isFromRelay: Bool {
        guard let secret = settings.relaySecret, !request.forwarded.relaySecret.isEmpty else { return false }
        // Digests are of one length, so that not even the secret's is told by the time this takes.
        return Digest.areEqual(
            Digest.sha256(Array(secret.utf8)), Digest.sha256(Array(request.forwarded.relaySecret.utf8)))
    }

    private func isProxy(_ address: String) -> Bool {
        settings.proxies.contains { $0.contains(address) }
    }

    /// From the nearest to the farthest, the first that is none of our proxies. What stands farther away, anybody may
    /// have written.
    private var originalAddress: String {
        var nearest = request.remoteAddress
        for item in request.forwarded.addresses.split(separator: ",").reversed() {
            let address = String(item.filter { $0 != " " && $0 != "\t" })
            guard AddressRange.isAddress(address) else { break }
            nearest = address
            guard isProxy(address) else { break }
        }
        return nearest
    }

    private func lastItem(_ list: String) -> String? {
        guard let last = list.split(separator: ",").last else { return nil }
        let item = last.filter { $0 != " " && $0 != "\t" }
        return item.isEmpty ? nil : item
    }
}
