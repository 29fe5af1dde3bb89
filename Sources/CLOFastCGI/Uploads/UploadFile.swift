import CLOStore
import Glibc

/// The bytes of an upload in the data folder, while they come.
struct UploadFile {
    let path: String

    struct Failure: Error {
        let code: Int32

        var isForLackOfRoom: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }
    }

    init(folder: String, name: String) {
        path = "\(folder)/\(name)"
    }

    /// Puts bytes at their place; they are on the disk when this returns.
    func write(_ bytes: [UInt8], at offset: Int) throws(Failure) {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard file >= 0 else { throw Failure(code: errno) }
        var code: Int32 = 0
        var written = 0
        while written < bytes.count && code == 0 {
            let count = bytes.withUnsafeBytes {
                pwrite(file, $0.baseAddress.map { $0 + written }, $0.count - written, off_t(offset + written))
            }
            if count < 0 && errno == EINTR { continue }
            if count > 0 { written += count } else { code = count < 0 ? errno : ENOSPC }
        }
        if code == 0 && fdatasync(file) != 0 { code = errno }
        if close(file) != 0 && code == 0 { code = errno }
        guard code == 0 else { throw Failure(code: code) }
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
