import CLOModel
import CLOSecurity
import CLOStore

/// The one-time code after a right password; or, for whoever must have one-time codes and has none yet, their setting up.
enum SecondFactor {
    static func show(_ visitor: Visitor, _ area: Area) throws -> Response {
        guard let token = token(visitor), try visitor.store.steps.find(token, at: visitor.now) != nil else {
            return .redirect(to: Route.signIn(area, returnTo: nil).path)
        }
        return try ask(visitor, area, token, Fields())
    }

    /// The page that asks for the code.
    /// - Parameter form: the one that led here, with what it carries along.
    static func ask(
        _ visitor: Visitor, _ area: Area, _ token: SecretToken, _ form: Fields, error: String? = nil,
        status: Response.Status = .ok
    ) throws -> Response {
        guard let step = try visitor.store.steps.find(token, at: visitor.now) else { throw Refusal.signInNeeded }
        let returnTo = try form.optional("retour").flatMap(SignIn.ownPath)
        let kept = KeptForm(carriedBy: form)
        if try visitor.store.oneTimeCodes.state(of: step.account).isEnabled {
            return visitor.visitorPage(status: status) { tokens in
                SecondFactorPage.page(
                    .init(area: area, formTokens: tokens, error: error, returnTo: returnTo, kept: kept))
            }
        }
        let offer = try CodeOffer(form, bearer: token, configuration: visitor.responder.configuration)
        return visitor.visitorPage(status: status) { tokens in
            OneTimeCodesPage.page(
                .init(
                    area: area, viewer: nil, formTokens: tokens,
                    offer: .init(offer, issuer: "CLO", account: step.name.description), error: error,
                    action: .access(area, .secondFactor), isRequired: true, returnTo: returnTo, kept: kept))
        }
    }

    static func submit(_ visitor: Visitor, _ area: Area) throws -> Response {
        let form = try VisitorForm(visitor)
        guard let token = token(visitor), let step = try visitor.store.steps.find(token, at: visitor.now) else {
            return try SignIn.refused(
                visitor, area, form.fields, .unauthorized,
                "Dix minutes ont passé depuis votre mot de passe. Recommencez la connexion.")
        }
        if let objection = form.objection {
            return try ask(visitor, area, token, form.fields, error: objection, status: .forbidden)
        }
        let typed = try form.fields.required("code")
        let device = try SignIn.knownDevice(of: step.account, visitor)
        let subject = device.map { ThrottleStore.Subject.device($0) } ?? .oneTimeCode(step.account)
        if let until = try visitor.store.throttle.registerTry([subject], at: visitor.now) {
            log("one-time-code-throttled", step, visitor)
            try visitor.store.journal.record(
                .init(.signInDelayed, by: nil, on: step.account), atMostOnceIn: .minutes(15), at: visitor.now)
            return try ask(
                visitor, area, token, form.fields, error: SignIn.waitSentence(until, visitor.now),
                status: .tooManyRequests)
        }
        guard try visitor.store.oneTimeCodes.state(of: step.account).isEnabled else {
            return try enroll(typed, step, token, subject, device, visitor, area, form.fields)
        }
        switch try visitor.store.oneTimeCodes.check(
            typed, of: step.account, pepper: visitor.responder.configuration.pepper, at: visitor.now)
        {
        case .accepted: break
        case .acceptedRecoveryCode(let remaining):
            try visitor.tell(.recoveryCodeUsed(remaining: remaining), step.account)
        case .replayed:
            log("one-time-code-replayed", step, visitor)
            try record(.signInRefused, step, visitor, "code déjà utilisé")
            try visitor.tell(.codeReplayed, step.account)
            return try ask(
                visitor, area, token, form.fields,
                error: "Ce code a déjà servi. Attendez le suivant\u{A0}: il change toutes les trente secondes.",
                status: .unprocessable)
        case .wrong:
            log("one-time-code-refused", step, visitor)
            try record(.signInRefused, step, visitor, "code incorrect")
            return try ask(
                visitor, area, token, form.fields,
                error: "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, ou attendez le code suivant.",
                status: .unprocessable)
        }
        guard let credentials = try finish(step, token, subject, visitor) else { throw Refusal.signInNeeded }
        return try Admission.begin(credentials, knownDevice: device, visitor, area, form.fields)
    }

