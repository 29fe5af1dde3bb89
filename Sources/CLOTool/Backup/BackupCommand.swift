import ArgumentParser
import CLOModel
import CLOStore
import Foundation

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Sauvegarde la base et les fichiers dans une archive, sans arrêter le site.",
        discussion: """
            L’archive (format tar) n’apparaît sous son nom qu’une fois entière ; une sauvegarde interrompue n’en laisse \
            pas. Elle contient des données personnelles\u{A0}: seul le compte qui l’écrit peut la lire, gardez-la ainsi. \
            Le code de sortie est 2 s’il manquait des fichiers\u{A0}: le reste est sauvegardé.
            """)

    @Argument(
        help: ArgumentHelp(
            "L’archive à écrire, par exemple sauvegarde.tar ; remplacée si elle existe.", valueName: "fichier"))
    var file: String

    func run() throws {
        let installation = try Installation()
        let (balance, missing) = try SiteBackup(configuration: installation.configuration, now: .now()).write(to: file)
        print("Sauvegardé\u{A0}: \(balance.sentence), dans \(file).")
        guard balance.manquants > 0 else { return }
        let names = missing.joined(separator: ", ") + (balance.manquants > missing.count ? "…" : "")
        FileHandle.standardError.write(
            Data(
                "\(balance.manquants) fichiers manquent dans le dossier de données, et donc ici\u{A0}: \(names)\n".utf8)
        )
        throw ExitCode(2)
    }
}

extension BackupFormat.Balance {
    /// « 1234 lignes de 20 tables et 56 fichiers (78 Mo) ».
    var sentence: String {
        let rows = tables.values.reduce(0, +)
        return "\(rows) lignes de \(tables.count) tables et \(fichiers) fichiers (\(ByteCount(octets)))"
    }
}
