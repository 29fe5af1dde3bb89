import ArgumentParser
import CLOModel
import CLOStore

struct SheetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet", abstract: "Les chantiers et leurs fiches d’avancement.", subcommands: [Add.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Crée un chantier et ouvre sa fiche d’avancement.")

        @Argument(help: "Identifiant du chantier, par exemple CH-2026-014.") var code: String
        @Option(name: .customLong("client"), help: "Identifiant du client.") var client: String
        @Option(name: .customLong("intitule")) var title: String
        @Option(name: .customLong("adresse")) var streetAddress: String?
        @Option(name: .customLong("debut"), help: "Date de début, AAAA-MM-JJ.") var startsOn: String?
        @Option(name: .customLong("fin-prevue"), help: "Date de fin prévue, AAAA-MM-JJ.") var plannedEndOn: String?

        func run() throws {
            guard let code = WorksiteCode(code) else {
                throw ValidationError("« \(code) » n’est pas un identifiant de chantier.")
            }
            guard let client = SignInName(client) else {
                throw ValidationError("« \(client) » n’est pas un identifiant de client.")
            }
            let new = WorksiteStore.NewWorksite(
                code: code, title: title, client: client, streetAddress: streetAddress,
                startsOn: try day(startsOn), plannedEndOn: try day(plannedEndOn))
            do {
                guard try Installation().store.worksites.add(new, at: .now()) != nil else {
                    throw ValidationError("Aucun client ne porte l’identifiant « \(client) ».")
                }
            } catch StoreError.duplicate {
                throw ValidationError("Le chantier « \(code) » existe déjà.")
            }
            print("La fiche d’avancement de « \(code) » est ouverte.")
        }

        private func day(_ text: String?) throws -> Day? {
            guard let text else { return nil }
            guard let day = Day(iso: text) else {
                throw ValidationError("« \(text) » n’est pas une date (AAAA-MM-JJ).")
            }
            return day
        }
    }
}
