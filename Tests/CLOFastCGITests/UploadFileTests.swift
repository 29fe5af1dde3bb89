import CLOStore
import Foundation
import Testing

@testable import CLOFastCGI

@Suite("Octets d’un envoi")
struct UploadFileTests {
    private let folder: String
    private let file: UploadFile

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("clo-\(UUID())").path
        try DataFile.makeFolder(folder)
        file = UploadFile(folder: folder, name: "envoi")
    }

    /// The failure of a write that is meant to fail.
    private func failure(of bytes: [UInt8], at offset: Int, in file: UploadFile) -> UploadFile.Failure? {
        do {
            try file.write(bytes, at: offset)
            return nil
        } catch {
            return error
        }
    }

    @Test("les morceaux se suivent ; le même, récrit, ne change rien")
    func pieces() throws {
        try file.write([1, 2, 3], at: 0)
        try file.write([4, 5], at: 3)
        try file.write([4, 5], at: 3)
        #expect(DataFile.read(file.path) == [1, 2, 3, 4, 5])
    }

    @Test("sans ce qui précède, un morceau est refusé : jamais de trou")
    func holes() throws {
        guard case .lost = failure(of: [9], at: 3, in: file) else {
            Issue.record("a missing file is not made by a later piece")
            return
        }
        #expect(!file.exists)
        try file.write([1, 2], at: 0)
        guard case .lost = failure(of: [9], at: 3, in: file) else {
            Issue.record("a file that is too short is not stretched")
            return
        }
        #expect(DataFile.read(file.path) == [1, 2])
    }

    @Test("le manque de place se distingue du reste")
    func failures() throws {
        let nowhere = UploadFile(folder: "\(folder)/absent", name: "envoi")
        #expect(failure(of: [1], at: 0, in: nowhere)?.isForLackOfRoom == false)
        // The device that is always full.
        #expect(failure(of: [1], at: 0, in: UploadFile(folder: "/dev", name: "full"))?.isForLackOfRoom == true)
        #expect(!UploadFile.Failure.lost.isForLackOfRoom)
    }

    @Test("un lien n’est pas suivi")
    func links() throws {
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "\(folder)/ailleurs")
        #expect(failure(of: [1], at: 0, in: file) != nil)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/ailleurs"))
    }

    @Test("un seul tient le verrou à la fois, et sans fichier personne")
    func locks() throws {
        #expect(file.lock() == nil)
        try file.write([1], at: 0)
        var first = file.lock()
        #expect(first != nil)
        #expect(file.lock() == nil)
        first = nil
        #expect(file.lock() != nil)
        withExtendedLifetime(first) {}
    }
}
