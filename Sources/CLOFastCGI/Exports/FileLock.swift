import Glibc

/// An exclusive lock on a file, without waiting. It lasts until the last descriptor of it is closed: a child that
/// inherits it holds it on.
struct FileLock {
    let descriptor: Int32

    /// - Returns: `nil` when somebody holds it, or it cannot be made.
    init?(_ path: String) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    /// Lets go of this process's part in it.
    func release() {
        close(descriptor)
    }
}
