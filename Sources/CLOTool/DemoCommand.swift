import ArgumentParser
import CLOStore

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Charge les clients, chantiers et fiches de démonstration, là où clo.conf dit CLO_DEMO = oui.")

    @Option(name: .customLong("from"), help: "Le dossier des données de démonstration.") var folder: String

    func run() throws {
        let installation = try Installation()
        guard installation.configuration.allowsDemo else {
            throw ValidationError(
                "Les comptes de démonstration ont un mot de passe connu de tous : CLO_DEMO = oui manque dans clo.conf.")
        }
        guard try installation.store.accounts.all().isEmpty else {
            print("La base contient déjà des comptes : la démonstration n’est pas chargée une seconde fois.")
            return
        }
        let figures = try DemoLoader(installation: installation, folder: folder).load()
        print(figures)
    }
}
