import CLOModel
import Foundation
import Testing

@testable import CLOStore

@Suite("Les documents gardés")
struct ExportFolderTests {
    @Test("les vieux s’en vont, les récents et les dossiers restent")
    func removal() throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "clo-exports-\(UUID().uuidString)")
        let folder = data.appending(path: "pdf")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "polices"), withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: data) } }
        let now = Instant.now()
        for (name, days) in [("CH-1-r1-a.pdf", 9.0), ("CH-1-r2-b.pdf", 6), ("CH-2-r1-c.pdf", 9), ("polices", 9)] {
            let file = folder.appending(path: name)
            if name != "polices" { try Data("%PDF".utf8).write(to: file) }
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -days * 86_400)], ofItemAtPath: file.path)
        }
        let exports = ExportFolder(dataFolder: data.path)
        #expect(exports.remove(olderThan: ExportFolder.keptFor, at: now) { $0.hasPrefix("CH-1-") } == 1)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                == ["CH-1-r2-b.pdf", "CH-2-r1-c.pdf", "polices"])
        #expect(exports.remove(olderThan: ExportFolder.keptFor, at: now) == 1)
        #expect(ExportFolder(dataFolder: "/nonexistent").remove(olderThan: .zero, at: now) == 0)
    }
}
