import CLOModel
import CLOSecurity
import CLOStore

/// One request on its way: from its address to its answer. Session, role, permission, CSRF and the refusals are
/// dealt with here, before and around every action; no action can forget them.
struct Exchange {
    let request: Request
    let responder: Responder
    let now: Instant

    func answer() -> Response {
        var area = Area.client
        do {
            guard let route = try Route(path: request.path, query: request.query) else { throw Refusal.notFound }
            area = route.area
            return try respond(to: route)
        } catch let refusal as Refusal {
            return RefusalPages.response(to: refusal, self, area: area)
        } catch let bad as BadRequest {
            Log.write("request-refused", ["address": request.remoteAddress, "reason": bad.sentence])
            return RefusalPages.response(toBadRequest: bad, self, area: area)
        } catch {
            return RefusalPages.response(toFailure: error, self, area: area)
        }
    }

    private func respond(to route: Route) throws -> Response {
        guard let method = request.method, route.methods.contains(method == .head ? .get : method) else {
            throw Refusal.methodNotAllowed(allowed: route.methods)
        }
        responder.store.database.origin = .init(address: request.remoteAddress, userAgent: request.userAgent)
        // These answer while the database is away or empty, and so ask for no session.
        if case .installation(let route) = route {
            return try InstallationDispatch.respond(to: route, Visitor(exchange: self, isPost: method == .post))
        }
        if case .health = route { return ShowHealth.answer(responder, at: now) }
        let token = request.cookie(.session).flatMap { SecretToken($0) }
        if try token.map({ try hasNothingNew(route, $0) }) == true { return Response(status: .noContent) }
        let session = try token.flatMap { token in
            try responder.store.sessions.open(token, sheet: route.sheet?.code, at: now).map { (token, $0) }
        }
        let visitor = Visitor(exchange: self, isPost: method == .post)

        guard let (token, opened) = session else {
            guard route.access == .everyone else { throw Refusal.signInNeeded }
            return try Dispatch.respond(to: route, visitor, signedIn: nil)
        }
        let signedIn = SignedIn(
            exchange: self, viewer: opened.viewer, token: token,
            hasTypedPassword: opened.isAuthenticated(within: Identity.freshness, at: now), isPost: method == .post)
        switch route.access {
        case .everyone, .signedIn: break
        case .employees:
            guard opened.viewer.role.isEmployee else {
                logRefusal("access-refused", opened.viewer)
                throw Refusal.forbidden
            }
        case .administrators:
            guard opened.viewer.may(.administer) else {
                logRefusal("access-refused", opened.viewer)
                throw Refusal.forbidden
            }
        }
        if let action = route.sheet?.action(opened.sheet?.owner) ?? route.permission {
            switch opened.viewer.decision(on: action) {
            case .allowed: break
            case .forbidden:
                logRefusal("access-refused", opened.viewer)
                throw Refusal.forbidden
            case .notFound:
                logRefusal("object-refused", opened.viewer)
                throw Refusal.notFound
            }
        }
        if method == .post && route.access != .everyone { try checkOriginAndToken(of: token) }
        try keepAlive(token, opened, route)
        if route.needsRecentAuthentication && !signedIn.hasTypedPassword { return Identity.ask(signedIn, route) }
        // Daily messages become due without anybody doing anything: who arrives has them sent.
        if case .home = route { responder.noteNews() }
        if method == .post { responder.noteNews() }
        return try Dispatch.respond(to: route, visitor, signedIn: (signedIn, opened.sheet))
    }

    /// A client's page asks whether anything has happened on his sheet, and nothing has. Everything else goes the long
    /// way, which also finds out why.
    private func hasNothingNew(_ route: Route, _ token: SecretToken) throws -> Bool {
        guard case .news(.client, let code, let since) = route,
            let owner = try responder.store.sessions.owner(token, of: code, stillAt: since, at: now)
        else { return false }
        return Viewer(account: owner, role: .client, name: "").may(.seeSheet(owner))
    }

    /// Pages keep a session alive; the polling of an open page does not, or no session would ever end.
    private func keepAlive(_ token: SecretToken, _ opened: SessionStore.Opened, _ route: Route) throws {
        if case .news = route { return }
        guard now.since(opened.seenAt) >= .minutes(1) else { return }
        try responder.store.sessions.touch(token, at: now)
    }

    /// ASVS 4.2.2, 13.2.3: a change comes from a form of ours, shown to this very session.
    func checkOriginAndToken(of token: SecretToken) throws {
        guard originIsOurs else {
            Log.write("csrf-origin", ["address": request.remoteAddress, "path": request.path])
            throw Refusal.formExpired(mayResend: false)
        }
        // A page of another site cannot set this header without asking us first, which no page of ours allows.
        guard let given = try request.tokenHeader ?? request.form().optional("jeton"), token.accepts(formToken: given)
        else {
            Log.write("csrf-token", ["address": request.remoteAddress, "path": request.path])
            throw Refusal.formExpired(mayResend: true)
        }
    }

