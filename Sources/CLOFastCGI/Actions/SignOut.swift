import CLOModel
import CLOStore

enum SignOut {
    /// Ends the session on the server, and has the browser forget the pages and photos that it kept (ASVS 3.3.1,
    /// 8.2.3). Drafts are cleared by our script: clearing all storage of the host name would take away what the
    /// rest of CLO's site keeps there.
    static func submit(_ person: SignedIn, _ area: Area) throws -> Response {
        try person.store.sessions.end(person.token)
        try person.store.journal.record(
            .init(.signOut, by: person.viewer.account, on: person.viewer.account), at: person.now)
        Log.write("sign-out", ["account": "\(person.viewer.account.rawValue)"])
        return Response.redirect(to: Route.signIn(area, returnTo: nil).path)
            .setting(Cookie(name: .session, value: "", lifetime: .zero, isSecure: person.request.isSecure))
            .adding("Clear-Site-Data", "\"cache\"")
    }
}
