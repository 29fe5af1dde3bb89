import CLOModel
import Foundation
import Testing

@testable import CLODocuments

/// What we write is read by somebody else's program: Python's `zipfile`, which checks every sum.
@Suite("Archives ZIP")
struct ZipWriterTests {
    private static let noon = Instant(milliseconds: 1_795_352_700_000)

    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "zip-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var path: String { folder.appending(path: "a.zip").path }

    /// - Returns: what the Python program prints about the archive `z`.
    private func read(_ program: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n\(program)", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    @Test("la somme de contrôle du vecteur connu, d’un coup ou par morceaux")
    func checksum() {
        var whole = Checksum()
        Array("123456789".utf8).withUnsafeBytes { whole.add($0) }
        #expect(whole.value == 0xCBF4_3926)
        var pieces = Checksum()
        for piece in ["1", "2345678", "", "9"] { Array(piece.utf8).withUnsafeBytes { pieces.add($0) } }
        #expect(pieces.value == whole.value)
        #expect(Checksum().value == 0)
    }

    @Test("textes et fichiers se relisent, avec leurs noms français et leur heure")
    func roundTrip() throws {
        // Longer than a piece, and not a multiple of anything.
        let content = (0..<400_003).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
        let source = folder.appending(path: "source").path
        #expect(FileManager.default.createFile(atPath: source, contents: Data(content)))
        let zip = try ZipWriter(path)
        try zip.add("LISEZ-MOI.txt", at: Self.noon) { write in
            try write(Array("Bonjour ".utf8))
            try write([])
            try write(Array("à vous".utf8))
        }
        #expect(try zip.add("contrats/Devis signé – Œuvre.pdf", file: source, at: Self.noon))
        #expect(try !zip.add("absent", file: "\(source)-absent", at: Self.noon))
        try zip.add("vide", at: Self.noon) { _ in }
        try zip.finish()

        #expect(try read("print(z.testzip())") == "None")
        #expect(
            try read("print('|'.join(z.namelist()))") == "LISEZ-MOI.txt|contrats/Devis signé – Œuvre.pdf|vide")
        #expect(try read("print(z.read('LISEZ-MOI.txt').decode())") == "Bonjour à vous")
        #expect(try read("print(len(z.read(z.namelist()[1])))") == "400003")
        let expected = content.reduce(into: 0) { $0 = ($0 * 31 + Int($1)) % 1_000_003 }
        let sum = "h = 0\nfor b in z.read(z.namelist()[1]): h = (h * 31 + b) % 1000003\nprint(h)"
        #expect(try read(sum) == "\(expected)")
        #expect(try read("print(z.infolist()[0].date_time)") == "(2026, 11, 22, 14, 5, 0)")
    }

    @Test("plus de 65 535 fichiers : la forme longue")
    func manyEntries() throws {
        let zip = try ZipWriter(path)
        for number in 0..<65_600 {
            try zip.add("\(number)", at: Self.noon) { write in
                if number % 1_000 == 0 { try write([UInt8(number % 251)]) }
            }
        }
        try zip.finish()
        #expect(
            try read("print(len(z.namelist()), z.namelist()[-1], z.read('65000')[0])") == "65600 65599 \(65_000 % 251)")
        #expect(try read("print(z.testzip())") == "None")
    }

    @Test("un fichier qui est déjà là n’est pas touché")
    func existing() throws {
        #expect(FileManager.default.createFile(atPath: path, contents: Data("à garder".utf8)))
        #expect(throws: ZipWriter.Failure.self) { try ZipWriter(path) }
        #expect(FileManager.default.contents(atPath: path) == Data("à garder".utf8))
    }

    @Test("un disque plein se dit")
    func fullDisk() throws {
        // A file of the system that takes nothing.
        let full = folder.appending(path: "plein").path
        #expect(symlink("/dev/full", full) == 0)
        #expect(throws: ZipWriter.Failure.self) { try ZipWriter(full) }
    }
}
