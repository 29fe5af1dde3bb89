import CLOSecurity
import CLOStore
import Foundation

/// Where a backup is put back: an unused database and data folder, marked while it is being done.
///
/// The mark in the folder closes the site; the one in the database shows what this restore has begun. Both hold one
/// token: only what stands under both is ever taken away to begin anew.
final class RestorationPlace {
    private let database: RestorationStore
    private let folder: String
    private let mark: Int32

    /// Looks whether the place may be used, takes away what an interrupted restore left, and marks it.
    ///
    /// - Throws: ``BackupFailure``, before anything is changed, when there is something of worth.
    init(database: RestorationStore, folder: String) throws {
        self.database = database
        self.folder = folder
        _ = try Self.isBegun(database, folder)
        try DataFile.makeFolder(folder)
        let path = RestorationMark.path(in: folder)
        mark = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard mark >= 0 else { throw POSIXError.ofSystem }
        guard flock(mark, LOCK_EX | LOCK_NB) == 0 else {
            close(mark)
            throw BackupFailure("Une autre commande « clo restore » est en cours sur ce site.")
        }
        // Again, now that nobody else can begin one: another may have ended since.
        let isBegun: Bool
        do {
            isBegun = try Self.isBegun(database, folder)
        } catch {
            // An empty mark is the one that was just made.
            if DataFile.read(path)?.isEmpty == true { unlink(path) }
            close(mark)
            throw error
        }
        let token = RunningDigest.hexadecimal(Randomness.bytes(16))
        if !isBegun {
            guard ftruncate(mark, 0) == 0, pwrite(mark, token, 32, 0) == 32, fsync(mark) == 0 else {
                throw POSIXError.ofSystem
            }
            try DataFile.syncFolder(of: RestorationMark.path(in: folder))
        }
        try database.dropTables()
        if !isBegun { try database.begin(token) }
        for name in NamedFiles.folders {
            let path = "\(folder)/\(name)"
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        }
    }

    deinit {
        close(mark)
    }

    /// Whether a restore has begun here and did not end.
    /// - Throws: ``BackupFailure`` when none did and the place is in use.
    private static func isBegun(_ database: RestorationStore, _ folder: String) throws -> Bool {
        let token = RestorationMark.token(in: folder)
        if let token, try token == database.token() { return true }
        guard try database.isUnused() else {
            throw BackupFailure(
                "La base de données de clo.conf sert déjà\u{A0}: une sauvegarde ne se remet que dans une base vide. "
                    + "Créez-en une autre, ou videz celle-ci après l’avoir sauvegardée.")
        }
        guard try token != nil || isEmpty(folder) else {
            throw BackupFailure(
                "Le dossier de données (\(folder)) contient déjà des fichiers\u{A0}: une sauvegarde ne se remet que dans un "
                    + "dossier vide. Donnez-en un autre à CLO_DATA.")
        }
        return false
    }

    private static func isEmpty(_ folder: String) throws -> Bool {
        try NamedFiles.folders.allSatisfy { name in
            let path = "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path) else { return true }
            return try FileManager.default.contentsOfDirectory(atPath: path).isEmpty
        }
    }

    /// Opens the site.
    func open() throws {
        guard unlink(RestorationMark.path(in: folder)) == 0 else { throw POSIXError.ofSystem }
        try DataFile.syncFolder(of: RestorationMark.path(in: folder))
        // Interrupted before this, the table stays behind: without the mark in the folder it means nothing.
        try database.end()
    }
}
