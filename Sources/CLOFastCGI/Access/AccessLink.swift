import CLOModel
import CLOSecurity
import CLOStore

/// The page that a link in a message opens. Opening it changes nothing, however often a mail scanner does so: only its
/// button acts (B12).
enum AccessLink {
    static func show(_ visitor: Visitor, _ area: Area, _ text: String) throws -> Response {
        guard let holder = try holder(text, visitor) else { return gone(visitor, area) }
        return withoutReferrer(
            visitor.visitorPage { tokens in
                ChoosePasswordPage.page(model(area, holder, text, tokens))
            })
    }

    static func submit(_ visitor: Visitor, _ area: Area, _ text: String) throws -> Response {
        let form = try VisitorForm(visitor)
        let password = try form.fields.required("nouveau_mot_de_passe")
        guard let holder = try holder(text, visitor) else { return gone(visitor, area) }
        var model = model(area, holder, text, HTML())
        if let objection = form.objection {
            model.error = objection
            return withoutReferrer(ChoosePassword.answer(visitor, model, .forbidden))
        }
        return withoutReferrer(try ChoosePassword.choose(password, holder, model, visitor, area))
    }

    private static func holder(_ text: String, _ visitor: Visitor) throws -> TokenStore.Holder? {
        guard let token = SecretToken(text) else { return nil }
        return try visitor.store.tokens.holder(of: token, at: visitor.now)
    }

    private static func model(
        _ area: Area, _ holder: TokenStore.Holder, _ text: String, _ tokens: HTML
    ) -> ChoosePasswordPage.Model {
        .init(
            area: area, formTokens: tokens,
            way: .link(
                token: text, name: holder.name.description, fullName: holder.fullName, isFirst: !holder.isActivated,
                minimumLength: PasswordPolicy(role: holder.role, common: .known).minimumLength))
    }

    /// Expired, used, or never given out: the answer is the same.
    private static func gone(_ visitor: Visitor, _ area: Area) -> Response {
        Log.write("access-link-refused", ["address": visitor.request.remoteAddress])
        return withoutReferrer(
            visitor.page(
                MessagePage.page(
                    .init(
                        area: area, viewer: nil, formTokens: HTML(), title: "Ce lien ne sert plus",
                        sentences: [
                            "Il a expiré, ou il a déjà servi. Vous pouvez en demander un autre, ou vous connecter si"
                                + " votre mot de passe est déjà choisi."
                        ], reference: nil, kept: nil,
                        links: [
                            .init(label: "Demander un autre lien", route: .access(area, .forgotten)),
                            .init(label: "Se connecter", route: .signIn(area, returnTo: nil)),
                        ])), status: .notFound))
    }

    /// The address is a secret as long as it serves (ASVS 13.1.3).
    private static func withoutReferrer(_ response: Response) -> Response {
        response.adding("Referrer-Policy", "no-referrer")
    }
}
