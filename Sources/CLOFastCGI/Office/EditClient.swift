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
        let form = try person.request.form()
        var typed = try TypedForm(form, DetailField.texts.map(\.rawValue))
        var seen = Details()
        for field in DetailField.texts { seen[field] = try form.optional("avant_\(field.rawValue)") }
        let details: Details
        do {
            details = try Details(typed: typed.values)
        } catch {
            typed.errors = error.errors
            return page(person, profile, typed, status: .unprocessable)
        }
        switch try person.store.details.change(id, to: details, seen: seen, by: person.viewer, at: person.now) {
        case .done: return person.done(.saved, then: .office(.client(id)))
        case .changedMeanwhile:
            // The client himself, or a colleague.
            for change in profile.details.changes(to: details) where seen[change.field] != change.old {
                typed.errors[change.field.rawValue] =
                    "Vient d’être changé en «\u{A0}\(change.old ?? "")\u{A0}». Votre saisie est conservée\u{A0}: relisez, puis enregistrez."
            }
            return page(person, profile, typed, status: .conflict)
        case .gone, .forbidden: throw Refusal.notFound
        }
    }

    /// What the form was filled with: carried along to notice a change by somebody else.
    private static func seen(_ details: Details) -> HTML {
        DetailField.texts.map { field -> HTML in
            "<input type=\"hidden\" name=\"avant_\(field.rawValue)\" value=\"\(details[field] ?? "")\">"
        }.joined()
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
                button: "Enregistrer", back: .office(.client(profile.id)), before: seen(profile.details))
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
