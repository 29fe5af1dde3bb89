import ArgumentParser
import CLOModel
import CLOStore

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Crée la base ou la met à jour d’après les fichiers de sql/.")

    func run() throws {
        let installation = try Installation()
        let applied = try Migrations(installation.store.database)
            .apply(try Migrations.files(in: installation.configuration.sqlFolder), at: .now())
        // Files of SQL cannot fold words: what was written before there was a search is indexed here.
        try installation.store.search.indexWhatIsMissing(of: nil)
        print(applied.isEmpty ? "La base est à jour." : "Appliqué : \(applied.joined(separator: ", ")).")
    }
}
