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
        let visitorForm = try VisitorForm(visitor)
        let form = visitorForm.fields
        if let objection = visitorForm.objection {
            return try refused(visitor, area, form, .forbidden, objection)
        }
        let typedName = try form.required("identifiant")
        let password = try form.required("mot_de_passe")
        switch try Attempt(visitor: visitor, typedName: typedName, password: password).run() {
        case .accepted(let credentials, let knownDevice):
            return try Admission.admit(credentials, knownDevice: knownDevice, visitor, area, form)
        case .wait(let until):
            let response = try refused(
                visitor, area, form, .tooManyRequests, waitSentence(until, visitor.now))
            return response.adding("Retry-After", "\(seconds(until, visitor.now))")
        case .refused:
            return try refused(
                visitor, area, form, .unprocessable,
                "Identifiant ou mot de passe incorrect. Vérifiez les majuscules, puis réessayez.")
        }
    }

    /// What was being sent when the session had expired, ready to be sent again (B4).
    static func resume(_ kept: KeptForm, _ visitor: Visitor, _ token: SecretToken, _ role: Role) -> Response {
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
    static func refused(
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

    static func destination(_ returnTo: String?, _ role: Role) -> String {
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

    /// How long the next try has to wait.
    static func waitSentence(_ until: Instant, _ now: Instant) -> String {
        "Trop d’essais. Réessayez dans \(spelledOut(seconds: seconds(until, now))), ou appelez-nous."
    }

    private static func seconds(_ until: Instant, _ now: Instant) -> Int {
        Int((until.milliseconds - now.milliseconds + 999) / 1_000)
    }

    /// The browser's token, when it has signed in to this account before.
    static func knownDevice(of account: Account.ID?, _ visitor: Visitor) throws -> SecretToken? {
        guard let account, let device = visitor.request.cookie(.device).flatMap({ SecretToken($0) }),
            try visitor.store.sessions.isKnown(device: device, of: account)
        else { return nil }
        return device
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
        case accepted(AccountStore.Credentials, knownDevice: SecretToken?)
        case refused
        case wait(until: Instant)
    }

    func run() throws -> Outcome {
        let pepper = visitor.responder.configuration.pepper
        let name = SignInName(typedName)
        let credentials = try name.flatMap { try visitor.store.accounts.credentials(of: $0) }
        let device = try SignIn.knownDevice(of: credentials?.account, visitor)
        let subjects = subjects(name: name, device: device)
        if let until = try visitor.store.throttle.registerTry(subjects, at: visitor.now) {
            log("sign-in-throttled", credentials)
            try visitor.store.journal.record(
                .init(.signInDelayed, by: nil, on: credentials?.account), atMostOnceIn: .minutes(15), at: visitor.now)
            return .wait(until: until)
        }
        guard let credentials, let hash = credentials.passwordHash,
            password.utf8.count <= 4 * PasswordPolicy.maximumLength
        else {
            PasswordHash.spendTime(on: String(password.prefix(PasswordPolicy.maximumLength)), pepper: pepper)
            try note("sign-in-refused", .signInRefused, credentials)
            return .refused
        }
        guard hash.matches(password, pepper: pepper), !credentials.isSuspended else {
            try note("sign-in-refused", .signInRefused, credentials)
            return .refused
        }
        try visitor.store.throttle.forgive(subjects)
        log("sign-in", credentials)
        return .accepted(try refreshed(credentials, hash, pepper), knownDevice: device)
    }

    /// ASVS 6.2.4: a hash made at an earlier cost is made anew while the password is at hand.
    private func refreshed(
        _ credentials: AccountStore.Credentials, _ hash: PasswordHash, _ pepper: [UInt8]
    ) throws -> AccountStore.Credentials {
        guard hash.cost != .standard else { return credentials }
        try visitor.store.accounts.refreshHash(PasswordHash(password, pepper: pepper), of: credentials.account)
        return try visitor.store.accounts.credentials(of: credentials.account) ?? credentials
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

    /// In the log, and in the journal as well.
    private func note(_ event: StaticString, _ kind: JournalKind, _ credentials: AccountStore.Credentials?) throws {
        log(event, credentials)
        try visitor.store.journal.record(.init(kind, by: nil, on: credentials?.account), at: visitor.now)
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
