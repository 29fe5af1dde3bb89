import ArgumentParser
import CLOModel
import CLOSecurity
import CLOStore
import Glibc

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Les comptes des clients et des employés (S2 : CLO crée chaque compte).",
        subcommands: [
            Add.self, SetPassword.self, Suspend.self, Reopen.self, List.self, UserAccess.Invite.self,
            UserAccess.RemoveCodes.self, UserAccess.Unlock.self, UserAccess.Administrator.self,
        ])

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case client
        case employe
        case administrateur

        var role: Role {
            switch self {
            case .client: return .client
            case .employe: return .employee(isAdministrator: false)
            case .administrateur: return .employee(isAdministrator: true)
            }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Ajoute un compte ; le mot de passe se lit sur l’entrée standard.")

        @Argument(help: "Identifiant de connexion, par exemple martin.dupont.") var identifier: String
        @Option(name: .customLong("type"), help: "client, employe ou administrateur.") var kind: Kind
        @Option(name: .customLong("prenom")) var firstName: String
        @Option(name: .customLong("nom")) var lastName: String
        @Option(name: .customLong("courriel")) var email: String?
        @Option(name: .customLong("mobile")) var mobile: String?
        @Option(name: .customLong("adresse")) var streetAddress: String?
        @Option(name: .customLong("code-postal")) var postalCode: String?
        @Option(name: .customLong("ville")) var city: String?

        func run() throws {
            let installation = try Installation()
            let name = try signInName(identifier)
            var new = AccountStore.NewAccount(name: name, role: kind.role, firstName: firstName, lastName: lastName)
            (new.email, new.mobile) = (email, mobile)
            (new.streetAddress, new.postalCode, new.city) = (streetAddress, postalCode, city)
            let hash = PasswordHash(
                try readPassword(
                    for: kind.role, ownWords: [name.description, firstName, lastName, email ?? ""], installation),
                pepper: installation.configuration.pepper)
            do {
                _ = try installation.store.accounts.add(new, passwordHash: hash, at: .now())
            } catch StoreError.duplicate {
                throw ValidationError("L’identifiant « \(name) » est déjà pris.")
            }
            print("Le compte « \(name) » est créé.")
        }
    }

    struct SetPassword: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "password",
            abstract: "Change un mot de passe, lu sur l’entrée standard, et ferme toutes les sessions du compte.")

        @OptionGroup var existing: ExistingAccount

        func run() throws {
            let installation = try Installation()
            let (name, account) = try existing.found(in: installation.store)
            let hash = PasswordHash(
                try readPassword(
                    for: account.role, ownWords: installation.store.accounts.ownWords(of: account.account), installation
                ),
                pepper: installation.configuration.pepper)
            try installation.tellingStore.accounts.setPassword(hash, of: account.account, at: .now())
            print("Le mot de passe de « \(name) » est changé ; ses sessions sont fermées.")
        }
    }

    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "suspend", abstract: "Suspend un compte : ses sessions se ferment aussitôt.")

        @Argument var identifier: String

        func run() throws {
            let name = try signInName(identifier)
            guard try Installation().store.accounts.suspend(name, at: .now()) else { throw unknown(name) }
            print("Le compte « \(name) » est suspendu.")
        }
    }

    struct Reopen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reopen", abstract: "Rouvre un compte suspendu.")

        @Argument var identifier: String

        func run() throws {
            let name = try signInName(identifier)
            guard try Installation().store.accounts.reopen(name) else { throw unknown(name) }
            print("Le compte « \(name) » est rouvert.")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Liste les comptes.")

        func run() throws {
            for account in try Installation().store.accounts.all() {
                let kind: String
                switch account.role {
                case .client: kind = "client"
                case .employee(isAdministrator: false): kind = "employé"
                case .employee(isAdministrator: true): kind = "administrateur"
                }
                let notes = [account.isSuspended ? "suspendu" : nil, account.isActivated ? nil : "à activer"]
                print(
                    "\(account.name)\t\(kind)\t\(account.fullName)\t\(notes.compactMap { $0 }.joined(separator: ", "))")
            }
        }
    }
}

/// The account that a command is about.
struct ExistingAccount: ParsableArguments {
    @Argument var identifier: String

    /// - Throws: when nobody has that identifier.
    func found(in store: Store) throws -> (name: SignInName, account: AccountStore.Credentials) {
        let name = try signInName(identifier)
        guard let account = try store.accounts.credentials(of: name) else { throw unknown(name) }
        return (name, account)
    }
}

func signInName(_ typed: String) throws -> SignInName {
    guard let name = SignInName(typed) else {
        throw ValidationError("« \(typed) » n’est pas un identifiant (lettres, chiffres, point, tiret, 2 à 64 signes).")
    }
    return name
}

func unknown(_ name: SignInName) -> ValidationError {
    ValidationError("Aucun compte ne porte l’identifiant « \(name) ».")
}

/// One line of standard input; on a terminal it is not shown. Never an argument: those are seen by every
/// process of the host.
private func readPassword(for role: Role, ownWords words: [String], _ installation: Installation) throws -> String {
    let common = CommonPasswords.load(from: installation.configuration.commonPasswordsFile)
    var settings = termios()
    let isTerminal = tcgetattr(0, &settings) == 0
    if isTerminal {
        // On standard error, which is not buffered: it must be seen before the answer is awaited.
        Array("Mot de passe : ".utf8).withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
        var hidden = settings
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &hidden)
    }
    defer {
        if isTerminal {
            tcsetattr(0, TCSAFLUSH, &settings)
            print()
        }
    }
    guard let password = readLine() else { throw ValidationError("Aucun mot de passe sur l’entrée standard.") }
    if let objection = PasswordPolicy(role: role, common: common).objection(to: password, ownWords: words) {
        throw ValidationError(objection)
    }
    return password
}
