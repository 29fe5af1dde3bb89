import CLOModel
import Foundation
import Testing

@testable import CLODocuments

@Suite("Archives tar")
struct TarTests {
    /// A file of the body's own, deleted after.
    private func withFile(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "clo-\(UUID().uuidString).tar").path
        defer { unlink(path) }
        try body(path)
    }

    private func write(_ path: String, _ body: (TarWriter) throws -> Void) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let tar = try TarWriter(descriptor)
        try body(tar)
        try tar.finish()
    }

    private func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text
    }

    @Test("ce qui est écrit se relit, par nous et par tar, comprimé aussi")
    func thereAndBack() throws {
        try withFile { path in
            let contents: [(name: String, bytes: [UInt8])] = [
                ("vide", []), ("tables/a/000001.jsonl", Array("[\"é\"]\n".utf8)),
                (
                    "fichiers/photos/" + String(repeating: "n", count: 150) + "/1280.jpg",
                    (0..<700_001).map { UInt8($0 % 251) }
                ),
            ]
            try write(path) { tar in
                for (name, bytes) in contents {
                    try tar.add(name, size: bytes.count, at: Instant(seconds: 1_700_000_000)) { write in
                        let middle = bytes.count / 3
                        try bytes[..<middle].withUnsafeBytes(write)
                        try bytes[middle...].withUnsafeBytes(write)
                    }
                }
            }
            #expect(try run("/bin/tar", "tf", path) == contents.map { "\($0.name)\n" }.joined())
            let whole = try read(path)
            #expect(whole.map(\.name) == contents.map(\.name))
            #expect(whole.map(\.bytes) == contents.map(\.bytes))
            _ = try run("/bin/gzip", path)
            defer { unlink("\(path).gz") }
            #expect(try read("\(path).gz").map(\.bytes) == contents.map(\.bytes))
        }
    }

    private func read(_ path: String) throws -> [(name: String, bytes: [UInt8])] {
        let tar = try TarReader(path)
        var entries: [(name: String, bytes: [UInt8])] = []
        while let entry = try tar.next() {
            #expect(entry.isFile)
            entries.append((entry.name, try tar.bytes(of: entry, limit: 1 << 20)))
        }
        return entries
    }

    @Test("un contenu plus court ou plus long qu’annoncé est une erreur, à l’écriture")
    func wrongSize() throws {
        try withFile { path in
            for size in [2, 4] {
                #expect(throws: ArchiveFailure.self) {
                    try write(path) { tar in
                        try tar.add("x", size: size, at: Instant(seconds: 0)) { write in
                            try ([1, 2, 3] as [UInt8]).withUnsafeBytes(write)
                        }
                    }
                }
            }
        }
    }

    @Test("une archive coupée, ou trop grande pour la mémoire, est une erreur, à la lecture")
    func damaged() throws {
        try withFile { path in
            try write(path) { tar in
                try tar.add("x", size: 100_000, at: Instant(seconds: 0)) { write in
                    try [UInt8](repeating: 7, count: 100_000).withUnsafeBytes(write)
                }
            }
            let tar = try TarReader(path)
            let entry = try #require(try tar.next())
            #expect(throws: ArchiveFailure.self) { _ = try tar.bytes(of: entry, limit: 99_999) }
            #expect(truncate(path, 50_000) == 0)
            #expect(throws: ArchiveFailure.self) { _ = try read(path) }
            #expect(throws: ArchiveFailure.self) { _ = try TarReader("\(path).none") }
        }
    }
}