    /// Browsers send `Origin` with every form that is posted; where it is missing (old ones), the token decides.
    private var originIsOurs: Bool {
        guard let origin = request.origin else { return true }
        return origin == "http://\(request.host)" || origin == "https://\(request.host)"
    }

    func logRefusal(_ event: StaticString, _ viewer: Viewer) {
        Log.write(
            event,
            [
                "account": "\(viewer.account.rawValue)", "address": request.remoteAddress,
                "method": request.methodName, "path": request.path,
            ])
    }
}

/// What any action has to work with.
protocol Actor {
    var exchange: Exchange { get }
    var isPost: Bool { get }
}

extension Actor {
    var request: Request { exchange.request }
    var responder: Responder { exchange.responder }
    var store: Store { exchange.responder.store }
    var now: Instant { exchange.now }

    func page(_ page: Page, status: Response.Status = .ok) -> Response {
        responder.response(page, status: status, to: request)
    }
}

/// Whoever asks, signed in or not.
struct Visitor: Actor {
    let exchange: Exchange
    let isPost: Bool
}

/// Somebody whose session holds, and whose post, if it is one, came from a form of ours.
struct SignedIn: Actor {
    let exchange: Exchange
    let viewer: Viewer
    let token: SecretToken
    /// A moment ago (``Identity``): asked by the guard for whole pages, by an action where it depends on what was typed.
    let hasTypedPassword: Bool
    let isPost: Bool

    /// The hidden fields of the forms on the page.
    func formTokens() -> HTML {
        FormTokens.html(for: token)
    }

    /// After a change: on to a page that says once what was done.
    func done(_ what: Notice.Kind, next: Route) -> Response {
        Response.redirect(to: next.path).setting(Notice(what, number: 1).cookie(isSecure: request.isSecure))
    }

    /// For what only shows once it was looked up: whose contract, whose data.
    /// - Throws: ``Refusal`` as the permission matrix has it.
    func require(_ action: Action) throws {
        switch viewer.decision(on: action) {
        case .allowed: return
        case .forbidden:
            exchange.logRefusal("access-refused", viewer)
            throw Refusal.forbidden
        case .notFound:
            exchange.logRefusal("object-refused", viewer)
            throw Refusal.notFound
        }
    }
}

/// Somebody who has been allowed to do on this sheet what the route says.
struct OnSheet: Actor {
    let signedIn: SignedIn
    let sheet: SessionStore.SheetGlimpse
    let area: Area

    var exchange: Exchange { signedIn.exchange }
    var isPost: Bool { signedIn.isPost }
    var viewer: Viewer { signedIn.viewer }
    var code: WorksiteCode { sheet.code }

    /// The door through which this viewer sees sheets, whichever he came in by.
    var ownArea: Area { viewer.role.isEmployee ? .office : .client }

    /// The author of what the viewer writes now.
    var author: Author {
        Author(account: viewer.account, name: viewer.name, isEmployee: viewer.role.isEmployee)
    }

    /// - Throws: ``BadRequest`` when the form's token is missing or is none of ours.
    func submission(_ form: Fields, _ content: [String]) throws -> Submission {
        let token = try form.required("envoi")
        guard (16...64).contains(token.utf8.count), token.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw BadRequest("Ce formulaire est incomplet. Rechargez la page puis recommencez.")
        }
        return Submission(token: token, account: viewer.account, content: [request.path] + content)
    }

    /// After a change: back to the sheet at the thing that was changed; to a script, where to find it.
    func changed(_ revision: ProgressSheet.Revision, at window: Route.SheetWindow, anchor: String) -> Response {
        if request.wantsFragment {
            return Response(
                status: .noContent, headers: [("CLO-Revision", "\(revision)"), ("CLO-Ancre", anchor)])
        }
        return .redirect(to: Route.sheet(ownArea, code, window).path(anchor: anchor))
    }
}

/// The two hidden fields that every form carries: `jeton` against forged posts, `envoi` against double ones.
enum FormTokens {
    /// - Parameter submission: the token of an earlier sending that is being repeated; a new one otherwise.
    static func html(for token: SecretToken, submission: String? = nil) -> HTML {
        let submission = submission ?? Base64URL.encode(Randomness.bytes(18))
        return """
            <input type="hidden" name="jeton" value="\(token.formToken())"><input type="hidden" name="envoi" value="\(submission)">
            """
    }
}
