/// What is sent back. The gateway writes it; nothing else knows how.
struct Response: Sendable {
    var status: Status
    var headers: [(name: String, value: String)] = []
    var body: Body = .empty

    enum Body: Sendable {
        case empty
        case html(HTML)
        case bytes([UInt8], type: String)
        /// The whole of the file, or the part that was asked for.
        case file(OpenFile, type: String, part: Range<Int>)
        /// Made while it is sent, of a length that nobody knows before.
        case pieces(PieceSource, type: String)
    }

    enum Status: Int, Sendable {
        case ok = 200
        case noContent = 204
        case partialContent = 206
        case seeOther = 303
        case notModified = 304
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case conflict = 409
        case contentTooLarge = 413
        case unsupportedMediaType = 415
        case rangeNotSatisfiable = 416
        case unprocessable = 422
        case tooManyRequests = 429
        case internalError = 500
        case unavailable = 503
        case insufficientStorage = 507

        var reason: String {
            switch self {
            case .ok: return "OK"
            case .noContent: return "No Content"
            case .partialContent: return "Partial Content"
            case .seeOther: return "See Other"
            case .notModified: return "Not Modified"
            case .badRequest: return "Bad Request"
            case .unauthorized: return "Unauthorized"
            case .forbidden: return "Forbidden"
            case .notFound: return "Not Found"
            case .methodNotAllowed: return "Method Not Allowed"
            case .conflict: return "Conflict"
            case .contentTooLarge: return "Content Too Large"
            case .unsupportedMediaType: return "Unsupported Media Type"
            case .rangeNotSatisfiable: return "Range Not Satisfiable"
            case .unprocessable: return "Unprocessable Content"
            case .tooManyRequests: return "Too Many Requests"
            case .internalError: return "Internal Server Error"
            case .unavailable: return "Service Unavailable"
            case .insufficientStorage: return "Insufficient Storage"
            }
        }
    }

    static func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [("Location", path)])
    }

    func adding(_ name: String, _ value: String) -> Response {
        var response = self
        response.headers.append((name, value))
        return response
    }

    func setting(_ cookie: Cookie) -> Response {
        adding("Set-Cookie", cookie.header)
    }
}

/// A cookie that we set. Always HttpOnly and SameSite=Lax, for the whole host; Secure under HTTPS.
///
/// One path for both doors: an employee who follows a client's link is recognised. The `__Host-` prefix, which
/// needs `Path=/`, keeps other host names of the domain from planting one (ASVS 3.4.4, preferred to 3.4.5).
struct Cookie: Sendable {
    enum Name: String, Sendable {
        /// The session's token.
        case session = "clo_session"
        /// Before signing in: the secret that the sign-in form's token is derived from.
        case visit = "clo_visite"
        /// A password was right; a one-time code is still to come.
        case step = "clo_etape"
        /// A browser that has signed in before.
        case device = "clo_appareil"
        /// The reading order that was chosen.
        case order = "clo_ordre"
        /// What has just been done, said once on the next page.
        case notice = "clo_avis"
        /// The key of the installation was right.
        case installation = "clo_installation"

        func onTheWire(isSecure: Bool) -> String {
            isSecure ? "__Host-" + rawValue : rawValue
        }
    }

    var name: Name
    /// Characters of base64url, dots and digits only.
    var value: String
    /// `nil`: until the browser is closed. Zero: removed now.
    var lifetime: Duration?
    var isSecure: Bool

    var header: String {
        var header = "\(name.onTheWire(isSecure: isSecure))=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let lifetime { header += "; Max-Age=\(lifetime.components.seconds)" }
        if isSecure { header += "; Secure" }
        return header
    }
}

extension Request {
    func cookie(_ name: Cookie.Name) -> String? {
        cookie(name.onTheWire(isSecure: isSecure))
    }
}

/// A request that is turned away: the status and, in the page made for it, a French sentence.
enum Refusal: Error, Hashable {
    case notFound
    case forbidden
    case methodNotAllowed(allowed: [Method])
    case tooLarge
    case unsupportedMediaType
    /// Nobody is signed in, or no longer.
    case signInNeeded
    /// The form's CSRF token is missing, of another session, or it came from another site.
    case formExpired(mayResend: Bool)
}

/// What is made piece by piece while it is being sent, so that its size does not matter to memory.
///
/// Unchecked: it holds the process's one database connection, and the process has no second thread.
final class PieceSource: @unchecked Sendable {
    private let next: () throws -> [UInt8]?

    /// - Parameter next: the following piece; `nil` after the last.
    init(_ next: @escaping () throws -> [UInt8]?) {
        self.next = next
    }

    /// - Parameter send: answers whether the receiver is still there.
    func forEachPiece(_ send: (UnsafeRawBufferPointer) -> Bool) throws {
        while let piece = try next() {
            guard piece.withUnsafeBytes(send) else { return }
        }
    }
}
