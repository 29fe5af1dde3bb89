import CLOModel
import CLOSecurity
import CLOStore

/// Signing in by identifier and password (S9).
enum SignIn {
    static func show(_ visitor: Visitor, _ area: Area, returnTo: String?, viewer: Viewer?) throws -> Response {
        if let viewer { return .redirect(to: destination(returnTo, viewer.role)) }
        let visit = visit(of: visitor.request)
        let model = SignInPage.Model(
            area: area, formTokens: FormTokens.html(for: visit.token), returnTo: returnTo.flatMap(ownPath))
        return answer(visitor, model, visit, .ok)
    }

    static func submit(_ visitor: Visitor, _ area: Area) throws -> Response {
        let form = try visitor.request.form()
        guard let token = visitor.request.cookie(.visit).flatMap({ SecretToken($0) }) else {
            return try refused(
                visitor, area, form, .forbidden,
                "Votre navigateur n’a pas gardé le témoin de connexion (cookie). Réessayez.")
        }
        do {
            try visitor.exchange.checkOriginAndToken(of: token)
        } catch Refusal.formExpired {
            return try refused(
                visitor, area, form, .forbidden, "La page était ouverte depuis trop longtemps. Réessayez.")
        }
        let typedName = try form.required("identifiant")
        let password = try form.required("mot_de_passe")
        switch try Attempt(visitor: visitor, typedName: typedName, password: password).run() {
        case .accepted(let credentials, let device):
            return try begin(visitor, area, credentials, device, form)
        case .wait(let until):
            let seconds = (until.milliseconds - visitor.now.milliseconds + 999) / 1_000
            let response = try refused(
                visitor, area, form, .tooManyRequests,
                "Trop d’essais. Réessayez dans \(spelledOut(seconds: Int(seconds))), ou appelez-nous.")
            return response.adding("Retry-After", "\(seconds)")
        case .refused:
            return try refused(
                visitor, area, form, .unprocessable,
                "Identifiant ou mot de passe incorrect. Vérifiez les majuscules, puis réessayez.")
        }
    }

    /// A new session under a new token, whatever the browser held before (ASVS 3.2.1).
    private static func begin(
        _ visitor: Visitor, _ area: Area, _ credentials: AccountStore.Credentials, _ device: SecretToken, _ form: Fields
    ) throws -> Response {
        let request = visitor.request
        if let former = request.cookie(.session).flatMap({ SecretToken($0) }) {
            try visitor.store.sessions.end(former)
        }
        let token = SecretToken()
        guard
            try visitor.store.sessions.begin(
                for: credentials.account, role: credentials.role, knowing: credentials.passwordHash, token: token,
                address: request.remoteAddress.bounded(45), userAgent: request.userAgent.bounded(255), at: visitor.now)
        else {
            return try refused(
                visitor, area, form, .unprocessable, "Votre mot de passe vient d’être changé. Saisissez le nouveau.")
        }
        try visitor.store.sessions.remember(device: device, of: credentials.account, at: visitor.now)
        let cookies = [
            Cookie(
                name: .session, value: token.text, lifetime: SessionStore.Limits.of(credentials.role).absolute,
                isSecure: request.isSecure),
            Cookie(name: .device, value: device.text, lifetime: .days(365), isSecure: request.isSecure),
            Cookie(name: .visit, value: "", lifetime: .zero, isSecure: request.isSecure),
        ]
        let response: Response
        if let kept = KeptForm(carriedBy: form) {
            response = resume(kept, visitor, token, credentials.role)
        } else {
            response = .redirect(to: destination(try form.optional("retour"), credentials.role))
        }
        return cookies.reduce(response) { $0.setting($1) }
    }

    /// What was being sent when the session had expired, ready to be sent again (B4).
    private static func resume(_ kept: KeptForm, _ visitor: Visitor, _ token: SecretToken, _ role: Role) -> Response {
        let submission = kept.fields.first { $0.name == "envoi" }?.value
        let model = MessagePage.Model(
            area: role.isEmployee ? .office : .client, viewer: nil,
            formTokens: FormTokens.html(for: token, submission: submission), title: "Vous revoilà",
            sentences: ["Votre texte est conservé ci-dessous. Relisez-le, puis envoyez-le."], reference: nil,
            kept: KeptForm(action: kept.action, fields: kept.fields.filter { $0.name != "envoi" }),
            links: [.init(label: "Ne pas l’envoyer", route: .home(role.isEmployee ? .office : .client))])
        return visitor.page(MessagePage.page(model))
    }

    /// The same page again, with what was typed but for the password.
    private static func refused(
        _ visitor: Visitor, _ area: Area, _ form: Fields, _ status: Response.Status, _ sentence: String
    ) throws -> Response {
        let visit = visit(of: visitor.request)
        let model = SignInPage.Model(
            area: area, formTokens: FormTokens.html(for: visit.token),
            typedName: try form.optional("identifiant") ?? "",
            error: sentence, returnTo: try form.optional("retour").flatMap(ownPath), kept: KeptForm(carriedBy: form))
        return answer(visitor, model, visit, status)
    }

