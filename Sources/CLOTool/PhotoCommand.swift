import ArgumentParser
import CLODocuments
import Foundation

/// Makes the renditions of one photo, under limits that it sets on itself before it looks at the file.
struct PhotoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "photo",
        abstract: "Prépare les tailles d’une photo pour le site.",
        discussion: """
            Lit un fichier JPEG, PNG, WebP, HEIC ou GIF et écrit dans le dossier 480.jpg, 1280.jpg et 2560.jpg (ou \
            .png pour un dessin), redressées, sans métadonnées et sans jamais agrandir. Écrit sur la sortie standard \
            {"width", "height", "sizes", "extension", "captured_at"}, ou {"error": "…"} pour une photo refusée ; le \
            code de sortie est alors 1. Un fichier qui demande trop de mémoire ou de temps peut aussi mettre fin au \
            processus par un signal, sans rien écrire.
            """)

    @Argument(help: "Le fichier reçu.")
    var file: String

    @Option(help: ArgumentHelp("Le dossier où écrire ; créé s’il manque.", valueName: "dossier"))
    var out: String

    @Option(help: "Taille maximale du fichier, en octets.")
    var maxBytes = PhotoLimits().bytes

    func run() throws {
        try ProcessLimits.set()
        let files: PhotoFiles
        do {
            files = try PhotoRenditions.make(from: file, in: out, limits: PhotoLimits(bytes: maxBytes))
        } catch {
            try FileHandle.standardError.write(contentsOf: Data("\(file): \(error)\n".utf8))
            try print(Refused(error: error.sentence))
            throw ExitCode.failure
        }
        try print(Accepted(files))
    }

    private func print(_ answer: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try FileHandle.standardOutput.write(contentsOf: try encoder.encode(answer) + Data("\n".utf8))
    }

    private struct Accepted: Encodable {
        let files: PhotoFiles

        init(_ files: PhotoFiles) {
            self.files = files
        }

        private enum CodingKeys: String, CodingKey {
            case width, height, sizes
            case fileExtension = "extension"
            case capturedAt = "captured_at"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(files.width, forKey: .width)
            try container.encode(files.height, forKey: .height)
            try container.encode(files.sizes, forKey: .sizes)
            try container.encode(files.fileExtension.rawValue, forKey: .fileExtension)
            // UTC, `2026-11-22T13:05:00Z`; null when the file does not tell.
            try container.encode(files.capturedAt?.iso, forKey: .capturedAt)
        }
    }

    private struct Refused: Encodable {
        let error: String
    }
}

/// What a hostile file may cost before the system ends the process.
private enum ProcessLimits {
    /// A 100-megapixel progressive JPEG or interlaced PNG needs 300 to 600 MB; an ordinary photo under 200.
    private static let addressSpace: rlim_t = 1 << 30
    private static let processorSeconds: rlim_t = 60
    /// Three times the largest rendition, were it stored without compression.
    private static let fileSize: rlim_t = 64 << 20

    static func set() throws {
        // Past its limit a write then fails with EFBIG, which has a sentence, instead of ending the process.
        signal(SIGXFSZ, SIG_IGN)
        try lower(RLIMIT_AS, to: addressSpace)
        try lower(RLIMIT_CPU, to: processorSeconds)
        try lower(RLIMIT_FSIZE, to: fileSize)
        try lower(RLIMIT_CORE, to: 0)
    }

    /// Never raises a limit that the host or the parent process has set lower.
    private static func lower(_ resource: __rlimit_resource, to value: rlim_t) throws {
        var limit = rlimit()
        let number = __rlimit_resource_t(resource.rawValue)
        guard getrlimit(number, &limit) == 0 else { throw POSIXError.fromErrno }
        limit.rlim_cur = min(limit.rlim_cur, value)
        limit.rlim_max = min(limit.rlim_max, value)
        guard setrlimit(number, &limit) == 0 else { throw POSIXError.fromErrno }
    }
}

extension POSIXError {
    fileprivate static var fromErrno: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL) }
}
