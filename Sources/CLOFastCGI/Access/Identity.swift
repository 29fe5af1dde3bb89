import CLOModel
import CLOSecurity
import CLOStore

/// The password once more before something that matters, unless it was typed a moment ago (ASVS 3.3.4, 3.7.1): a browser
/// that was left open is not enough.
enum Identity {
    /// How long a typed password counts as typed a moment ago.
    static let freshness = Duration.minutes(15)

    /// Asked by the guard in place of the page that was wanted. What a form was sending is kept.
    static func ask(_ person: SignedIn, _ route: Route) -> Response {
        let returnTo = route.methods.contains(.get) ? person.request.target : nil
        guard person.isPost else {
            return .redirect(to: Route.access(ownArea(person), .identity(returnTo: returnTo)).path)
        }
        return person.page(
            IdentityPage.page(
                model(person, returnTo: returnTo, kept: KeptForm(whole: person.request), error: nil)),
            status: .unauthorized)
    }

    static func show(_ person: SignedIn, _ area: Area, returnTo: String?) throws -> Response {
        person.page(
            IdentityPage.page(model(person, returnTo: returnTo.flatMap(SignIn.ownPath), kept: nil, error: nil)))
    }

    static func submit(_ person: SignedIn, _ area: Area) throws -> Response {
        let form = try person.request.form()
        let password = try form.required("mot_de_passe")
        let returnTo = try form.optional("retour").flatMap(SignIn.ownPath)
        let kept = KeptForm(carriedBy: form)
        func refused(_ sentence: String, _ status: Response.Status) -> Response {
            person.page(
                IdentityPage.page(model(person, returnTo: returnTo, kept: kept, error: sentence)), status: status)
        }
        let subject = ThrottleStore.Subject.device(person.token)
        if let until = try person.store.throttle.registerTry([subject], at: person.now) {
            return refused(SignIn.waitSentence(until, person.now), .tooManyRequests)
        }
        guard let hash = try person.store.accounts.credentials(of: person.viewer.account)?.passwordHash,
            password.utf8.count <= 4 * PasswordPolicy.maximumLength,
            hash.matches(password, pepper: person.responder.configuration.pepper)
        else {
            Log.write("identity-refused", ["account": "\(person.viewer.account.rawValue)"])
            return refused("Ce n’est pas votre mot de passe.", .unprocessable)
        }
        try person.store.throttle.forgive([subject])
        try person.store.sessions.confirm(person.token, at: person.now)
        guard let kept else {
            let security = Route.access(ownArea(person), .security).path
            return .redirect(to: returnTo ?? security)
        }
        return resume(kept, person)
    }

    /// What was being sent, to be sent after all: by a button, since only forms change anything.
    private static func resume(_ kept: KeptForm, _ person: SignedIn) -> Response {
        let submission = kept.fields.first { $0.name == "envoi" }?.value
        return person.page(
            MessagePage.page(
                .init(
                    area: ownArea(person), viewer: person.viewer,
                    formTokens: FormTokens.html(for: person.token, submission: submission), title: "Merci",
                    sentences: ["Votre identité est confirmée. Il ne reste qu’à envoyer ce que vous aviez demandé."],
                    reference: nil,
                    kept: KeptForm(action: kept.action, fields: kept.fields.filter { $0.name != "envoi" }),
                    links: [.init(label: "Y renoncer", route: .home(ownArea(person)))])))
    }

    private static func model(
        _ person: SignedIn, returnTo: String?, kept: KeptForm?, error: String?
    ) -> IdentityPage.Model {
        .init(
            area: ownArea(person), viewer: person.viewer, formTokens: person.formTokens(), error: error,
            returnTo: returnTo, kept: kept)
    }

    private static func ownArea(_ person: SignedIn) -> Area {
        person.viewer.role.isEmployee ? .office : .client
    }
}

extension KeptForm {
    /// All that a form was sending, but for passwords and the token, whatever it was about.
    init?(whole request: Request) {
        // A body that is no form, such as a file, is not kept.
        guard request.method == .post, let form = try? request.form() else { return nil }
        let fields = form.pairs.filter { pair in
            !pair.name.hasPrefix("mot_de_passe") && !pair.name.hasPrefix("nouveau_mot_de_passe")
                && !pair.name.hasPrefix("garde:") && pair.name != "jeton"
        }
        self.init(action: request.path, fields: fields.map { Field(name: $0.name, value: $0.value) })
    }
}