    private static func answer(
        _ visitor: Visitor, _ model: SignInPage.Model, _ visit: Visit, _ status: Response.Status
    ) -> Response {
        let response = visitor.page(SignInPage.page(model), status: status)
        return visit.cookie.map(response.setting) ?? response
    }

    // MARK: Before there is a session

    /// The secret behind the sign-in form's token, for a browser that is not signed in.
    struct Visit {
        let token: SecretToken
        /// To be set when the browser has none yet.
        let cookie: Cookie?
    }

    static func visit(of request: Request) -> Visit {
        if let known = request.cookie(.visit).flatMap({ SecretToken($0) }) { return Visit(token: known, cookie: nil) }
        let token = SecretToken()
        return Visit(
            token: token, cookie: Cookie(name: .visit, value: token.text, lifetime: nil, isSecure: request.isSecure))
    }

    // MARK: Where to go

    private static func destination(_ returnTo: String?, _ role: Role) -> String {
        returnTo.flatMap(ownPath) ?? Route.home(role.isEmployee ? .office : .client).path
    }

    /// ASVS 5.1.5: only to addresses of our own map, never to another site.
    static func ownPath(_ path: String) -> String? {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy({ (33...126).contains($0) && $0 != 92 }) else {
            return nil
        }
        let halves = path.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let decoded = PercentEncoding.decode(halves[0], plusIsSpace: false),
            // An address that cannot be read is not one of ours.
            let query = try? Fields(urlEncoded: halves.count == 2 ? halves[1] : halves[0].prefix(0)),
            let route = try? Route(path: decoded, query: query), route.access != .everyone
        else { return nil }
        return path
    }

    private static func spelledOut(seconds: Int) -> String {
        if seconds < 60 { return "\(seconds)\u{A0}secondes" }
        let minutes = (seconds + 59) / 60
        if minutes < 60 { return minutes == 1 ? "une minute" : "\(minutes)\u{A0}minutes" }
        let hours = (minutes + 59) / 60
        return hours == 1 ? "une heure" : "\(hours)\u{A0}heures"
    }
}

/// One try at a password: counted first, then looked at; as slow for an unknown identifier as for a known one.
private struct Attempt {
    let visitor: Visitor
    let typedName: String
    let password: String

    enum Outcome {
        case accepted(AccountStore.Credentials, device: SecretToken)
        case refused
        case wait(until: Instant)
    }

    func run() throws -> Outcome {
        let pepper = visitor.responder.configuration.pepper
        let name = SignInName(typedName)
        let credentials = try name.flatMap { try visitor.store.accounts.credentials(of: $0) }
        let device = try knownDevice(of: credentials?.account)
        let subjects = subjects(name: name, device: device)
        if let until = try visitor.store.throttle.registerTry(subjects, at: visitor.now) {
            log("sign-in-throttled", credentials)
            return .wait(until: until)
        }
        guard let credentials, let hash = credentials.passwordHash,
            password.utf8.count <= 4 * PasswordPolicy.maximumLength
        else {
            PasswordHash.spendTime(on: String(password.prefix(PasswordPolicy.maximumLength)), pepper: pepper)
            log("sign-in-refused", credentials)
            return .refused
        }
        guard hash.matches(password, pepper: pepper), !credentials.isSuspended else {
            log("sign-in-refused", credentials)
            return .refused
        }
        try visitor.store.throttle.forgive(subjects)
        log("sign-in", credentials)
        return .accepted(try refreshed(credentials, hash, pepper), device: device ?? SecretToken())
    }

    /// ASVS 6.2.4: a hash made at an earlier cost is made anew while the password is at hand.
    private func refreshed(
        _ credentials: AccountStore.Credentials, _ hash: PasswordHash, _ pepper: [UInt8]
    ) throws -> AccountStore.Credentials {
        guard hash.cost != .standard else { return credentials }
        try visitor.store.accounts.refreshHash(PasswordHash(password, pepper: pepper), of: credentials.account)
        return try visitor.store.accounts.credentials(of: credentials.account) ?? credentials
    }

    private func knownDevice(of account: Account.ID?) throws -> SecretToken? {
        guard let account, let device = visitor.request.cookie(.device).flatMap({ SecretToken($0) }),
            try visitor.store.sessions.isKnown(device: device, of: account)
        else { return nil }
        return device
    }

    private func subjects(name: SignInName?, device: SecretToken?) -> [ThrottleStore.Subject] {
        var subjects: [ThrottleStore.Subject] = [.network(NetworkPrefix(visitor.request.remoteAddress).description)]
        if let device {
            subjects.append(.device(device))
        } else if let name {
            subjects.append(.identifier(name))
        }
        return subjects
    }

    /// An identifier that nobody has may be a password typed in the wrong field: it is not logged.
    private func log(_ event: StaticString, _ credentials: AccountStore.Credentials?) {
        Log.write(
            event,
            [
                "account": credentials.map { "\($0.account.rawValue)" } ?? "unknown",
                "address": visitor.request.remoteAddress,
            ])
    }
}

extension String {
    /// No longer than the column that keeps it.
    func bounded(_ length: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(length)))
    }
}
