import CLODocuments
import CLOStore
import Foundation

/// Whether the responder can hand work over: starts the tool that it would start, on a picture.
struct ToolCheck {
    let configuration: Configuration

    private static let subject = "Photos"
    /// In seconds; the responder waits as long.
    private static let patience = 30.0

    func findings() -> [Finding] {
        [child, formats].compactMap { $0 }
    }

    private var child: Finding {
        guard let folder = Self.ownFolder() else {
            return .bad(
                Self.subject,
                "rien ne peut être écrit dans le dossier temporaire (\(FileManager.default.temporaryDirectory.path)).",
                remedy: "Il doit être ouvert à tous (chmod 1777), ou la variable TMPDIR en nommer un autre.")
        }
        defer { try? FileManager.default.removeItem(at: folder) }  // Temporary: the system clears it as well.
        do {
            let picture = folder.appendingPathComponent("essai.gif")
            try Data(base64Encoded: Self.picture)?.write(to: picture)
            let output = folder.appendingPathComponent("tailles").path
            let status = try run(["photo", picture.path, "--out", output, "--lines"])
            guard status == 0, FileManager.default.fileExists(atPath: "\(output)/16.png") else {
                return unusable(status.map { "elle s’est arrêtée (code \($0))" } ?? "elle ne répond pas")
            }
            return .good(Self.subject, "\(configuration.toolFile) les prépare.")
        } catch {
            return unusable("\(error.localizedDescription)")
        }
    }

    /// A folder of this process alone in the temporary one; `nil` when none can be made there.
    ///
    /// Foundation's `itemReplacementDirectory` is not for here: it shares one « TemporaryItems » among all users of the
    /// machine and leaves it closed to all but the first.
    private static func ownFolder() -> URL? {
        let pattern = FileManager.default.temporaryDirectory.appendingPathComponent("clo-doctor-XXXXXX").path
        var name = Array(pattern.utf8CString)
        return name.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
            .map { URL(fileURLWithFileSystemRepresentation: $0, isDirectory: true, relativeTo: nil) }
    }

    private func unusable(_ reason: String) -> Finding {
        .bad(
            Self.subject, "la commande \(configuration.toolFile) ne les prépare pas\u{A0}: \(reason).",
            remedy: "Elle doit être exécutable (chmod 755) et l’hébergeur permettre de lancer des programmes.")
    }

    /// - Returns: its exit code, or `nil` when it took too long and was ended.
    private func run(_ arguments: [String]) throws -> Int32? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: configuration.toolFile)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let end = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in end.signal() }
        try process.run()
        guard end.wait(timeout: .now() + Self.patience) == .success else {
            kill(process.processIdentifier, SIGKILL)
            return nil
        }
        return process.terminationStatus
    }

    private var formats: Finding? {
        let missing = PhotoRenditions.unreadableFormats
        guard !missing.isEmpty else { return nil }
        return .warning(
            Self.subject, "les fichiers \(missing.joined(separator: ", ")) ne peuvent pas être lus ici.",
            remedy: "Installez libvips avec ces formats\u{A0}; d’ici là, de telles photos sont refusées.")
    }

    /// A GIF of 16 × 16 white pixels.
    private static let picture =
        "R0lGODdhEAAQAIEAAP///wAAAAAAAAAAACwAAAAAEAAQAEAIHQABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFgQEBADs="
}
