import CLOModel
import CLOStore

/// Changing a client's details. What was replaced is kept, and his sheets show a new name at once.
enum EditClient {
    static func show(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .client)
        return page(person, profile, DetailFields.form(profile.details), status: .ok)
    }

    static func submit(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .client)
        var typed = try TypedForm(try person.request.form(), DetailField.texts.map(\.rawValue))
        let details: Details
        do {
            details = try Details(typed: typed.values)
        } catch {
            typed.errors = error.errors
            return page(person, profile, typed, status: .unprocessable)
        }
        switch try person.store.details.change(id, to: details, by: person.viewer, at: person.now) {
        case .done: return person.done(.saved, then: .office(.client(id)))
        case .gone, .forbidden: throw Refusal.notFound
        }
    }

    private static func page(
        _ person: SignedIn, _ profile: AccountStore.Profile, _ form: TypedForm, status: Response.Status
    ) -> Response {
        OfficeScreen(
            title: "Modifier les coordonnées",
            trail: [
                ("Clients", .office(.clients(ListQuery()))), (profile.details.fullName, .office(.client(profile.id))),
            ],
            content: FormParts.form(
                .office(.editClient(profile.id)), tokens: person.formTokens(), DetailFields.all, form,
                button: "Enregistrer", back: .office(.client(profile.id)))
        ).response(person, status: status)
    }
}

extension SignedIn {
    /// - Throws: ``Refusal/notFound`` when there is nobody of that kind, or his data were erased.
    func profile(_ id: Account.ID, _ kind: AccountStore.Kind) throws -> AccountStore.Profile {
        guard let profile = try store.accounts.profile(id, kind, visibleTo: viewer), profile.status != .erased else {
            throw Refusal.notFound
        }
        return profile
    }
}
