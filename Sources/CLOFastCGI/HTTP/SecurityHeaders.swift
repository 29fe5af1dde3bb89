/// The headers that every answer carries (decisions of the security checklist; ASVS 14.4).
enum SecurityHeaders {
    static let pagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
        + "worker-src 'self'"

    /// For photos and documents, which are never pages.
    static let documentPolicy = "sandbox; default-src 'none'"

    /// For documents that the browser shows in its own viewer, which a sandbox would keep from working. The viewer's
    /// frame has styles of its own; a document of ours has nothing else that a policy could allow.
    static let printedPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"

    private static let standard: [(name: String, value: String)] = [
        ("Content-Security-Policy", pagePolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
        ("Cache-Control", "private, no-store"),
    ]

    private static let standardUnderHTTPS = standard + [("Strict-Transport-Security", "max-age=31536000")]

    /// What the response says itself has precedence.
    static func added(to response: Response, isSecure: Bool) -> Response {
        let standard = isSecure ? standardUnderHTTPS : standard
        var response = response
        let given = response.headers
        if given.isEmpty {
            response.headers = standard
        } else {
            response.headers.reserveCapacity(given.count + standard.count)
            for header in standard where !given.contains(where: { $0.name == header.name }) {
                response.headers.append(header)
            }
        }
        return response
    }
}
