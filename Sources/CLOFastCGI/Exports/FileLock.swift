import Glibc

/// An exclusive lock on a file, without waiting. It lasts until the last descriptor of it is closed: a child that
/// inherits it holds it on.
struct FileLock {
    let descriptor: Int32

    /// - Returns: `nil` when somebody holds it.
    /// - Throws: when its file cannot be made.
    static func take(_ path: String) throws -> FileLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return FileLock(descriptor: descriptor) }
        let code = errno
        close(descriptor)
        guard code == EWOULDBLOCK else { throw Failure(path: path, code: code) }
        return nil
    }

    /// One that has never been taken is not held.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }

    struct Failure: Error, CustomStringConvertible {
        let path: String
        let code: Int32

        var description: String { "cannot lock \(path): \(String(cString: strerror(code)))" }
    }

    /// Lets go of this process's part in it.
    func release() {
        close(descriptor)
    }
}
