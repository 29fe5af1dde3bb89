import CLOModel
import CLOSecurity
import CLOStore
import Glibc

/// Makes photos of files that were sent: the tool decodes them, in a process of its own, with limits of its own.
struct PhotoWorkshop {
    private let configuration: Configuration
    /// Of one photo as it is sent, in bytes.
    private let photoLimit: Int

    init(_ responder: Responder) {
        configuration = responder.configuration
        photoLimit = responder.settings().photoLimit
    }

    /// Why a file did not become a photo: a sentence for the person, that names the file.
    struct Refused: Error {
        let sentence: String
        /// Whether the server lacked room; then the file itself may be sent again.
        let isForLackOfRoom: Bool
    }

    /// Longest that a request waits for its photo. mod_fcgid gives up after 40 seconds of silence.
    static let patience = Duration.seconds(30)

    var uploadFolder: String { "\(configuration.dataFolder)/envois" }
    private var photoFolder: String { "\(configuration.dataFolder)/photos" }

    /// A new unguessable name: 144 bits.
    static func newName() -> String { Base64URL.encode(Randomness.bytes(18)) }

    /// Makes the renditions of a file that has come whole. All of them are synced when this returns; the file stays,
    /// so that it can be done again until the photo's row is there.
    /// - Parameter fileName: as the person's device calls it, for the sentence.
    func photo(of file: String, name: String, fileName: String) throws -> Photo {
        let outcome: ChildProcess.Outcome
        do {
            try DataFile.makeFolder(photoFolder)
            outcome = try ChildProcess.run(
                configuration.toolFile,
                [
                    "photo", file, "--out", "\(photoFolder)/\(name)", "--lines",
                    "--max-bytes", "\(photoLimit)",
                ], patience: Self.patience)
        } catch {
            Log.write("photo-failed", ["photo": name, "error": "\(error)"])
            throw Refused(
                sentence: "«\u{A0}\(fileName)\u{A0}»\u{A0}: le serveur n’a pas pu préparer cette photo. Prévenez CLO.",
                isForLackOfRoom: false)
        }
        let lines = outcome.lines
        guard outcome.status == .exited(0), let photo = Self.photo(lines, name: name) else {
            Log.write("photo-refused", ["photo": name, "status": "\(outcome.status)", "reason": lines["reason"] ?? ""])
            let sentence =
                lines["refused"] ?? "Cette image est trop lourde à ouvrir\u{A0}: enregistrez-la en plus petit."
            throw Refused(
                sentence: "«\u{A0}\(fileName)\u{A0}»\u{A0}: \(sentence)", isForLackOfRoom: lines["room"] == "none")
        }
        return photo
    }

    /// As `clo photo --lines` describes it.
    private static func photo(_ lines: ToolLines, name: String) -> Photo? {
        guard let width = lines["width"].flatMap({ Int($0) }), let height = lines["height"].flatMap({ Int($0) }),
            let kind = lines["extension"].flatMap({ Photo.FileExtension(rawValue: $0) }),
            let sizes = lines["sizes"]?.split(separator: ",").compactMap({ Int($0) }), !sizes.isEmpty
        else { return nil }
        return Photo(
            name: name, width: width, height: height, caption: "", renditions: sizes, fileExtension: kind,
            capturedAt: lines["captured-at"].flatMap { Int64($0) }.map { Instant(milliseconds: $0) })
    }
}
