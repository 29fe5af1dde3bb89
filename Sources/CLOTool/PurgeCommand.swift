import ArgumentParser
import CLOModel
import CLOStore
import Foundation

struct PurgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Efface ce qui a fait son temps : sessions, essais de connexion, envois.")

    func run() throws {
        let installation = try Installation()
        let counts = try installation.store.purge(at: .now())
        try Self.deleteFiles(in: installation.configuration.renderedFolder, untouchedFor: 30)
        // The page has promised a day; nobody fetches it after that.
        try Self.deleteFiles(in: installation.configuration.archiveFolder, untouchedFor: 1)
        // A contract nobody finished sending; one that no row names any more, kept for backups taken in between.
        let folder = installation.configuration.dataFolder
        try Self.deleteFiles(in: "\(folder)/envois/contrats", untouchedFor: 7)
        let named = try installation.store.contracts.fileNames()
        try Self.deleteFiles(in: "\(folder)/contrats", untouchedFor: 30) { named.contains($0) }
        print(
            "Effacé : \(counts.sessions) sessions, \(counts.devices) appareils, \(counts.throttles) compteurs, "
                + "\(counts.submissions) envois, \(counts.accessTokens) liens et codes, "
                + "\(counts.journal) lignes ou adresses du journal, \(counts.details) anciennes coordonnées.")
    }

    /// - Parameter days: since the file was last written.
    /// - Parameter isNeeded: told the name of a file; those are left alone.
    private static func deleteFiles(
        in folder: String, untouchedFor days: Double, unless isNeeded: (String) -> Bool = { _ in false }
    ) throws {
        let place = URL(fileURLWithPath: folder, isDirectory: true)
        let keys: Set<URLResourceKey> = [.contentModificationDateKey, .isRegularFileKey]
        // A folder that is not there yet holds nothing old.
        guard let files = FileManager.default.enumerator(at: place, includingPropertiesForKeys: Array(keys)) else {
            return
        }
        let limit = Date(timeIntervalSinceNow: -days * 86_400)
        for case let file as URL in files {
            let values = try file.resourceValues(forKeys: keys)
            guard values.isRegularFile == true, let changed = values.contentModificationDate, changed < limit,
                !isNeeded(file.lastPathComponent)
            else {
                continue
            }
            try FileManager.default.removeItem(at: file)
        }
    }
}
