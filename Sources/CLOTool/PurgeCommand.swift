import ArgumentParser

struct PurgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: """
            Efface ce qui a fait son temps : sessions, essais de connexion, envois, brouillons, messages, exports PDF.
            """)

    func run() throws {
        print(try Purge(Installation()).run())
    }
}
