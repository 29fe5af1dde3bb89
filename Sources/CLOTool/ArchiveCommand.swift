import ArgumentParser
import CLODocuments
import CLOModel
import CLOStore
import Foundation

/// All that is kept of a client as one ZIP file (RGPD, articles 15 and 20). The responder runs it as a child; people
/// may as well, for a client who asks by letter.
struct ArchiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Rassemble les données d’un client dans un fichier ZIP.",
        discussion: """
            Ses informations et leurs changements, ses fiches d’avancement avec publications, commentaires et photos, \
            ses contrats, ses connexions : en JSON, et les fichiers tels qu’ils sont gardés.
            """)

    @Option(name: .customLong("compte"), help: "Numéro du compte, tel que le site l’emploie.")
    var number: UInt64?

    @Option(name: .customLong("client"), help: "Identifiant du client, par exemple martin.dupont.")
    var identifier: String?

    @Option(help: ArgumentHelp("Le fichier à écrire.", valueName: "fichier"))
    var out: String

    @Flag(
        name: .customLong("avancement"),
        help: "Écrit sur la sortie standard une ligne « fait total » chaque fois qu’il y a du nouveau.")
    var showsProgress = false

    func validate() throws {
        guard (number == nil) != (identifier == nil) else {
            throw ValidationError("Indiquez --compte ou --client, l’un des deux.")
        }
    }

    func run() throws {
        try ProcessLimits.archive.set()
        let installation = try Installation()
        let viewer = try client(in: installation.store)
        let archive = PersonalArchive(
            of: viewer, store: installation.store, dataFolder: installation.configuration.dataFolder, at: .now())
        // Whole or not there.
        let aside = "\(out).\(getpid()).partial"
        defer { unlink(aside) }
        try archive.write(to: aside, progress: report)
        guard rename(aside, out) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    /// As the client himself: what he may not see does not go in.
    private func client(in store: Store) throws -> Viewer {
        let credentials =
            if let number {
                try store.accounts.credentials(of: Account.ID(number))
            } else {
                try identifier.flatMap { SignInName($0) }.flatMap { try store.accounts.credentials(of: $0) }
            }
        guard let credentials, credentials.role == .client else {
            throw ValidationError("Aucun client ne porte ce numéro ou cet identifiant.")
        }
        return Viewer(account: credentials.account, role: .client, name: "")
    }

    /// Some hundred times in all.
    private func report(_ done: Int, of total: Int) {
        guard showsProgress, done == total || done % max(1, total / 100) == 0 else { return }
        let line = Data("\(done) \(total)\n".utf8)
        // Nobody reads it any more: that is no reason to stop.
        try? FileHandle.standardOutput.write(contentsOf: line)
    }
}
