import CLOModel
import CLOSecurity
import CLOStore

/// « Sécurité »: what guards one's account, and where it is open.
enum Security {
    static func show(_ person: SignedIn, _ area: Area) throws -> Response {
        let own: Area = person.viewer.role.isEmployee ? .office : .client
        guard area == own else { return .redirect(to: Route.access(own, .security).path) }
        let codes = try person.store.oneTimeCodes.state(of: person.viewer.account)
        let sessions = try person.store.sessions.own(of: person.viewer, present: person.token, at: person.now)
        return person.page(
            SecurityPage.page(
                .init(
                    area: own, viewer: person.viewer, formTokens: person.formTokens(),
                    passwordChangedAt: try person.store.accounts.passwordChangedAt(person.viewer.account),
                    codes: codes, codesAreRequired: try Admission.needsCodes(person.viewer.role, person),
                    sessions: sessions)))
    }

    /// Field `session`: the handle of one, or `autres`.
    static func endSessions(_ person: SignedIn, _ area: Area) throws -> Response {
        let which = try person.request.form().required("session")
        if which == "autres" {
            try person.store.sessions.endOthers(of: person.viewer, but: person.token, at: person.now)
        } else {
            guard try person.store.sessions.end(handle: which, of: person.viewer, at: person.now) else {
                // Ended meanwhile, which is what was wanted; or never one of the viewer's.
                return .redirect(to: Route.access(area, .security).path(anchor: "sessions"))
            }
        }
        Log.write("sessions-ended", ["account": "\(person.viewer.account.rawValue)"])
        return .redirect(to: Route.access(area, .security).path(anchor: "sessions"))
    }
}
