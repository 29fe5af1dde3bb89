import CLOModel
import CLOSecurity
import CLOStore

/// Sets one-time codes up, or moves them to another telephone.
enum OneTimeCodes {
    static func show(_ person: SignedIn, _ area: Area) throws -> Response {
        try page(person, area, Fields(), error: nil, .ok)
    }

    static func submit(_ person: SignedIn, _ area: Area) throws -> Response {
        let form = try person.request.form()
        let typed = try form.required("code")
        let subject = ThrottleStore.Subject.device(person.token)
        if let until = try person.store.throttle.registerTry([subject], at: person.now) {
            return try page(
                person, area, form, error: SignIn.waitSentence(until, person.now), .tooManyRequests)
        }
        let configuration = person.responder.configuration
        let offer = try CodeOffer(form, bearer: person.token, configuration: configuration)
        guard let period = offer.secret.step(of: typed, atSeconds: person.now.milliseconds / 1_000) else {
            return try page(
                person, area, form,
                error: "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, ou attendez le code suivant.",
                .unprocessable)
        }
        try person.store.throttle.forgive([subject])
        let codes = try person.store.oneTimeCodes.enable(
            offer.secret, firstStep: period, pepper: configuration.pepper, of: person.viewer.account, at: person.now)
        Log.write("one-time-codes-enabled", ["account": "\(person.viewer.account.rawValue)"])
        try person.tell(.codesEnabled, person.viewer.account)
        return RecoveryCodes.page(codes, person, area)
    }

    private static func page(
        _ person: SignedIn, _ area: Area, _ form: Fields, error: String?, _ status: Response.Status
    ) throws -> Response {
        let offer = try CodeOffer(form, bearer: person.token, configuration: person.responder.configuration)
        guard let name = try person.store.accounts.signInName(of: person.viewer.account) else {
            throw Refusal.signInNeeded
        }
        return person.page(
            OneTimeCodesPage.page(
                .init(
                    area: area, viewer: person.viewer, formTokens: person.formTokens(),
                    offer: .init(offer, issuer: "CLO", account: name.description), error: error,
                    action: .access(area, .oneTimeCodes), isRequired: false, returnTo: nil, kept: nil)),
            status: status)
    }
}

/// Takes the second factor away, where it is not required.
enum RemoveOneTimeCodes {
    static func show(_ person: SignedIn, _ area: Area) throws -> Response {
        try refuseIfRequired(person)
        return person.page(
            ConfirmPage.page(
                .init(
                    area: area, viewer: person.viewer, formTokens: person.formTokens(),
                    action: .access(area, .removeOneTimeCodes), question: "Désactiver les codes à usage unique\u{A0}?",
                    consequences: [
                        "Votre mot de passe suffira pour vous connecter.",
                        "Vos codes de secours ne serviront plus. Vous pourrez tout réactiver quand vous voudrez.",
                    ], reason: nil, button: "Désactiver", isDestructive: true, back: .access(area, .security),
                    backAnchor: "codes")))
    }

    static func submit(_ person: SignedIn, _ area: Area) throws -> Response {
        try refuseIfRequired(person)
        let account = person.viewer.account
        if try person.store.oneTimeCodes.disable(of: account, by: account, at: person.now) {
            Log.write("one-time-codes-disabled", ["account": "\(account.rawValue)"])
            try person.tell(.codesDisabled, account)
        }
        return .redirect(to: Route.access(area, .security).path(anchor: "codes"))
    }

    private static func refuseIfRequired(_ person: SignedIn) throws {
        guard try !Admission.needsCodes(person.viewer.role, person) else { throw Refusal.forbidden }
    }
}

/// New recovery codes in place of the former.
enum RecoveryCodes {
    static func submit(_ person: SignedIn, _ area: Area) throws -> Response {
        guard
            let codes = try person.store.oneTimeCodes.renewRecoveryCodes(of: person.viewer.account, at: person.now)
        else { return .redirect(to: Route.access(area, .security).path(anchor: "codes")) }
        Log.write("recovery-codes-renewed", ["account": "\(person.viewer.account.rawValue)"])
        try person.tell(.recoveryCodesRenewed, person.viewer.account)
        return page(codes, person, area)
    }

    static func page(_ codes: [TypedCode], _ person: SignedIn, _ area: Area) -> Response {
        person.page(
            RecoveryCodesPage.page(
                .init(
                    area: area, viewer: person.viewer, formTokens: person.formTokens(),
                    codes: codes.map(\.description), next: Route.access(area, .security).path)))
    }
}
