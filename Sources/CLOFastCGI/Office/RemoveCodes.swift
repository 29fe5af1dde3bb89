import CLOModel
import CLOStore

/// Lets somebody in who has lost his telephone and his recovery codes: CLO has made sure who he is, by telephone or on
/// site, as when the account was opened (ASVS 2.5.7). The password is asked for as before, and the holder is told.
enum RemoveCodes {
    static func respond(_ person: SignedIn, _ id: Account.ID, _ kind: AccountStore.Kind) throws -> Response {
        let profile = try person.profile(id, kind)
        // One's own are taken away on « Sécurité », which asks for one of them at each sign-in until then.
        guard id != person.viewer.account else { throw Refusal.forbidden }
        let back = AccountPages.page(of: id, kind)
        guard try person.store.oneTimeCodes.state(of: id).isEnabled else {
            return .redirect(to: Route.office(back).path)
        }
        guard person.isPost else { return ask(person, profile, kind) }
        if try person.store.oneTimeCodes.disable(of: id, by: person.viewer.account, at: person.now) {
            try person.tell(.codesDisabled, id)
        }
        return person.done(.codesRemoved, then: .office(back))
    }

    private static func ask(
        _ person: SignedIn, _ profile: AccountStore.Profile, _ kind: AccountStore.Kind
    ) -> Response {
        person.confirmation(
            kind == .client ? .removeClientCodes(profile.id) : .removeEmployeeCodes(profile.id),
            question: "Retirer les codes à usage unique de \(profile.details.fullName)\u{A0}?",
            consequences: [
                "Assurez-vous d’abord que c’est bien cette personne qui le demande\u{A0}: de vive voix ou au numéro que vous lui connaissez.",
                "Son mot de passe suffira pour se connecter, jusqu’à ce que des codes soient activés de nouveau.",
                "Ses codes de secours ne serviront plus. Un courriel le lui dira, si CLO a son adresse.",
            ],
            button: "Retirer les codes", isDestructive: true, back: AccountPages.page(of: profile.id, kind))
    }

    /// The way here, from the person's page; `nil` when there is nothing to take away.
    static func link(_ person: SignedIn, _ id: Account.ID, _ kind: AccountStore.Kind) throws -> HTML? {
        guard try id != person.viewer.account && person.store.oneTimeCodes.state(of: id).isEnabled else { return nil }
        let route = Route.office(kind == .client ? .removeClientCodes(id) : .removeEmployeeCodes(id))
        return "<a class=\"bouton\" href=\"\(route)\">Téléphone perdu…</a>"
    }
}
