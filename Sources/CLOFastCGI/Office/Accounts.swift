import CLOModel
import CLOStore

/// Suspending an account: it can do nothing from now on, and keeps all that it has.
enum SuspendAccount {
    static func respond(_ person: SignedIn, _ id: Account.ID, _ kind: AccountStore.Kind) throws -> Response {
        let profile = try person.profile(id, kind)
        let back = AccountPages.page(of: id, kind)
        guard person.isPost else {
            return ask(person, profile, kind, refusal: nil)
        }
        switch try person.store.accounts.suspend(id, kind, by: person.viewer, at: person.now) {
        case .done: return person.done(.accountSuspended, then: .office(back))
        case .gone: throw Refusal.notFound
        case .oneself: return ask(person, profile, kind, refusal: "Vous ne pouvez pas suspendre votre propre compte.")
        case .lastAdministrator: return ask(person, profile, kind, refusal: AccountPages.lastAdministrator)
        }
    }

    private static func ask(
        _ person: SignedIn, _ profile: AccountStore.Profile, _ kind: AccountStore.Kind, refusal: String?
    ) -> Response {
        person.confirmation(
            kind == .client ? .suspendClient(profile.id) : .suspendEmployee(profile.id),
            question: "Suspendre le compte de \(profile.details.fullName)\u{A0}?",
            consequences: (refusal.map { [$0] } ?? []) + [
                "Ses sessions ouvertes se ferment aussitôt et il ne peut plus se connecter.",
                kind == .client
                    ? "Ses fiches, ses commentaires et ses contrats restent. Vous pourrez rouvrir le compte."
                    : "Ce qu’il a écrit reste. Vous pourrez rouvrir le compte.",
            ],
            button: "Suspendre le compte", isDestructive: false, back: AccountPages.page(of: profile.id, kind),
            status: refusal == nil ? .ok : .conflict)
    }
}

enum ReopenAccount {
    static func respond(_ person: SignedIn, _ id: Account.ID, _ kind: AccountStore.Kind) throws -> Response {
        let profile = try person.profile(id, kind)
        let back = AccountPages.page(of: id, kind)
        guard person.isPost else {
            return person.confirmation(
                kind == .client ? .reopenClient(id) : .reopenEmployee(id),
                question: "Rouvrir le compte de \(profile.details.fullName)\u{A0}?",
                consequences: ["Il pourra de nouveau se connecter, avec le même mot de passe."],
                button: "Rouvrir le compte", isDestructive: false, back: back)
        }
        guard case .done = try person.store.accounts.reopen(id, kind, by: person.viewer, at: person.now) else {
            throw Refusal.notFound
        }
        return person.done(.accountReopened, then: .office(back))
    }
}

enum AccountPages {
    static func page(of id: Account.ID, _ kind: AccountStore.Kind) -> OfficeRoute {
        kind == .client ? .client(id) : .editEmployee(id)
    }

    static let lastAdministrator =
        "C’est le dernier administrateur\u{A0}: nommez-en un autre d’abord, sinon plus personne ne pourrait administrer."
}

/// « Vu »: what a client changed of his details leaves the board.
enum AcknowledgeDetails {
    static func submit(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let last = try person.request.form().number("jusqua", in: 1...Int.max)
        try person.store.details.markSeen(
            id, upTo: DetailChange.ID(UInt64(last)), by: person.viewer, at: person.now)
        return person.done(.saved, then: .office(.client(id)))
    }
}
