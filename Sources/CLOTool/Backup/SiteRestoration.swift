import CLODocuments
import CLOModel
import CLOSecurity
import CLOStore
import Foundation

/// Puts a backup back: the schema as it was, the rows in one transaction, the migrations that are newer, the files.
struct SiteRestoration {
    let configuration: Configuration
    let archive: BackupArchive
    let migrations: [Migrations.File]

    /// - Parameter tell: takes a sentence for each step.
    func run(at now: Instant, tell: (String) -> Void) throws {
        let store = Store(Database(configuration.database))
        let database = store.database
        let place = try RestorationPlace(
            database: RestorationStore(database, migrations: migrations), folder: configuration.dataFolder)
        _ = try Migrations(database).apply(migrations.filter { $0.number <= archive.head.schema }, at: now)
        try load(into: database)
        tell("Lignes remises en place et comptées\u{A0}: \(archive.balance.tables.values.reduce(0, +)).")
        let newer = try Migrations(database).apply(migrations, at: now)
        if !newer.isEmpty { tell("Base mise à jour\u{A0}: \(newer.joined(separator: ", ")).") }
        try store.search.indexWhatIsMissing(of: nil)
        try writeFiles()
        try checkFiles()
        tell("Fichiers remis en place et vérifiés\u{A0}: \(archive.balance.fichiers).")
        try place.open()
    }

    private func load(into database: Database) throws {
        try TableLoader.load(into: database, tables: migrations.flatMap(\.tables)) { loader in
            try archive.forEachPart { part in
                let (columns, rows) = try SavedRows.read(part)
                try loader.insert(rows, into: columns.table, columns: columns.colonnes)
            }
            for (table, expected) in archive.balance.tables.sorted(by: { $0.key < $1.key }) {
                let count = try loader.count(table)
                guard count == expected else {
                    throw BackupFailure("« \(table) » a \(count) lignes au lieu de \(expected).")
                }
            }
        }
    }

    private func writeFiles() throws {
        var last = ""
        try archive.forEachFile { name, tar in
            let path = "\(configuration.dataFolder)/\(name)"
            let folder = (path as NSString).deletingLastPathComponent
            if folder != last { try DataFile.makeFolder(folder) }
            last = folder
            let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640)
            guard file >= 0 else { throw POSIXError.ofSystem }
            defer { close(file) }
            try tar.read { piece in try Self.write(piece, to: file) }
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(file, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw POSIXError.ofSystem }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Each file as it lies in the data folder now against the archive, which was checked before; and has the system
    /// store it. All were written before: most are on the disk already, and there is little to wait for.
    private func checkFiles() throws {
        var last = ""
        try archive.forEachFile { name, tar in
            let file = open("\(configuration.dataFolder)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard file >= 0 else { throw BackupFailure("Il manque « \(name) » dans le dossier de données.") }
            defer { close(file) }
            let path = "\(configuration.dataFolder)/\(name)"
            let folder = (path as NSString).deletingLastPathComponent
            if folder != last { try DataFile.syncFolder(of: path) }
            last = folder
            guard fsync(file) == 0 else { throw POSIXError.ofSystem }
            let (saved, stored) = (RunningDigest(), RunningDigest())
            try tar.read(saved.add)
            let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
            defer { piece.deallocate() }
            while true {
                let count = read(file, piece.baseAddress, piece.count)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw POSIXError.ofSystem }
                guard count > 0 else { break }
                stored.add(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            }
            guard saved.hexadecimal() == stored.hexadecimal() else {
                throw BackupFailure("« \(name) » n’est pas dans le dossier de données tel qu’il a été sauvegardé.")
            }
        }
    }
}
