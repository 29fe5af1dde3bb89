import Glibc

/// The folder of one photo. Each file is written aside, synced and renamed, then the folder is synced, so that after
/// a crash a rendition is whole or not there; one that fails takes those before it away.
struct RenditionFolder {
    let path: String
    private let isNew: Bool
    private var written: [String] = []

    /// Makes the folder when it is missing; the one above it must be there.
    init(_ path: String) throws(PhotoRefusal) {
        self.path = path
        isNew = mkdir(path, 0o750) == 0
        if isNew {
            try Self.sync(Self.parent(of: path))
        } else if errno != EEXIST {
            throw .writing(path, code: errno)
        }
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer, as name: String) throws(PhotoRefusal) {
        let file = "\(path)/\(name)"
        let aside = "\(file).\(getpid()).partial"
        do throws(PhotoRefusal) {
            try Self.write(bytes, synced: aside)
            guard rename(aside, file) == 0 else { throw .writing(file, code: errno) }
        } catch {
            unlink(aside)
            throw error
        }
        written.append(file)
    }

    /// Makes the renames last. Called once, after the last file.
    func sync() throws(PhotoRefusal) {
        try Self.sync(path)
    }

    /// Takes back what this value wrote. The refusal that led here is what the person is told; a file that stays
    /// behind is found by `clo purge`, since no row will name it.
    func removeWritten() {
        for file in written { unlink(file) }
        if isNew { rmdir(path) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, synced path: String) throws(PhotoRefusal) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw .writing(path, code: errno) }
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(file, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(of: file, path) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
        guard fsync(file) == 0 else { throw failure(of: file, path) }
        guard close(file) == 0 else { throw .writing(path, code: errno) }
    }

    /// Reads `errno` before closing, which may change it.
    private static func failure(of file: Int32, _ path: String) -> PhotoRefusal {
        let code = errno
        close(file)
        return .writing(path, code: code)
    }

    private static func sync(_ folder: String) throws(PhotoRefusal) {
        let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw .writing(folder, code: errno) }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw .writing(folder, code: errno) }
    }

    private static func parent(of path: String) -> String {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true)
        if !parts.isEmpty { parts.removeLast() }
        let root = path.hasPrefix("/") ? "/" : parts.isEmpty ? "." : ""
        return root + parts.joined(separator: "/")
    }
}
