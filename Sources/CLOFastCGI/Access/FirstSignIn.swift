import CLOModel
import CLOSecurity
import CLOStore

/// « Première connexion »: identifier, the code of a printed card, and the password that one chooses, in one form.
enum FirstSignIn {
    static func show(_ visitor: Visitor, _ area: Area) throws -> Response {
        visitor.visitorPage { ChoosePasswordPage.page(.init(area: area, formTokens: $0, way: .typedCode)) }
    }

    static func submit(_ visitor: Visitor, _ area: Area) throws -> Response {
        let pace = EvenPace()
        defer { pace.hold() }
        let form = try VisitorForm(visitor)
        var model = ChoosePasswordPage.Model(area: area, formTokens: HTML(), way: .typedCode)
        let typedName = try form.fields.required("identifiant")
        let typedCode = try form.fields.required("code")
        let password = try form.fields.required("nouveau_mot_de_passe")
        model.form.values = ["identifiant": typedName.bounded(254), "code": typedCode.bounded(60)]
        if let objection = form.objection {
            model.error = objection
            return ChoosePassword.answer(visitor, model, .forbidden)
        }
        let name = SignInName(typedName)
        let code = TypedCode(typedCode, length: TypedCode.lengthOfAccess)
        var subjects: [ThrottleStore.Subject] = [.network(NetworkPrefix(visitor.request.remoteAddress).description)]
        if let name { subjects.append(.identifier(name)) }
        if let until = try visitor.store.throttle.registerTry(subjects, at: visitor.now) {
            model.error = SignIn.waitSentence(until, visitor.now)
            return ChoosePassword.answer(visitor, model, .tooManyRequests)
        }
        guard let name, let code, let holder = try visitor.store.tokens.holder(of: code, named: name, at: visitor.now)
        else {
            Log.write("access-code-refused", ["address": visitor.request.remoteAddress])
            model.error = "Cet identifiant et ce code ne vont pas ensemble, ou le code a expiré ou déjà servi."
            return ChoosePassword.answer(visitor, model, .unprocessable)
        }
        try visitor.store.throttle.forgive(subjects)
        return try ChoosePassword.choose(password, holder, model, visitor, area)
    }
}
