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
    private let job: BackgroundJob
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
        job = BackgroundJob(stem: "\(folder)/\(account.rawValue)")
    }

    /// Looks; makes nothing.
    func state(at now: Instant) -> State {
        if job.isUnderway { return .underway(percent: job.percent) }
        if !job.complaint.isEmpty { return .failed }
        guard let file = OpenFile("\(job.stem).zip"), now.since(file.writtenAt) < Self.lifetime else { return .absent }
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
        return try job.begin(
            tool: tool, ["archive", "--compte=\(account.rawValue)", "--out=\(job.stem).zip", "--avancement"])
    }
}

/// Whose archive, and how one answers who asks for it: the client himself or an employee.
extension DataArchive {
    /// Most archives are ready by then, and the page that follows offers them at once.
    private static let patience = Duration.seconds(2)

    init(of account: Account.ID, for person: SignedIn) {
        self.init(of: account, configuration: person.responder.configuration)
    }

    /// Has it made, unless it is being made, and waits a moment for it.
    func prepare(for person: SignedIn) throws {
        guard let child = try begin(tool: person.responder.configuration.toolFile) else { return }
        try person.store.journal.record(.init(.dataExported, by: person.viewer.account, on: account), at: person.now)
        guard person.responder.children.hasEnded(child, within: Self.patience) else { return }
        if case .failed = state(at: person.now) {
            Log.write("archive-failed", ["account": "\(account.rawValue)", "reason": job.complaint])
        }
    }

    /// - Parameter name: of the client, for the file's name.
    func response(_ file: OpenFile, name: String, to person: SignedIn) -> Response {
        if person.request.rangeHeader.isEmpty {
            Log.write(
                "archive-sent",
                [
                    "account": "\(account.rawValue)", "by": "\(person.viewer.account.rawValue)",
                    "address": person.request.remoteAddress,
                ])
        }
        let fileName = "CLO - données de \(name) - \(ParisTime(file.writtenAt).date.iso).zip"
        return FileAnswer(
            file: file, type: "application/zip", tag: tag(of: file),
            headers: [
                ("Cache-Control", "private, no-store"),
                ("Content-Disposition", ContentDisposition(kind: .attachment, fileName: fileName).header),
                ("Content-Security-Policy", SecurityHeaders.documentPolicy),
            ]
        ).response(to: person.request)
    }
}
