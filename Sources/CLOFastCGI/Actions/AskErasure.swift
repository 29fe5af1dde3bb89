import CLOModel
import CLOStore

/// « Demander l’effacement » of one's data (RGPD, article 17). An administrator carries it out, or says why not.
enum AskErasure {
    static func show(_ person: SignedIn) throws -> Response {
        let latest = try person.store.erasures.latest(of: person.viewer.account, visibleTo: person.viewer)
        // It is asked already: what there is to know of it stands there.
        if let latest, latest.outcome == nil { return .redirect(to: Route.account(.myData).path) }
        return person.page(ErasurePage.page(try model(person, TypedForm())))
    }

    static func submit(_ person: SignedIn) throws -> Response {
        let typed = try person.request.form().optional("motif") ?? ""
        var form = TypedForm(values: ["motif": typed])
        do {
            let reason = try OptionalText(typed: typed, limit: ErasureStore.textLength).text
            try person.store.erasures.ask(by: person.viewer, reason: reason, at: person.now)
        } catch let error as FieldError {
            form.errors["motif"] = error.sentence
            return person.page(ErasurePage.page(try model(person, form)), status: .unprocessable)
        }
        return person.done(.erasureAsked, next: .account(.myData))
    }

    static func withdraw(_ person: SignedIn) throws -> Response {
        try person.store.erasures.withdraw(by: person.viewer, at: person.now)
        return person.done(.erasureWithdrawn, next: .account(.myData))
    }

    private static func model(_ person: SignedIn, _ form: TypedForm) throws -> ErasurePage.Model {
        ErasurePage.Model(viewer: person.viewer, formTokens: person.formTokens(), form: form)
    }
}
