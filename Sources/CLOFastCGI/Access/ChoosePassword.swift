import CLOModel
import CLOSecurity
import CLOStore

/// What a link and a typed code have in common: the choice of a password, and the sign-in that follows.
enum ChoosePassword {
    static func choose(
        _ password: String, _ holder: TokenStore.Holder, _ page: ChoosePasswordPage.Model, _ visitor: Visitor,
        _ area: Area
    ) throws -> Response {
        var page = page
        let configuration = visitor.responder.configuration
        let policy = PasswordPolicy(role: holder.role, common: .load(from: configuration.commonPasswordsFile))
        let words = try visitor.store.accounts.ownWords(of: holder.account)
        if let objection = policy.objection(to: password, ownWords: words) {
            page.form.errors["nouveau_mot_de_passe"] = objection
            return answer(visitor, page, .unprocessable)
        }
        let hash = PasswordHash(password, pepper: configuration.pepper)
        guard try visitor.store.tokens.redeem(holder, password: hash, at: visitor.now),
            let credentials = try visitor.store.accounts.credentials(of: holder.account)
        else {
            page.error = "Ce lien ou ce code vient de servir, ou d’expirer. Demandez-en un autre."
            return answer(visitor, page, .unprocessable)
        }
        Log.write(
            "password-chosen",
            ["account": "\(holder.account.rawValue)", "address": visitor.request.remoteAddress])
        // A second factor is asked for as at any sign-in: a message alone opens nothing that has one (ASVS 2.2.2).
        return try Admission.admit(credentials, knownDevice: nil, visitor, area, Fields())
    }

    static func answer(
        _ visitor: Visitor, _ model: ChoosePasswordPage.Model, _ status: Response.Status
    ) -> Response {
        visitor.visitorPage(status: status) { tokens in
            var model = model
            model.formTokens = tokens
            return ChoosePasswordPage.page(model)
        }
    }
}
