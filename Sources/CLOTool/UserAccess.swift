import ArgumentParser
import CLOModel
import CLOSecurity
import CLOStore

/// What repairs access from the command line, when nobody can do it from a page.
enum UserAccess {
    struct Invite: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "invite",
            abstract: "Donne un code (et la fin d’un lien) qui permet de choisir un mot de passe ; rien n’est envoyé.")

        @OptionGroup var existing: ExistingAccount

        func run() throws {
            let installation = try Installation()
            let (name, account) = try existing.found(in: installation.store)
            let purpose: AccessPurpose = account.passwordHash == nil ? .activation : .recovery
            guard let issued = try installation.store.tokens.issue(purpose, to: account.account, at: .now()) else {
                throw ValidationError("Le compte « \(name) » est suspendu : rouvrez-le d’abord.")
            }
            let base = SitePaths.installed.base(of: account.role.isEmployee ? .office : .client)
            print(
                """
                Identifiant : \(name)
                Code        : \(issued.code)   (à saisir sur \(base)/premiere-connexion)
                Lien        : \(base)/acces/\(issued.token.text)
                Sert une fois, jusqu’au \(ParisTime(issued.expiresAt).sentence).
                """)
        }
    }

    struct RemoveCodes: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-codes",
            abstract: "Retire les codes à usage unique d’un compte dont le téléphone est perdu.",
            discussion: "Vérifiez d’abord qui vous le demande, par téléphone ou sur place.")

        @OptionGroup var existing: ExistingAccount

        func run() throws {
            let store = try Installation().tellingStore
            let (name, account) = try existing.found(in: store)
            guard try store.oneTimeCodes.disable(of: account.account, by: nil, at: .now()) else {
                throw ValidationError("Le compte « \(name) » n’a pas de codes à usage unique.")
            }
            try store.tell(.codesDisabled, to: account.account, at: .now())
            print("Les codes à usage unique de « \(name) » sont retirés.")
        }
    }

    struct Unlock: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unlock", abstract: "Oublie les essais manqués d’un compte, qui peut réessayer aussitôt.")

        @OptionGroup var existing: ExistingAccount

        func run() throws {
            let store = try Installation().store
            let (name, account) = try existing.found(in: store)
            try store.throttle.forgive([
                .identifier(name), .oneTimeCode(account.account), .recovery(name.description),
            ])
            print("« \(name) » peut réessayer.")
        }
    }

    struct Administrator: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "administrator", abstract: "Fait d’un employé un administrateur ; ses sessions se ferment.")

        @OptionGroup var existing: ExistingAccount
        @Flag(name: .customLong("retirer"), help: "Qu’il ne le soit plus.") var isRemoval = false

        func run() throws {
            let store = try Installation().store
            let (name, account) = try existing.found(in: store)
            switch try store.accounts.setAdministrator(!isRemoval, of: account.account, by: nil, at: .now()) {
            case .changed:
                print(
                    isRemoval
                        ? "« \(name) » n’est plus administrateur."
                        : "« \(name) » est administrateur ; son mot de passe doit compter au moins 16 caractères.")
            case .unchanged:
                print(isRemoval ? "« \(name) » n’est pas administrateur." : "« \(name) » l’est déjà.")
            case .lastAdministrator:
                throw ValidationError("« \(name) » est le dernier administrateur : nommez-en un autre d’abord.")
            case .notAnEmployee:
                throw ValidationError("« \(name) » n’est pas un employé.")
            }
        }
    }
}
