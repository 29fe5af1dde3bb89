import CLOModel
import CLOSecurity
import CLOStore

/// From a right password to a session: by way of a one-time code for whoever has a second factor, or must have one.
enum Admission {
    /// - Parameters:
    ///   - knownDevice: the browser's token when it has signed in to this account before.
    ///   - form: what was posted: where to go afterwards, and what was being written when a session expired.
    static func admit(
        _ credentials: AccountStore.Credentials, knownDevice: SecretToken?, _ visitor: Visitor, _ area: Area,
        _ form: Fields
    ) throws -> Response {
        let hasCodes = try visitor.store.oneTimeCodes.state(of: credentials.account).isEnabled
        guard try hasCodes || needsCodes(credentials.role, visitor) else {
            return try begin(credentials, knownDevice: knownDevice, visitor, area, form)
        }
        let step = SecretToken()
        try visitor.store.steps.begin(
            step, for: credentials.account, isKnownDevice: knownDevice != nil, at: visitor.now)
        return try SecondFactor.ask(visitor, area, step, form).setting(
            Cookie(
                name: .step, value: step.text, lifetime: StepStore.lifetime, isSecure: visitor.request.isSecure))
    }

    /// ASVS 4.3.1: administrators always, but on a demonstration, whose password everybody knows; employees when an
    /// administrator has said so; clients as they like.
    static func needsCodes(_ role: Role, _ actor: some Actor) throws -> Bool {
        guard case .employee(let isAdministrator) = role else { return false }
        if isAdministrator && !actor.responder.configuration.allowsDemo { return true }
        return try actor.store.settings.settings().employeesNeedOneTimeCodes
    }

    /// A new session under a new token, whatever the browser held before (ASVS 3.2.1).
    static func begin(
        _ credentials: AccountStore.Credentials, knownDevice: SecretToken?, _ visitor: Visitor, _ area: Area,
        _ form: Fields
    ) throws -> Response {
        guard let opened = try open(credentials, knownDevice: knownDevice, visitor) else {
            return try SignIn.refused(
                visitor, area, form, .unprocessable, "Votre mot de passe vient d’être changé. Saisissez le nouveau.")
        }
        let response: Response
        if let kept = KeptForm(carriedBy: form) {
            response = SignIn.resume(kept, visitor, opened.token, credentials.role)
        } else {
            response = .redirect(to: SignIn.destination(try form.optional("retour"), credentials.role))
        }
        return opened.cookies.reduce(response) { $0.setting($1) }
    }

    struct Opened {
        let token: SecretToken
        let cookies: [Cookie]
    }

    /// - Returns: `nil` when the password was changed, or the account suspended, since it was looked at.
    static func open(
        _ credentials: AccountStore.Credentials, knownDevice: SecretToken?, _ visitor: Visitor
    ) throws -> Opened? {
        let request = visitor.request
        if let former = request.cookie(.session).flatMap({ SecretToken($0) }) {
            try visitor.store.sessions.end(former)
        }
        let token = SecretToken()
        guard
            try visitor.store.sessions.begin(
                for: credentials.account, role: credentials.role, knowing: credentials.passwordHash, token: token,
                address: request.remoteAddress.bounded(45), userAgent: request.userAgent.bounded(255), at: visitor.now)
        else { return nil }
        let isNews = try knownDevice == nil && visitor.store.sessions.hasKnownDevice(credentials.account)
        let device = knownDevice ?? SecretToken()
        try visitor.store.sessions.remember(device: device, of: credentials.account, at: visitor.now)
        try visitor.store.journal.record(
            .init(
                .signIn, by: credentials.account, on: credentials.account,
                detail: isNews ? "nouvel appareil" : nil), at: visitor.now)
        if isNews {
            try visitor.tell(
                .newDevice(DeviceName.french(userAgent: request.userAgent)), credentials.account)
        }
        return Opened(
            token: token,
            cookies: [
                Cookie(
                    name: .session, value: token.text, lifetime: SessionStore.Limits.of(credentials.role).absolute,
                    isSecure: request.isSecure),
                Cookie(name: .device, value: device.text, lifetime: .days(365), isSecure: request.isSecure),
                Cookie(name: .visit, value: "", lifetime: .zero, isSecure: request.isSecure),
                Cookie(name: .step, value: "", lifetime: .zero, isSecure: request.isSecure),
            ])
    }
}
