import ArgumentParser
import CLOModel
import CLOStore
import Foundation

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Remet une sauvegarde de « clo backup » dans une base et un dossier vides.",
        discussion: """
            Sur le même hébergement ou un autre, avec la même version du programme ou une plus récente. La base et le \
            dossier de données de clo.conf doivent être vides. Pendant ce temps, le site répond « momentanément \
            indisponible ». Si la commande est interrompue, relancez-la\u{A0}: elle recommence du début. Les sessions ne \
            sont pas sauvegardées\u{A0}: chacun se connecte de nouveau.
            """)

    @Argument(help: ArgumentHelp("L’archive de « clo backup ».", valueName: "fichier"))
    var file: String

    @Flag(name: .customLong("verifier"), help: "Vérifie l’archive entière et ne change rien.")
    var onlyVerifies = false

    func run() throws {
        let configuration = try Configuration.load()
        let migrations = try Migrations.files(in: configuration.sqlFolder)
        let archive = try BackupArchive(file, scratch: file)
        try archive.checkUse(configuration: configuration, newestKnown: migrations.map(\.number).max() ?? 0)
        tell(
            "Sauvegarde entière\u{A0}: \(archive.balance.sentence), du \(archive.head.date), schéma \(archive.head.schema)."
        )
        if onlyVerifies { return }
        try SiteRestoration(configuration: configuration, archive: archive, migrations: migrations)
            .run(at: .now(), tell: tell)
        if archive.balance.manquants > 0 {
            tell("Il manquait déjà \(archive.balance.manquants) fichiers quand la sauvegarde a été faite.")
        }
        tell("Le site est remis en place. Chacun devra se connecter de nouveau.")
    }

    /// At once: each step takes its time.
    private func tell(_ sentence: String) {
        // Nobody reads it any more: that is no reason to stop.
        try? FileHandle.standardOutput.write(contentsOf: Data("\(sentence)\n".utf8))
    }
}
