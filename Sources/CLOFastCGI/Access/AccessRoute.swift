import CLOModel

/// The map of all that is about getting in and staying safe, the same behind both doors.
enum AccessRoute: Hashable, Sendable {
    /// « Mot de passe oublié ».
    case forgotten
    /// « Première connexion »: an identifier and the code of a card, for those without e-mail.
    case firstSignIn
    /// Where a link that was sent leads. `token` is text of the address; whether it is one is seen when it is used.
    case link(token: String)
    /// The one-time code that follows a right password.
    case secondFactor
    /// The password once more before something that matters. `returnTo` is a path of ours.
    case identity(returnTo: String?)
    /// « Sécurité »: password, sessions, one-time codes.
    case security
    /// Ends one of one's own sessions, or all the others.
    case endSessions
    /// Sets one-time codes up.
    case oneTimeCodes
    case removeOneTimeCodes
    /// New recovery codes in place of the former.
    case recoveryCodes
}

// MARK: - Printing

extension AccessRoute {
    /// Below `/compte-client/` or `/admin/`.
    var relativePath: String {
        switch self {
        case .forgotten: return "mot-de-passe-oublie"
        case .firstSignIn: return "premiere-connexion"
        case .link(let token): return "acces/\(token)"
        case .secondFactor: return "connexion/code"
        case .identity(let returnTo): return "identite" + Route.query([("retour", returnTo)])
        case .security: return "securite"
        case .endSessions: return "securite/sessions"
        case .oneTimeCodes: return "securite/codes"
        case .removeOneTimeCodes: return "securite/codes/desactiver"
        case .recoveryCodes: return "securite/codes/secours"
        }
    }
}

// MARK: - Parsing

extension AccessRoute {
    /// - Parameter pieces: of the path after the door.
    /// - Returns: `nil` when there is no such page.
    init?(_ pieces: [String], _ query: Fields) throws {
        switch pieces {
        case ["mot-de-passe-oublie"]: self = .forgotten
        case ["premiere-connexion"]: self = .firstSignIn
        case ["connexion", "code"]: self = .secondFactor
        case ["identite"]: self = .identity(returnTo: try query.optional("retour"))
        case ["securite"]: self = .security
        case ["securite", "sessions"]: self = .endSessions
        case ["securite", "codes"]: self = .oneTimeCodes
        case ["securite", "codes", "desactiver"]: self = .removeOneTimeCodes
        case ["securite", "codes", "secours"]: self = .recoveryCodes
        case _ where pieces.count == 2 && pieces[0] == "acces":
            guard Route.isFileName(pieces[1]) else { return nil }
            self = .link(token: pieces[1])
        default: return nil
        }
    }
}

// MARK: - Safety

extension AccessRoute {
    /// No default: a new page must say.
    func access(_ area: Area) -> Route.Access {
        switch self {
        case .forgotten, .firstSignIn, .link, .secondFactor: return .everyone
        case .identity, .security, .endSessions, .oneTimeCodes, .removeOneTimeCodes, .recoveryCodes:
            return area == .office ? .employees : .signedIn
        }
    }

    var methods: [Method] {
        switch self {
        case .security: return [.get]
        case .endSessions, .recoveryCodes: return [.post]
        case .forgotten, .firstSignIn, .link, .secondFactor, .identity, .oneTimeCodes, .removeOneTimeCodes:
            return [.get, .post]
        }
    }

    var needsRecentAuthentication: Bool {
        switch self {
        case .forgotten, .firstSignIn, .link, .secondFactor, .identity, .security: return false
        case .endSessions, .oneTimeCodes, .removeOneTimeCodes, .recoveryCodes: return true
        }
    }
}
