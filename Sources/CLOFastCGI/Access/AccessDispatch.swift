import CLOModel

/// From a route of access to the one action that serves it.
enum AccessDispatch {
    /// For pages that are open to everyone; `nil` for the others.
    static func respond(to route: AccessRoute, _ area: Area, _ visitor: Visitor) throws -> Response? {
        switch route {
        case .forgotten:
            return try visitor.isPost
                ? ForgottenPassword.submit(visitor, area) : ForgottenPassword.show(visitor, area)
        case .firstSignIn:
            return try visitor.isPost ? FirstSignIn.submit(visitor, area) : FirstSignIn.show(visitor, area)
        case .link(let token):
            return try visitor.isPost
                ? AccessLink.submit(visitor, area, token) : AccessLink.show(visitor, area, token)
        case .secondFactor:
            return try visitor.isPost ? SecondFactor.submit(visitor, area) : SecondFactor.show(visitor, area)
        case .identity, .security, .endSessions, .oneTimeCodes, .removeOneTimeCodes, .recoveryCodes: return nil
        }
    }

    static func respond(to route: AccessRoute, _ area: Area, _ person: SignedIn) throws -> Response {
        switch route {
        case .identity(let returnTo):
            return try person.isPost
                ? Identity.submit(person, area) : Identity.show(person, area, returnTo: returnTo)
        case .security: return try Security.show(person, area)
        case .endSessions: return try Security.endSessions(person, area)
        case .oneTimeCodes:
            return try person.isPost ? OneTimeCodes.submit(person, area) : OneTimeCodes.show(person, area)
        case .removeOneTimeCodes:
            return try person.isPost ? RemoveOneTimeCodes.submit(person, area) : RemoveOneTimeCodes.show(person, area)
        case .recoveryCodes: return try RecoveryCodes.submit(person, area)
        case .forgotten, .firstSignIn, .link, .secondFactor: throw Refusal.notFound
        }
    }
}
