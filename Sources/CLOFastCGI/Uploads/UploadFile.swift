import CLOStore
import Glibc

/// The bytes of an upload in the data folder, while they come.
struct UploadFile {
    let path: String

    enum Failure: Error, CustomStringConvertible {
        /// What came before is not there any more: the file has to be sent again from its beginning.
        case lost
        /// `code` is `errno`.
        case unwritable(code: Int32)

        var isForLackOfRoom: Bool {
            switch self {
            case .lost: return false
            case .unwritable(let code): return [ENOSPC, EDQUOT, EFBIG].contains(code)
            }
        }

        var description: String {
            switch self {
            case .lost: return "the bytes before are gone"
            case .unwritable(let code): return String(cString: strerror(code))
            }
        }
    }

    init(folder: String, name: String) {
        path = "\(folder)/\(name)"
    }

    /// Puts bytes at their place; they, and the file's name, are on the disk when this returns.
    ///
    /// Only the first bytes make the file. Without those before it, a piece is refused: a hole would be taken for
    /// what was sent.
    func write(_ bytes: [UInt8], at offset: Int) throws(Failure) {
        let file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (offset == 0 ? O_CREAT : 0), 0o640)
        guard file >= 0 else { throw errno == ENOENT && offset > 0 ? .lost : .unwritable(code: errno) }
        do throws(Failure) {
            try Self.put(bytes, at: offset, of: file)
        } catch {
            close(file)
            throw error
        }
        guard close(file) == 0 else { throw .unwritable(code: errno) }
        guard offset == 0 else { return }
        do {
            try DataFile.syncFolder(of: path)
        } catch {
            throw .unwritable(code: error.code)
        }
    }

    /// Writes bytes at their place of an open file, and has the system store them.
    static func put(_ bytes: [UInt8], at offset: Int, of file: Int32) throws(Failure) {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unwritable(code: errno) }
        guard status.st_size >= offset else { throw .lost }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(file, $0.baseAddress.map { $0 + written }, $0.count - written, off_t(offset + written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(code: count < 0 ? errno : ENOSPC) }
            written += count
        }
        guard fdatasync(file) == 0 else { throw .unwritable(code: errno) }
    }

    /// The one that holds it makes the photo; others come too late.
    /// - Returns: `nil` when somebody holds it, or the file is gone.
    func lock() -> Lock? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        return Lock(descriptor: file)
    }

    var exists: Bool { access(path, F_OK) == 0 }

    func delete() {
        unlink(path)
    }

    /// Ends with the value, or with the process.
    final class Lock {
        private let descriptor: Int32

        fileprivate init(descriptor: Int32) {
            self.descriptor = descriptor
        }

        deinit {
            close(descriptor)
        }
    }

    /// Room on the disk of a folder, in bytes. `nil` when the system does not say.
    static func room(in folder: String) -> Int? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        return Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }
}
