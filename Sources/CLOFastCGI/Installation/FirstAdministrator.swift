import CLOModel
import CLOSecurity
import CLOStore

/// The last step of the installation.
enum FirstAdministrator {
    static let details: [DetailField] = [.firstName, .lastName, .email]
    static let names = details.map(\.rawValue) + ["identifiant"]
    static let role = Role.employee(isAdministrator: true)

    static func submit(_ visitor: Visitor, _ fields: Fields) throws -> Response {
        var typed = try TypedForm(fields, names)
        let password = try fields.optional("nouveau_mot_de_passe") ?? ""
        let again = try fields.optional("nouveau_mot_de_passe_encore") ?? ""
        guard let new = read(&typed, password: password, again: again, visitor) else {
            return InstallationScreen.show(visitor, .init(form: typed), status: .unprocessable)
        }
        let hash = PasswordHash(password, pepper: visitor.responder.configuration.pepper)
        switch try visitor.store.installation.makeFirstAdministrator(new, passwordHash: hash, at: visitor.now) {
        case .made(let account):
            InstallationFiles(dataFolder: visitor.responder.configuration.dataFolder).noteClosed()
            Log.write(
                "installation-closed",
                ["account": "\(account.rawValue)", "address": visitor.request.remoteAddress])
            let spent = Cookie(name: .installation, value: "", lifetime: .zero, isSecure: visitor.request.isSecure)
            return Response.redirect(to: Route.signIn(.office, returnTo: nil).path).setting(spent)
        case .closed: throw Refusal.notFound
        case .identifierTaken:
            typed.errors["identifiant"] = "Cet identifiant est déjà pris."
            return InstallationScreen.show(visitor, .init(form: typed), status: .conflict)
        }
    }

    /// - Returns: `nil` when something is wrong; it then stands in the form.
    private static func read(
        _ typed: inout TypedForm, password: String, again: String, _ visitor: Visitor
    ) -> AccountStore.NewAccount? {
        var known = Details()
        do {
            known = try Details(typed: typed.values, fields: details)
        } catch {
            typed.errors = error.errors
        }
        if typed[DetailField.email.rawValue].allSatisfy(\.isWhitespace) {
            typed.errors[DetailField.email.rawValue] = "Sans adresse, un mot de passe oublié serait perdu."
        }
        let name = SignInName(typed["identifiant"])
        if name == nil {
            typed.errors["identifiant"] =
                "Un identifiant compte 2 à 64 lettres sans accent, chiffres, points ou tirets, par exemple julie.moreau."
        }
        let policy = PasswordPolicy(
            role: role, common: .load(from: visitor.responder.configuration.commonPasswordsFile))
        if let objection = policy.objection(to: password, ownWords: names.map { typed[$0] }) {
            typed.errors["nouveau_mot_de_passe"] = objection
        } else if password != again {
            // There is nobody else yet who could repair a slip.
            typed.errors["nouveau_mot_de_passe_encore"] = "Les deux mots de passe diffèrent."
        }
        guard typed.errors.isEmpty, let name else { return nil }
        var new = AccountStore.NewAccount(
            name: name, role: role, firstName: known[.firstName] ?? "", lastName: known[.lastName] ?? "")
        new.email = known[.email]
        return new
    }
}
