import ArgumentParser
import CLOModel
import CLOStore

struct PurgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Efface ce qui a fait son temps : sessions, essais de connexion, envois.")

    func run() throws {
        let counts = try Installation().store.purge(at: .now())
        print(
            "Effacé : \(counts.sessions) sessions, \(counts.devices) appareils, \(counts.throttles) compteurs, "
                + "\(counts.submissions) envois.")
    }
}
