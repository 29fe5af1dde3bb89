import Foundation
import Testing

@testable import CLOFastCGI

@Suite("Un fichier envoyé, repris, ou déjà connu")
struct FileAnswerTests {
    private static let content = Array("0123456789".utf8)

    /// What an answer would put on the wire, with its status and its `Content-Range`.
    private func ask(_ change: (inout Request) -> Void = { _ in }) throws -> (Int, String?, [UInt8]) {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        #expect(FileManager.default.createFile(atPath: path, contents: Data(Self.content)))
        let file = try #require(OpenFile(path))
        // It stays open, whatever becomes of its name.
        try FileManager.default.removeItem(atPath: path)
        var request = Request.sample(path: "/compte-client/contrats/a1B2c3D4")
        change(&request)
        let response = FileAnswer(
            file: file, type: "application/pdf", tag: "\"a1\"", headers: [("Cache-Control", "private, no-cache")]
        ).response(to: request)
        #expect(response.headers.contains { $0 == ("ETag", "\"a1\"") })
        #expect(response.headers.contains { $0 == ("Accept-Ranges", "bytes") })
        #expect(response.headers.contains { $0.name == "Cache-Control" })
        var sent: [UInt8] = []
        if case .file(let open, let type, let part) = response.body {
            #expect(type == "application/pdf")
            #expect(
                open.forEachPiece(of: part) { piece in
                    sent += piece
                    return true
                })
        }
        return (response.status.rawValue, response.headers.first { $0.name == "Content-Range" }?.value, sent)
    }

    @Test("entier")
    func whole() throws {
        #expect(try ask() == (200, nil, Self.content))
    }

    @Test("repris où il s’était arrêté")
    func part() throws {
        #expect(try ask { $0.rangeHeader = "bytes=4-" } == (206, "bytes 4-9/10", Array("456789".utf8)))
        #expect(try ask { $0.rangeHeader = "bytes=2-3" } == (206, "bytes 2-3/10", Array("23".utf8)))
    }

    @Test("repris seulement si c’est encore le même")
    func ifRange() throws {
        func ask(_ condition: String) throws -> Int {
            try self.ask {
                $0.rangeHeader = "bytes=4-"
                $0.ifRange = condition
            }.0
        }
        #expect(try ask("\"a1\"") == 206)
        #expect(try ask("\"b2\"") == 200)
        #expect(try ask("W/\"a1\"") == 200, "a weak tag promises no bytes")
        #expect(try ask("Sat, 22 Nov 2026 13:05:00 GMT") == 200)
    }

    @Test("au-delà de sa fin, rien que sa taille")
    func beyond() throws {
        #expect(try ask { $0.rangeHeader = "bytes=10-" } == (416, "bytes */10", []))
    }

    @Test("pas une seconde fois à qui l’a déjà", arguments: ["\"a1\"", "W/\"a1\"", "\"x\", \"a1\"", "\"a1\" , \"x\""])
    func notModified(tags: String) throws {
        #expect(try ask { $0.ifNoneMatch = tags } == (304, nil, []))
    }

    @Test("mais à qui en a un autre", arguments: ["\"a\"", "a1", "\"a12\"", "*a1"])
    func modified(tags: String) throws {
        #expect(try ask { $0.ifNoneMatch = tags }.0 == 200)
    }
}
