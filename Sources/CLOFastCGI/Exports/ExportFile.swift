import CLOModel
import CLOSecurity
import CLOStore
import Glibc

/// One printed document on disk, and the making of it.
///
/// Its name holds all that its pages depend on: the sheet's revision and header, what was chosen, who asks, the day,
/// the company's name, colour and logo, and the program. So a document once made is served again as it is, to that person on that day, as long as the
/// sheet has not changed: the first page says by whom and when it was made, and that stays true.
///
/// A lock goes with each document that is being made. The child holds it as long as it lives, however it ends, so
/// there is at most one at a time, in all processes, and none is waited for that nobody makes.
struct ExportFile {
    let tag: String
    private let folder: ExportFolder
    /// Path without its extension.
    private let stem: String
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
        stem = "\(folder.path)/\(revisionMark)\(tag)"
    }

    /// Looks; makes nothing.
    func state() -> State {
        if let file = OpenFile("\(stem).pdf") { return .ready(file) }
        if FileLock.isHeld("\(stem).verrou") { return .underway(percent: percent) }
        // Whoever held it may have finished between the two looks.
        if let file = OpenFile("\(stem).pdf") { return .ready(file) }
        return .absent
    }

    private var percent: Int {
        guard let bytes = DataFile.read("\(stem).avancement") else { return 0 }
        let last = String(decoding: bytes, as: UTF8.self).split(separator: "\n").last
        let numbers = (last ?? "").split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2, numbers[1] > 0 else { return 0 }
        return min(100, max(0, 100 * numbers[0] / numbers[1]))
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
        guard let lock = try FileLock.take("\(stem).verrou") else { return nil }
        defer { lock.release() }
        guard let place = try freePlace() else { return nil }
        defer { place.release() }
        let progress = open("\(stem).avancement", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o640)
        let errors = open("\(stem).journal", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o640)
        defer {
            close(progress)
            close(errors)
        }
        guard progress >= 0, errors >= 0 else { throw ChildProcess.Failure(program: tool, code: errno) }
        // Options whose values may begin with a hyphen are written as one word.
        let arguments =
            ["pdf", code.description, "--out=\(stem).pdf", "--par=\(author)", "--avancement"] + choice.arguments
        return try ChildProcess.start(
            tool, arguments, output: progress, errors: errors, kept: [lock.descriptor, place.descriptor])
    }

    private func freePlace() throws -> FileLock? {
        for number in 1...Self.places {
            if let place = try FileLock.take("\(folder.path)/place-\(number).verrou") { return place }
        }
        return nil
    }

    /// What the child had to say before it failed, for the log.
    var complaint: String {
        DataFile.read("\(stem).journal").map { String(decoding: $0.suffix(300), as: UTF8.self) } ?? ""
    }
}
