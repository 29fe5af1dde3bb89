import CLOModel
import CLOSecurity
import CLOStore
import Glibc

/// All that is kept of one client, as a file that he can take away (RGPD, articles 15 and 20), and the making of it.
///
/// `clo archive` makes it, as a child that may outlive the request: the photos of a worksite can be gigabytes. There is
/// one at most for each client; after a day it is no longer handed out, and `clo purge` deletes it.
struct DataArchive {
    private let folder: String
    /// Path without its extension.
    private let stem: String
    private let account: Account.ID

    /// As long as the sentence on the page says.
    static let lifetime = Duration.hours(24)

    enum State {
        case absent
        /// In hundredths.
        case underway(percent: Int)
        case ready(OpenFile)
        case failed
    }

    init(of account: Account.ID, configuration: Configuration) {
        self.account = account
        folder = configuration.archiveFolder
        stem = "\(folder)/\(account.rawValue)"
    }

    /// Looks; makes nothing.
    func state(at now: Instant) -> State {
        if FileLock.isHeld("\(stem).verrou") { return .underway(percent: percent) }
        if !complaint.isEmpty { return .failed }
        guard let file = OpenFile("\(stem).zip"), now.since(file.writtenAt) < Self.lifetime else { return .absent }
        return .ready(file)
    }

    /// Names this very content: size and time of writing, of this person's file.
    func tag(of file: OpenFile) -> String {
        let content = "\(account.rawValue) \(file.size) \(file.writtenAt.milliseconds)"
        return "\"\(Base64URL.encode(Array(Digest.sha256(content).prefix(12))))\""
    }

    /// Starts the making, unless it is under way.
    /// - Returns: the child; `nil` when one is at work for this person already.
    func begin(tool: String) throws -> pid_t? {
        try DataFile.makeFolder(folder)
        guard let lock = try FileLock.take("\(stem).verrou") else { return nil }
        defer { lock.release() }
        let progress = open("\(stem).avancement", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o640)
        let errors = open("\(stem).journal", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o640)
        defer {
            close(progress)
            close(errors)
        }
        guard progress >= 0, errors >= 0 else { throw ChildProcess.Failure(program: tool, code: errno) }
        return try ChildProcess.start(
            tool, ["archive", "--compte=\(account.rawValue)", "--out=\(stem).zip", "--avancement"],
            output: progress, errors: errors, kept: [lock.descriptor])
    }

    private var percent: Int {
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
}
