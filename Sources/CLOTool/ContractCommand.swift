import ArgumentParser
import CLODocuments

/// Checks one contract, under limits that it sets on itself before it looks at the file.
struct ContractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Vérifie un contrat PDF et en retire ce qui pourrait nuire.",
        discussion: """
            Écrit le PDF sans code JavaScript, lancement de programmes ni fichiers joints. Un PDF qui n’en a pas est \
            recopié tel quel. Sur la sortie standard, une ligne par valeur : « pages 3 », « retire code JavaScript », \
            ou « refus » suivi d’une phrase ; le code de sortie est alors 1.
            """)

    @Argument(help: "Le fichier reçu.")
    var file: String

    @Option(help: ArgumentHelp("Le fichier à écrire.", valueName: "fichier"))
    var out: String

    func run() throws {
        try ProcessLimits.contract.set()
        let result: HarmlessPDF.Result
        do {
            result = try HarmlessPDF.make(from: file, to: out)
        } catch {
            print("refus \(error.sentence)")
            throw ExitCode.failure
        }
        print("pages \(result.pageCount)")
        for danger in result.removed.sorted(by: { $0.rawValue < $1.rawValue }) { print("retire \(danger.rawValue)") }
    }
}
