import Glibc

/// A log in a file of its own, for hosts whose error log nobody can read: `CLO_LOG`. It is bounded: once it has grown to
/// its size it becomes `FILE.1`, what was that becomes `FILE.2`, and the oldest goes.
///
/// Any number of processes write it at once. Each line is one `write` to a file that was opened to be appended to, so
/// that lines do not mix; a process notices that another has turned the file over, and follows. One that was just then
/// writing writes its line into what has become `FILE.1`: no line is lost.
public struct LogFile: Hashable, Sendable {
    public let path: String
    /// In bytes; the line that reaches it is the file's last.
    public let sizeLimit: Int
    /// How many former files stay beside the present one; at least 1.
    public let kept: Int

    public init(path: String, sizeLimit: Int, kept: Int) {
        precondition(sizeLimit > 0 && kept > 0, "a log has room, and a past")
        self.path = path
        self.sizeLimit = sizeLimit
        self.kept = kept
    }

    /// The file as a process has it open.
    struct Opened {
        let descriptor: Int32
        let device: dev_t
        let inode: ino_t
    }

    /// - Parameter opened: kept by the caller from one line to the next.
    /// - Returns: whether the line was written; where not, there is still standard error.
    func append(_ line: [UInt8], _ opened: inout Opened?) -> Bool {
        var present = stat()
        if stat(path, &present) == 0, Int(present.st_size) >= sizeLimit { turnOver() }
        if let known = opened,
            stat(path, &present) != 0 || present.st_dev != known.device || present.st_ino != known.inode
        {
            close(known.descriptor)
            opened = nil
        }
        if opened == nil { opened = open() }
        guard let opened else { return false }
        return write(opened.descriptor, line, line.count) == line.count
    }

    private func open() -> Opened? {
        // Read by the account of the site alone: addresses of visitors stand in it.
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            return nil
        }
        return Opened(descriptor: descriptor, device: status.st_dev, inode: status.st_ino)
    }

    /// Under a lock, and unless another process has just done it. Where the folder cannot be written, the file grows on.
    private func turnOver() {
        let lock = Glibc.open("\(path).verrou", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { return }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else { return }
        }
        var status = stat()
        guard stat(path, &status) == 0, Int(status.st_size) >= sizeLimit else { return }
        // Those that are not there yet cannot be renamed, which is as well.
        for number in stride(from: kept - 1, through: 1, by: -1) {
            rename("\(path).\(number)", "\(path).\(number + 1)")
        }
        rename(path, "\(path).1")
    }
}
