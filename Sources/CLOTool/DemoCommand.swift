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
        // Written last: what was begun and not finished is not passed off as the demonstration.
        let mark = "\(installation.configuration.dataFolder)/demonstration-chargee"
        guard try installation.store.accounts.all().isEmpty else {
            guard DataFile.read(mark) != nil else {
                throw ValidationError(
                    "La base contient déjà des comptes, mais pas une démonstration entière. Videz-la, puis recommencez."
                )
            }
            print("La démonstration est déjà chargée.")
            return
        }
        let figures = try DemoLoader(installation: installation, folder: folder).load()
        try DataFile.write(Array(figures.utf8), to: mark)
        print(figures)
    }
}
