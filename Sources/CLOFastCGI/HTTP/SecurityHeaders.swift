/// The headers that every answer carries (decisions of the security checklist; ASVS 14.4).
enum SecurityHeaders {
    static let pagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
        + "worker-src 'self'"

    /// For photos and documents, which are never pages.
    static let documentPolicy = "sandbox; default-src 'none'"

    static func added(to response: Response, isSecure: Bool) -> Response {
        var response = response
        let given = Set(response.headers.map(\.name))
        func add(_ name: String, _ value: String) {
            if !given.contains(name) { response.headers.append((name, value)) }
        }
        add("Content-Security-Policy", pagePolicy)
        add("X-Content-Type-Options", "nosniff")
        add("Referrer-Policy", "same-origin")
        add("Cross-Origin-Opener-Policy", "same-origin")
        add("Cross-Origin-Resource-Policy", "same-origin")
        add("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        add("Cache-Control", "private, no-store")
        if isSecure { add("Strict-Transport-Security", "max-age=31536000") }
        return response
    }
}