    /// The first code of a new telephone: the session begins, and the recovery codes are shown, once.
    private static func enroll(
        _ typed: String, _ step: StepStore.Step, _ token: SecretToken, _ subject: ThrottleStore.Subject,
        _ device: SecretToken?, _ visitor: Visitor, _ area: Area, _ form: Fields
    ) throws -> Response {
        let pepper = visitor.responder.configuration.pepper
        let offer = try CodeOffer(form, bearer: token, configuration: visitor.responder.configuration)
        guard let period = offer.secret.step(of: typed, atSeconds: visitor.now.milliseconds / 1_000) else {
            return try ask(
                visitor, area, token, form,
                error: "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, ou attendez le code suivant.",
                status: .unprocessable)
        }
        let codes = try visitor.store.oneTimeCodes.enable(
            offer.secret, firstStep: period, pepper: pepper, of: step.account, at: visitor.now)
        try visitor.tell(.codesEnabled, step.account)
        log("one-time-codes-enabled", step, visitor)
        guard let credentials = try finish(step, token, subject, visitor),
            let opened = try Admission.open(credentials, knownDevice: device, visitor)
        else { throw Refusal.signInNeeded }
        let viewer = Viewer(account: step.account, role: step.role, name: step.fullName)
        let page = RecoveryCodesPage.page(
            .init(
                area: step.role.isEmployee ? .office : .client, viewer: viewer,
                formTokens: FormTokens.html(for: opened.token), codes: codes.map(\.description),
                next: SignIn.destination(try form.optional("retour"), step.role)))
        return opened.cookies.reduce(visitor.page(page)) { $0.setting($1) }
    }

    private static func finish(
        _ step: StepStore.Step, _ token: SecretToken, _ subject: ThrottleStore.Subject, _ visitor: Visitor
    ) throws -> AccountStore.Credentials? {
        try visitor.store.throttle.forgive([subject])
        try visitor.store.steps.end(token)
        return try visitor.store.accounts.credentials(of: step.account)
    }

    private static func token(_ visitor: Visitor) -> SecretToken? {
        visitor.request.cookie(.step).flatMap { SecretToken($0) }
    }

    private static func record(
        _ kind: JournalKind, _ step: StepStore.Step, _ visitor: Visitor, _ detail: String
    ) throws {
        try visitor.store.journal.record(.init(kind, by: nil, on: step.account, detail: detail), at: visitor.now)
    }

    private static func log(_ event: StaticString, _ step: StepStore.Step, _ visitor: Visitor) {
        Log.write(
            event, ["account": "\(step.account.rawValue)", "address": visitor.request.remoteAddress])
    }
}

/// A secret that a page offers to a telephone. Nothing is kept until a code shows that the telephone has it: the secret is
/// made anew of the page's number when the form comes back.
struct CodeOffer {
    let nonce: String
    let secret: OneTimeSecret

    /// - Parameters:
    ///   - form: the one that came back, or any other: then a new secret is offered.
    ///   - bearer: the token of the session or sign-in that the page belongs to.
    init(_ form: Fields, bearer: SecretToken, configuration: Configuration) throws {
        let given = try form.optional("numero").flatMap { text in
            Base64URL.decode(text).flatMap { $0.count == 16 ? $0 : nil }
        }
        let bytes = given ?? Randomness.bytes(16)
        nonce = Base64URL.encode(bytes)
        secret = OneTimeSecret(offeredWith: bytes, to: bearer.hash, pepper: configuration.pepper)
    }
}
