import CLOStore
import Glibc

/// A file that the tool makes in a process of its own, which may outlive the request that began it: a lock, how far it
/// is, and what it complains of lie beside the file.
///
/// The child holds the lock as long as it lives, however it ends: so there is at most one at a time, in all processes,
/// and none is waited for that nobody makes.
struct BackgroundJob {
    /// Path of the file without its extension.
    let stem: String

    var isUnderway: Bool { FileLock.isHeld(lockPath) }

    private var lockPath: String { "\(stem).verrou" }

    /// In hundredths: of its last line, « done total ». 0 before there is one.
    var percent: Int {
        guard let bytes = DataFile.read("\(stem).avancement") else { return 0 }
        let last = String(decoding: bytes, as: UTF8.self).split(separator: "\n").last
        let numbers = (last ?? "").split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2, numbers[1] > 0 else { return 0 }
        return min(100, max(0, 100 * numbers[0] / numbers[1]))
    }

    /// What the child had to say before it failed, for the log; empty when it did not fail.
    var complaint: String {
        DataFile.read("\(stem).journal").map { String(decoding: $0.suffix(300), as: UTF8.self) } ?? ""
    }

    /// Starts the tool, unless it is at work on this file already.
    /// - Parameters:
    ///   - place: a further lock that the child holds; asked for only when there is something to start.
    /// - Returns: the child; `nil` when it is under way, or there is no place for it.
    func begin(tool: String, _ arguments: [String], place: (() throws -> FileLock?)? = nil) throws -> pid_t? {
        guard let lock = try FileLock.take(lockPath) else { return nil }
        defer { lock.release() }
        let taken = try place?()
        guard place == nil || taken != nil else { return nil }
        defer { taken?.release() }
        let progress = open("\(stem).avancement", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o640)
        let errors = open("\(stem).journal", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o640)
        defer {
            close(progress)
            close(errors)
        }
        guard progress >= 0, errors >= 0 else { throw ChildProcess.Failure(program: tool, code: errno) }
        return try ChildProcess.start(
            tool, arguments, output: progress, errors: errors, kept: [lock, taken].compactMap { $0?.descriptor })
    }
}
