import Glibc

/// Whole files, read and written with the system's calls: the responder links no Foundation.
public enum DataFile {
    /// - Returns: `nil` when the file is missing or cannot be read.
    public static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + filled, $0.count - filled) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
        }
        return bytes
    }

    /// A mark that changes when the file does: size and time of its last change. `nil` when it is missing.
    public static func fingerprint(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let time = UInt64(bitPattern: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec))
        return String(time &* 31 &+ UInt64(bitPattern: Int64(status.st_size)), radix: 36)
    }

    public struct WriteFailure: Error, CustomStringConvertible {
        public let path: String
        public let code: Int32

        /// - Parameter code: `errno`.
        public init(path: String, code: Int32) {
            self.path = path
            self.code = code
        }

        public var description: String { "cannot write \(path): \(String(cString: strerror(code)))" }
    }

    /// Writes a file so that after a crash it is either whole or not there: written aside, synced, renamed,
    /// and its folder synced (DESIGN, data rules).
    public static func write(_ bytes: [UInt8], to path: String) throws(WriteFailure) {
        try put(bytes, at: path, isSynced: true)
    }

    /// Writes a file that can be lost or torn by a crash, but that no reader finds half-written meanwhile.
    public static func writeCache(_ bytes: [UInt8], to path: String) throws(WriteFailure) {
        try put(bytes, at: path, isSynced: false)
    }

    private static func put(_ bytes: [UInt8], at path: String, isSynced: Bool) throws(WriteFailure) {
        let aside = path + ".\(getpid()).partial"
        let file = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw WriteFailure(path: aside, code: errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, $0.count - written) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return try abandon(file, aside) }
            written += count
        }
        guard !isSynced || fsync(file) == 0 else { return try abandon(file, aside) }
        guard close(file) == 0, rename(aside, path) == 0 else {
            let code = errno
            unlink(aside)
            throw WriteFailure(path: path, code: code)
        }
        if isSynced { try syncFolder(of: path) }
    }

    private static func abandon(_ file: Int32, _ path: String) throws(WriteFailure) {
        let code = errno
        close(file)
        unlink(path)
        throw WriteFailure(path: path, code: code)
    }

    /// Gives a file that another program has written its name, once it is safely stored.
    /// - Returns: its size in bytes.
    public static func settle(_ aside: String, at path: String) throws(WriteFailure) -> Int {
        let file = open(aside, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw WriteFailure(path: aside, code: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, fsync(file) == 0, rename(aside, path) == 0 else {
            throw WriteFailure(path: path, code: errno)
        }
        try syncFolder(of: path)
        return Int(status.st_size)
    }

    /// Has the system store that a file came, went or changed its name: its folder, not the file itself.
    public static func syncFolder(of path: String) throws(WriteFailure) {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        let handle = open(folder.isEmpty ? "." : String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw WriteFailure(path: path, code: errno) }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw WriteFailure(path: path, code: errno) }
    }

    /// Counts the file's age from now on. One that is not there has none.
    public static func touch(_ path: String) {
        utimensat(AT_FDCWD, path, nil, 0)
    }

    /// Makes a folder, and those above it that are missing.
    public static func makeFolder(_ path: String) throws(WriteFailure) {
        var prefix = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            prefix += prefix.isEmpty && part.isEmpty ? "/" : (prefix.isEmpty || prefix == "/" ? "\(part)" : "/\(part)")
            if part.isEmpty || mkdir(prefix, 0o750) == 0 || errno == EEXIST { continue }
            throw WriteFailure(path: prefix, code: errno)
        }
    }
}
