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

    /// For the responder, which links no reader of JSON.
    @Flag(help: .hidden)
    var lines = false

    func run() throws {
        try ProcessLimits.photo.set()
        let files: PhotoFiles
        do {
            files = try PhotoRenditions.make(from: file, in: out, limits: PhotoLimits(bytes: maxBytes))
        } catch {
            if lines {
                try print(lines: [
                    ("refused", error.sentence), ("room", error.isForLackOfRoom ? "none" : "some"),
                    ("reason", "\(error)"),
                ])
            } else {
                try FileHandle.standardError.write(contentsOf: Data("\(file): \(error)\n".utf8))
                try print(Refused(error: error.sentence))
            }
            throw ExitCode.failure
        }
        if lines { try print(lines: files.lines) } else { try print(Accepted(files)) }
    }

    private func print(lines: [(key: String, value: String)]) throws {
        let text = lines.map { "\($0.key) \($0.value)\n" }.joined()
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
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

extension PhotoFiles {
    fileprivate var lines: [(key: String, value: String)] {
        [
            ("width", "\(width)"), ("height", "\(height)"),
            ("sizes", sizes.map { String($0) }.joined(separator: ",")), ("extension", fileExtension.rawValue),
        ] + [capturedAt].compactMap { $0.map { ("captured-at", "\($0.milliseconds)") } }
    }
}
