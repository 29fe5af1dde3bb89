import CLOModel
import CLOSecurity
import CLOStore

/// Changing one's password; every session of the account ends with it, but the present browser goes on under a
/// new one.
enum Password {
    static func show(_ person: SignedIn, _ area: Area) throws -> Response {
        person.page(PasswordPage.page(model(person, area)))
    }

    static func submit(_ person: SignedIn, _ area: Area) throws -> Response {
        let form = try person.request.form()
        let present = try form.required("mot_de_passe")
        let new = try form.required("nouveau_mot_de_passe")
        let pepper = person.responder.configuration.pepper
        var model = model(person, area)

        guard let credentials = try person.store.accounts.credentials(of: person.viewer.account),
            let hash = credentials.passwordHash
        else { throw Refusal.signInNeeded }
        let subject = ThrottleStore.Subject.device(person.token)
        if try person.store.throttle.registerTry([subject], at: person.now) != nil {
            model.form.errors["mot_de_passe"] = "Trop d’essais. Patientez quelques minutes avant de réessayer."
            return person.page(PasswordPage.page(model), status: .tooManyRequests)
        }
        guard present.utf8.count <= 4 * PasswordPolicy.maximumLength, hash.matches(present, pepper: pepper) else {
            model.form.errors["mot_de_passe"] = "Ce n’est pas votre mot de passe actuel."
            return person.page(PasswordPage.page(model), status: .unprocessable)
        }
        try person.store.throttle.forgive([subject])
        let policy = PasswordPolicy(
            role: person.viewer.role, common: .load(from: person.responder.configuration.commonPasswordsFile))
        let words = try person.store.accounts.ownWords(of: person.viewer.account)
        if let objection = policy.objection(to: new, ownWords: words) {
            model.form.errors["nouveau_mot_de_passe"] = objection
            return person.page(PasswordPage.page(model), status: .unprocessable)
        }

        let newHash = PasswordHash(new, pepper: pepper)
        try person.store.accounts.setPassword(newHash, of: person.viewer.account, at: person.now)
        let token = SecretToken()
        let role = person.viewer.role
        guard
            try person.store.sessions.begin(
                for: person.viewer.account, role: role, knowing: newHash, token: token,
                address: person.request.remoteAddress.bounded(45), userAgent: person.request.userAgent.bounded(255),
                at: person.now)
        else { throw Refusal.signInNeeded }
        // The browser in hand stays known: its owner has just typed the password in it.
        if let device = person.request.cookie(.device).flatMap({ SecretToken($0) }) {
            try person.store.sessions.remember(device: device, of: person.viewer.account, at: person.now)
        }
        try person.store.journal.record(
            .init(.passwordChanged, by: person.viewer.account, on: person.viewer.account), at: person.now)
        Log.write("password-changed", ["account": "\(person.viewer.account.rawValue)"])
        model.isDone = true
        model.formTokens = FormTokens.html(for: token)
        return person.page(PasswordPage.page(model)).setting(
            Cookie(
                name: .session, value: token.text, lifetime: SessionStore.Limits.of(role).absolute,
                isSecure: person.request.isSecure))
    }

    private static func model(_ person: SignedIn, _ area: Area) -> PasswordPage.Model {
        PasswordPage.Model(
            area: area, viewer: person.viewer, formTokens: person.formTokens(),
            minimumLength: PasswordPolicy(role: person.viewer.role, common: .known).minimumLength)
    }
}
