import CLOModel
import CLOStore

/// Deletes what has served its time: rows, and files that nothing names.
struct Purge {
    let installation: Installation

    /// After this long without a purge `clo deliver` makes one: not every host has a cron that runs commands. Longer than
    /// from one night to the next.
    private static let rhythm = Duration.hours(30)

    init(_ installation: Installation) {
        self.installation = installation
    }

    /// Does it unless it was done lately, here or on another host.
    func runIfOverdue(at now: Instant) throws {
        guard try installation.store.purgeDuty.take(DutyStore.Owner(), for: Self.rhythm, at: now) else { return }
        do {
            Log.write("purged", ["report": try sweep()])
        } catch {
            // Messages do not wait for it; it is tried again after as long.
            Log.write("purge-failed", ["error": "\(error)"])
        }
    }

    /// Does it now, and says what was deleted, in French.
    func run() throws -> String {
        _ = try installation.store.purgeDuty.take(.anybody, for: Self.rhythm, at: .now())
        return try sweep()
    }

    private func sweep() throws -> String {
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
        let named = try deleteNamedFiles()
        files += named ?? 0
        let exports = ExportFolder(dataFolder: configuration.dataFolder).remove(
            olderThan: ExportFolder.keptFor, at: now)
        let report =
            "Effacé : \(counts.sessions) sessions, \(counts.devices) appareils, \(counts.throttles) compteurs, "
            + "\(counts.submissions) envois de formulaires, \(counts.drafts) brouillons, "
            + "\(counts.accessTokens) liens et codes, \(counts.messages) messages, "
            + "\(counts.journal) lignes ou adresses du journal, \(counts.details) anciennes coordonnées, "
            + "\(uploads) envois interrompus, \(photos) photos jamais publiées, "
            + "\(files) fichiers ou dossiers sans usage, \(exports) fichiers d’exports PDF."
        guard named == nil else { return report }
        return report
            + "\nUne sauvegarde est en cours : photos et documents sans usage seront effacés la prochaine fois."
    }

    /// Deletes the files that rows named once, 30 days after: a row that is gone may come back with a backup that is
    /// restored, and its files wait for that.
    ///
    /// - Returns: `nil` while a backup holds them: it copies files whose rows may be gone by now.
    private func deleteNamedFiles() throws -> Int? {
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
