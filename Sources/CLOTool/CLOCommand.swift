import ArgumentParser
import CLOModel
import CLOStore

/// `clo`: what is done from the command line, and the heavy work that the responder hands over.
@main
struct CLOCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clo",
        abstract: "CLO compte client : base de données, comptes, chantiers, sauvegardes, démonstration.",
        version: Program.running.version,
        subcommands: [
            MigrateCommand.self, UserCommand.self, SheetCommand.self, DemoCommand.self, RichTextCommand.self,
            PhotoCommand.self, ContractCommand.self, ArchiveCommand.self, PDFCommand.self, PurgeCommand.self,
            DeliverCommand.self, DoctorCommand.self, BackupCommand.self, RestoreCommand.self,
        ])
}

/// What the commands that need an installation share.
struct Installation {
    let configuration: Configuration
    let store: Store

    /// - Throws: also while a restore is under way: nothing that it has not finished is to be worked on.
    init() throws {
        configuration = try Configuration.load()
        Log.use(configuration.log)
        guard !RestorationMark.isPresent(in: configuration.dataFolder) else {
            throw BackupFailure(
                "Une restauration est en cours, ou a été interrompue : attendez sa fin, ou relancez « clo restore ».")
        }
        SitePaths.install(configuration.web.paths)
        store = Store(Database(configuration.database))
    }

    /// For what people must be told of. The plain ``store`` tells nobody: the demonstration plays its past in it.
    var tellingStore: Store {
        Store(store.database, notices: configuration.messaging?.policy)
    }
}
