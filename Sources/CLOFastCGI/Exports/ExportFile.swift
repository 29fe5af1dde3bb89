import CLOModel
import CLOSecurity
import CLOStore
import Glibc

/// One printed document on disk, and the making of it.
///
/// Its name holds all that its pages depend on: the sheet's revision and header, what was chosen, who asks, the day,
/// the company's name, colour and logo, and the program. So a document once made is served again as it is, to that person on that day, as long as the
/// sheet has not changed: the first page says by whom and when it was made, and that stays true.
struct ExportFile {
    let tag: String
    private let folder: ExportFolder
    private let job: BackgroundJob
    /// With which the names of this revision's documents begin.
    private let revisionMark: String

    enum State {
        case ready(OpenFile)
        /// In hundredths.
        case underway(percent: Int)
        case absent
    }

    init(
        _ choice: PDFChoice, of sheet: SessionStore.SheetGlimpse, header: ProgressSheet.Header, for viewer: Viewer,
        at now: Instant, _ responder: Responder
    ) throws {
        let configuration = responder.configuration
        let settings = responder.settings()
        folder = ExportFolder(dataFolder: configuration.dataFolder)
        let content =
            [
                "\(sheet.id.rawValue)", "\(sheet.revision)", header.title, header.clientName,
                header.startsOn?.iso ?? "", header.plannedEndOn?.iso ?? "", "\(header.state)",
                "\(viewer.account.rawValue)", viewer.name, ParisTime(now).date.iso,
                DataFile.fingerprint(configuration.toolFile) ?? "",
                // The tool may be a launcher, which stays as it is.
                Program.running.mark,
                DataFile.fingerprint("\(configuration.assetsFolder)/logo.svg") ?? "",
                try responder.store.settings.logo() ?? "", settings.companyName, settings[.accent],
            ] + header.clientAddress + choice.waiting(false).arguments
        // Each with its length: no two lists are the same text.
        let key = content.map { "\($0.utf8.count):\($0)" }.joined()
        tag = Base64URL.encode(Array(Digest.sha256(key).prefix(18)))
        revisionMark = "\(sheet.code)-r\(sheet.revision)-"
        job = BackgroundJob(stem: "\(folder.path)/\(revisionMark)\(tag)")
    }

    /// Looks; makes nothing.
    func state() -> State {
        let path = "\(job.stem).pdf"
        if let file = OpenFile(path) { return .ready(file) }
        if job.isUnderway { return .underway(percent: job.percent) }
        // Whoever held it may have finished between the two looks.
        if let file = OpenFile(path) { return .ready(file) }
        return .absent
    }

    /// How many documents are made at a time on one host: each takes a processor.
    private static let places = 2

    /// Starts the making, unless it is under way.
    /// - Parameter author: as it is printed.
    /// - Returns: the child; `nil` when there is nothing to start, or no place for it: ``state()`` tells.
    func begin(
        _ choice: PDFChoice, of code: WorksiteCode, by author: String, tool: String
    ) throws -> pid_t? {
        try DataFile.makeFolder(folder.path)
        // Those of earlier revisions are asked for no more; an hour for who is still loading one.
        folder.remove(olderThan: .hours(1), at: .now()) { name in
            name.hasPrefix("\(code)-r") && !name.hasPrefix(revisionMark)
        }
        // Options whose values may begin with a hyphen are written as one word.
        let arguments =
            ["pdf", code.description, "--out=\(job.stem).pdf", "--par=\(author)", "--avancement"] + choice.arguments
        return try job.begin(tool: tool, arguments, place: freePlace)
    }

    private func freePlace() throws -> FileLock? {
        for number in 1...Self.places {
            if let place = try FileLock.take("\(folder.path)/place-\(number).verrou") { return place }
        }
        return nil
    }

    /// What the child had to say before it failed, for the log.
    var complaint: String { job.complaint }
}
