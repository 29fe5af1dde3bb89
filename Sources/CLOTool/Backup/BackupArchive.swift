import CLODocuments
import CLOSecurity
import CLOStore
import Foundation

/// A backup that was read from its beginning to its end and found whole: its checksums, its counts, its form.
struct BackupArchive {
    let path: String
    let head: BackupFormat.Head
    let balance: BackupFormat.Balance

    /// In bytes, of the small files that tell about the others.
    private static let noteLimit = 1 << 20

    /// - Parameter scratch: a file may be made for a moment in the folder of this path.
    /// - Throws: ``BackupFailure`` that says what is wrong with it.
    init(_ path: String, scratch: String) throws {
        do {
            try self.init(reading: path, scratch)
        } catch let failure as ArchiveFailure {
            throw BackupFailure(
                "\(path) n’est pas une sauvegarde, ou elle est abîmée (\(failure)). Prenez-en une autre copie.")
        } catch let failure as DecodingError {
            throw BackupFailure("\(path) n’est pas une sauvegarde, ou elle est abîmée (\(failure)).")
        }
    }

    private init(reading path: String, _ scratch: String) throws {
        self.path = path
        guard access(path, R_OK) == 0 else {
            throw BackupFailure("\(path) ne peut pas être lu\u{A0}: \(String(cString: strerror(errno))).")
        }
        let seen = try Spool(besides: scratch)
        var (head, balance): (BackupFormat.Head?, BackupFormat.Balance?)
        var (files, octets, isChecked) = (0, 0, false)
        let tar = try TarReader(path)
        while let entry = try tar.next() {
            guard entry.isFile, BackupFormat.isPossible(entry.name), !isChecked else {
                throw BackupFailure("Cette archive contient « \(entry.name) », qui n’est pas d’une sauvegarde.")
            }
            if entry.name == BackupFormat.checksums {
                try Self.compare(tar, with: seen)
                isChecked = true
                continue
            }
            let digest = RunningDigest()
            switch entry.name {
            case BackupFormat.head, BackupFormat.balance:
                let bytes = try tar.bytes(of: entry, limit: Self.noteLimit)
                bytes.withUnsafeBytes(digest.add)
                let data = Data(bytes)
                if entry.name == BackupFormat.head {
                    head = try JSONDecoder().decode(BackupFormat.Head.self, from: data)
                } else {
                    balance = try JSONDecoder().decode(BackupFormat.Balance.self, from: data)
                }
            default: try tar.read(digest.add)
            }
            if entry.name.hasPrefix(BackupFormat.files) {
                files += 1
                octets += entry.size
            }
            try seen.append("\(digest.hexadecimal())  \(entry.name)")
        }
        guard let head, let balance, isChecked else {
            throw BackupFailure("Cette sauvegarde est incomplète\u{A0}: sa fin manque.")
        }
        guard files == balance.fichiers, octets == balance.octets else {
            throw BackupFailure(
                "Cette sauvegarde contient \(files) fichiers, et devrait en contenir \(balance.fichiers).")
        }
        (self.head, self.balance) = (head, balance)
    }

    /// Line by line, so that the file that is damaged can be named.
    private static func compare(_ tar: TarReader, with seen: Spool) throws {
        try seen.rewindToStart()
        var rest: [UInt8] = []
        func check(_ line: ArraySlice<UInt8>) throws {
            guard let expected = try seen.nextLine(), Array(expected.utf8)[...] == line else {
                let name = String(decoding: line.dropFirst(66), as: UTF8.self)
                throw BackupFailure("Cette sauvegarde est abîmée\u{A0}: « \(name) » n’est pas tel qu’il a été écrit.")
            }
        }
        try tar.read { piece in
            rest += piece
            while let end = rest.firstIndex(of: 10) {
                try check(rest[..<end])
                rest.removeSubrange(...end)
            }
        }
        guard try rest.isEmpty && seen.nextLine() == nil else {
            throw BackupFailure("Cette sauvegarde est abîmée\u{A0}: sa liste de contrôle est coupée.")
        }
    }

    /// Whether this program and this `clo.conf` can put it back.
    func checkUse(configuration: Configuration, newestKnown: Int) throws {
        guard head.format <= BackupFormat.number, head.schema <= newestKnown else {
            throw BackupFailure(
                "Cette sauvegarde vient d’une version plus récente du programme (schéma \(head.schema), forme \(head.format))\u{A0}: "
                    + "installez cette version, ou une plus récente.")
        }
        guard head.cle == BackupFormat.mark(of: configuration.pepper) else {
            throw BackupFailure(
                "CLO_PEPPER n’est pas dans clo.conf celui du site sauvegardé\u{A0}: personne ne pourrait se connecter. "
                    + "Reprenez cette ligne de l’ancien clo.conf.")
        }
    }

    /// Hands over the parts of the tables, in order, each whole.
    func forEachPart(_ body: ([UInt8]) throws -> Void) throws {
        let tar = try TarReader(path)
        while let entry = try tar.next() {
            guard entry.name.hasPrefix(BackupFormat.tables) else { continue }
            try body(tar.bytes(of: entry, limit: SavedRows.partLimit))
        }
    }

    /// Hands over the files: their paths from the data folder, and what reads each.
    func forEachFile(_ body: (_ name: String, _ tar: TarReader) throws -> Void) throws {
        let tar = try TarReader(path)
        while let entry = try tar.next() {
            guard entry.name.hasPrefix(BackupFormat.files) else { continue }
            try body(String(entry.name.dropFirst(BackupFormat.files.count)), tar)
        }
    }
}
