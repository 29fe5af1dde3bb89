import ArgumentParser
import CLOModel
import CLOStore

/// `clo`: what is done from the command line, and the heavy work that the responder hands over.
@main
struct CLOCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clo",
        abstract: "CLO compte client : base de données, comptes, chantiers, démonstration.",
        version: Program.running.version,
        subcommands: [
            MigrateCommand.self, UserCommand.self, SheetCommand.self, DemoCommand.self, RichTextCommand.self,
            PhotoCommand.self, ContractCommand.self, ArchiveCommand.self, PDFCommand.self, PurgeCommand.self,
            DeliverCommand.self, DoctorCommand.self,
        ])
}

/// What the commands that need an installation share.
struct Installation {
    let configuration: Configuration
    let store: Store

    init() throws {
        configuration = try Configuration.load()
        Log.use(configuration.log)
        SitePaths.install(configuration.web.paths)
        store = Store(Database(configuration.database))
    }

    /// For what people must be told of. The plain ``store`` tells nobody: the demonstration plays its past in it.
    var tellingStore: Store {
        Store(store.database, notices: configuration.messaging?.policy)
    }
}
