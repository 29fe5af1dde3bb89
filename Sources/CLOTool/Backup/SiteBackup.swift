import CLOModel
import CLOStore
import Foundation

/// Saves the database and the files that its rows name, as they are at one moment, while people go on writing.
///
/// The rows are read in one snapshot. The files are copied after it: they were all there before their rows, never
/// change, and nothing deletes one meanwhile (``FileHold``).
struct SiteBackup {
    let configuration: Configuration
    let now: Instant

    /// - Returns: what was saved, and the first of the files that were missing.
    func write(to path: String) throws -> (balance: BackupFormat.Balance, missing: [String]) {
        let database = Database(configuration.database)
        let migrations = try Migrations.files(in: configuration.sqlFolder)
        let schema = try Self.schema(of: database, migrations)
        // A connection of its own: it speaks while the snapshot is open.
        guard let hold = try FileHold(Store(Database(configuration.database)).fileDuty, patience: .seconds(60)) else {
            throw BackupFailure(
                "Une autre sauvegarde ou « clo purge » travaille sur ce site\u{A0}: réessayez plus tard.")
        }
        let writer = try BackupWriter(path, at: now)
        do {
            try add(head: schema, to: writer)
            var balance = BackupFormat.Balance()
            let names = try Spool(besides: path)
            try database.snapshot { connection in
                for table in try SavedTable.all(among: migrations.flatMap(\.tables), connection) {
                    balance.tables[table.name] = try addRows(of: table, connection, to: writer, hold)
                }
                try NamedFiles.forEach(connection) { try names.append($0) }
            }
            database.disconnect()
            let missing = try addFiles(names, to: writer, &balance, hold)
            try writer.add(BackupFormat.balance, Self.json(balance))
            try writer.finish()
            try hold.release()
            return (balance, missing)
        } catch {
            writer.abandon()
            // The lease ends by itself, and the first error is the one to tell.
            try? hold.release()
            throw error
        }
    }

    private static func schema(of database: Database, _ migrations: [Migrations.File]) throws -> Int {
        guard let schema = try Migrations(database).newest() else {
            throw BackupFailure("Cette base ne contient rien de ce programme\u{A0}: il n’y a rien à sauvegarder.")
        }
        guard schema <= migrations.map(\.number).max() ?? 0 else {
            throw Migrations.Failure.newerSchema(number: schema)
        }
        return schema
    }

    private func add(head schema: Int, to writer: BackupWriter) throws {
        let readMe = """
            Sauvegarde de CLO compte client, du \(ParisTime(now).sentence).

            Elle contient des données personnelles et les empreintes des mots de passe\u{A0}: gardez-la en lieu sûr.
            Elle se remet en place par « clo restore », avec un clo.conf qui a la même ligne CLO_PEPPER.
            Pour la vérifier sans la remettre\u{A0}: « clo restore --verifier », ou « sha256sum -c SHA256SUMS » une fois dépliée.

            """
        try writer.add(BackupFormat.readMe, Array(readMe.utf8))
        try writer.add(
            BackupFormat.head,
            Self.json(
                BackupFormat.Head(
                    format: BackupFormat.number, schema: schema, programme: Program.running.version, date: now.iso,
                    cle: BackupFormat.mark(of: configuration.pepper))))
    }

    /// - Returns: how many there were.
    private func addRows(
        of table: SavedTable, _ connection: Connection, to writer: BackupWriter, _ hold: FileHold
    ) throws -> Int {
        var rows = SavedRows(of: table)
        var count = 0
        try table.forEachRow(connection) { row in
            try rows.add(row, writer.add)
            count += 1
            try hold.keep()
        }
        try rows.flush(writer.add)
        return count
    }

    private func addFiles(
        _ names: Spool, to writer: BackupWriter, _ balance: inout BackupFormat.Balance, _ hold: FileHold
    ) throws -> [String] {
        var missing: [String] = []
        try names.rewindToStart()
        while let name = try names.nextLine() {
            let size = try writer.add(
                BackupFormat.files + name, file: "\(configuration.dataFolder)/\(name)", pause: hold.keep)
            if let size {
                balance.fichiers += 1
                balance.octets += size
            } else {
                balance.manquants += 1
                if missing.count < 10 { missing.append(name) }
            }
        }
        return missing
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [10]
    }
}
