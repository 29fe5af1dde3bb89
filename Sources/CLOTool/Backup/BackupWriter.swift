import CLODocuments
import CLOModel
import CLOSecurity
import CLOStore
import Foundation

/// A backup that is being written, to a name of its own until it is whole.
final class BackupWriter {
    private let path: String
    private let aside: String
    private let descriptor: Int32
    private let tar: TarWriter
    private let checksums: Spool
    private let now: Instant

    /// What stays of an interrupted backup has the same name, so that the next one writes over it.
    ///
    /// - Throws: ``BackupFailure`` when another process is writing this backup.
    init(_ path: String, at now: Instant) throws {
        self.path = path
        self.now = now
        aside = "\(path).partiel"
        descriptor = open(aside, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw BackupFailure("\(aside) ne peut pas être écrit\u{A0}: \(String(cString: strerror(errno))).")
        }
        do {
            try Self.claim(descriptor, aside)
            tar = try TarWriter(descriptor)
            checksums = try Spool(besides: path)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit {
        close(descriptor)
    }

    private static func claim(_ descriptor: Int32, _ path: String) throws {
        var (held, named) = (stat(), stat())
        // Between opening and locking it, another process may have finished it and given it its name.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &held) == 0, stat(path, &named) == 0,
            held.st_ino == named.st_ino, held.st_dev == named.st_dev
        else { throw BackupFailure("Une autre commande écrit déjà \(path).") }
        guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else { throw POSIXError.ofSystem }
    }

    func add(_ name: String, _ bytes: [UInt8]) throws {
        let digest = RunningDigest()
        try tar.add(name, size: bytes.count, at: now) { write in
            try bytes.withUnsafeBytes {
                digest.add($0)
                try write($0)
            }
        }
        try checksums.append("\(digest.hexadecimal())  \(name)")
    }

    /// Adds a copy of a file.
    /// - Parameter pause: called between one piece and the next.
    /// - Returns: its size; `nil` when it is not there.
    func add(_ name: String, file source: String, pause: () throws -> Void) throws -> Int? {
        let file = open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            guard errno == ENOENT else { throw POSIXError.ofSystem }
            return nil
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw POSIXError.ofSystem }
        let size = Int(status.st_size)
        let digest = RunningDigest()
        let changed = Instant(seconds: Int64(status.st_mtim.tv_sec))
        try tar.add(name, size: size, at: changed) { write in
            let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
            defer { piece.deallocate() }
            while true {
                try pause()
                let count = read(file, piece.baseAddress, piece.count)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw POSIXError.ofSystem }
                guard count > 0 else { break }
                let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
                digest.add(bytes)
                try write(bytes)
            }
        }
        try checksums.append("\(digest.hexadecimal())  \(name)")
        return size
    }

    /// Writes the checksums, waits until all is on the disk, and gives the backup its name.
    func finish() throws {
        try checksums.rewindToStart()
        try tar.add(BackupFormat.checksums, size: checksums.byteCount, at: now) { write in
            while let line = try checksums.nextLine() {
                try Array("\(line)\n".utf8).withUnsafeBytes(write)
            }
        }
        try tar.finish()
        guard fsync(descriptor) == 0, rename(aside, path) == 0 else { throw POSIXError.ofSystem }
        try DataFile.syncFolder(of: path)
    }

    /// Takes away what was written so far.
    func abandon() {
        unlink(aside)
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
