import ArgumentParser
import CLOModel
import CLOStore

struct PurgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: """
            Efface ce qui a fait son temps : sessions, essais de connexion, envois, brouillons, messages, exports PDF.
            """)

    func run() throws {
        let installation = try Installation()
        let (store, configuration) = (installation.store, installation.configuration)
        let now = Instant.now()
        let counts = try store.purge(at: now)
        let uploads = try store.uploads.deleteAbandoned(before: now - .days(7))
        let photos = try store.photos.deleteForgotten(before: now - .days(30))

        var files = 0
        files += try OldFiles(in: configuration.renderedFolder, untouchedForDays: 30).delete { _ in [] }
        files += try OldFiles(in: "\(configuration.dataFolder)/envois", untouchedForDays: 7).delete {
            // Its folder for contracts stays.
            try store.uploads.known($0).union(["contrats"])
        }
        // The page has promised a day; nobody fetches it after that.
        files += try OldFiles(in: configuration.archiveFolder, untouchedForDays: 1).delete { _ in [] }
        // A contract that nobody finished sending.
        files += try OldFiles(in: "\(configuration.dataFolder)/envois/contrats", untouchedForDays: 7).delete { _ in [] }
        let named = try deleteNamedFiles(installation)
        files += named ?? 0
        let exports = ExportFolder(dataFolder: configuration.dataFolder).remove(
            olderThan: ExportFolder.keptFor, at: now)
        print(
            "Effacé : \(counts.sessions) sessions, \(counts.devices) appareils, \(counts.throttles) compteurs, "
                + "\(counts.submissions) envois de formulaires, \(counts.drafts) brouillons, "
                + "\(counts.accessTokens) liens et codes, \(counts.messages) messages, "
                + "\(counts.journal) lignes ou adresses du journal, \(counts.details) anciennes coordonnées, "
                + "\(uploads) envois interrompus, \(photos) photos jamais publiées, "
                + "\(files) fichiers ou dossiers sans usage, \(exports) fichiers d’exports PDF.")
        if named == nil {
            print("Une sauvegarde est en cours : photos et documents sans usage seront effacés la prochaine fois.")
        }
    }

    /// Deletes the files that rows named once, 30 days after: a row that is gone may come back with a backup that is
    /// restored, and its files wait for that.
    ///
    /// - Returns: `nil` while a backup holds them: it copies files whose rows may be gone by now.
    private func deleteNamedFiles(_ installation: Installation) throws -> Int? {
        let (store, folder) = (installation.store, installation.configuration.dataFolder)
        guard let hold = try FileHold(store.fileDuty, patience: .seconds(1)) else { return nil }
        var count = try OldFiles(in: "\(folder)/photos", untouchedForDays: 30).delete(
            pause: hold.keep, except: store.photos.known)
        let contracts = try store.contracts.fileNames()
        count += try OldFiles(in: "\(folder)/contrats", untouchedForDays: 30).delete(pause: hold.keep) {
            contracts.intersection($0)
        }
        let logo = try store.settings.logo().map { String($0.prefix { $0 != "/" }) }
        count += try OldFiles(in: "\(folder)/logo", untouchedForDays: 30).delete(pause: hold.keep) { _ in
            Set([logo].compactMap { $0 })
        }
        try hold.release()
        return count
    }
}
