import CLOStore
import Foundation
import Testing

@testable import CLOFastCGI

@Suite("Parties de fichiers (RFC 9110, 14)")
struct ByteRangeTests {
    @Test(
        "une partie est celle que dit la demande, sans dépasser le fichier",
        arguments: [
            ("bytes=0-0", .part(0..<1)), ("bytes=0-99", .part(0..<100)), ("bytes=10-", .part(10..<100)),
            ("bytes=-10", .part(90..<100)), ("bytes=-1000", .part(0..<100)), ("bytes=90-1000", .part(90..<100)),
            ("Bytes= 5 - 9 ", .part(5..<10)), ("bytes=99-99999999999999999999", .part(99..<100)),
            ("bytes=100-", .unsatisfiable), ("bytes=99999999999999999999-", .unsatisfiable),
            ("bytes=-0", .unsatisfiable),
        ] as [(String, ByteRange)])
    func parts(header: String, expected: ByteRange) {
        #expect(ByteRange(header: header, size: 100) == expected)
    }

    @Test(
        "ce qui ne se lit pas, ou en demande plusieurs, est ignoré",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=9-5", "bytes=0-1,5-6", "lines=0-1", "bytes=+1-2", "bytes=a-b",
        ])
    func ignored(header: String) {
        #expect(ByteRange(header: header, size: 100) == .whole)
    }

    @Test("d’un fichier vide il n’y a pas de partie", arguments: ["bytes=0-0", "bytes=-1", "bytes=0-"])
    func empty(header: String) {
        #expect(ByteRange(header: header, size: 0) == .unsatisfiable)
    }

    @Test("quelle que soit la demande, une partie est dans le fichier et n’est pas vide")
    func bounds() {
        let pieces = ["", "0", "1", "7", "99", "100", "101", "9223372036854775807", "9223372036854775808", "-", "-1"]
        for size in [0, 1, 100, Int.max] {
            for first in pieces {
                for last in pieces {
                    guard case .part(let part) = ByteRange(header: "bytes=\(first)-\(last)", size: size) else {
                        continue
                    }
                    #expect(!part.isEmpty && part.lowerBound >= 0 && part.upperBound <= size)
                }
            }
        }
    }
}

@Suite("Envoi d’un fichier")
struct FileSendingTests {
    private let folder: String
    private let file: OpenFile

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("clo-\(UUID())").path
        try DataFile.makeFolder("\(folder)/photos/é b")
        try DataFile.write(Array(0..<100), to: "\(folder)/photos/é b/480.jpg")
        file = try #require(OpenFile("\(folder)/photos/é b/480.jpg"))
    }

    private func answer(range: String = "", ifRange: String = "", ifNoneMatch: String = "") -> Response {
        var request = Request.sample()
        request.rangeHeader = range
        request.ifRange = ifRange
        request.ifNoneMatch = ifNoneMatch
        return FileAnswer(file: file, type: "image/jpeg", tag: "\"a\"", headers: [("X", "y")]).response(to: request)
    }

    private func value(_ name: String, in response: Response) -> String? {
        response.headers.first { $0.name == name }?.value
    }

    @Test(
        "selon ce qu’a déjà le navigateur : tout, une partie, ou rien",
        arguments: [
            ("", "", "", 200), ("", "", "\"a\"", 304), ("", "", "W/\"a\"", 304), ("", "", "\"b\", \"a\"", 304),
            ("", "", "\"b\"", 200), ("bytes=0-9", "", "", 206), ("bytes=0-9", "\"a\"", "", 206),
            ("bytes=0-9", "\"b\"", "", 200), ("bytes=0-9", "Mon, 23 Nov 2026 00:00:00 GMT", "", 200),
            ("bytes=100-", "", "", 416), ("bytes=0-9", "", "\"a\"", 304),
        ])
    func statuses(range: String, ifRange: String, ifNoneMatch: String, status: Int) {
        let response = answer(range: range, ifRange: ifRange, ifNoneMatch: ifNoneMatch)
        #expect(response.status.rawValue == status)
        #expect(value("ETag", in: response) == "\"a\"")
        #expect(value("X", in: response) == "y")
    }

    @Test("un fichier entier est laissé au serveur web qui sait l’envoyer ; son chemin y est bien codé")
    func handedOver() {
        let ours = FileHandOver.applied(to: answer(), .byUs, dataFolder: folder)
        #expect(value("X-Sendfile", in: ours) == nil && value("X-Accel-Redirect", in: ours) == nil)
        guard case .file = ours.body else {
            Issue.record("the responder sends it itself")
            return
        }
        let apache = FileHandOver.applied(to: answer(), .xSendfile, dataFolder: folder)
        #expect(value("X-Sendfile", in: apache) == "\(folder)/photos/é b/480.jpg")
        let nginx = FileHandOver.applied(to: answer(), .xAccelRedirect(prefix: "/prive"), dataFolder: folder)
        #expect(value("X-Accel-Redirect", in: nginx) == "/prive/photos/%C3%A9%20b/480.jpg")
        for response in [apache, nginx] {
            #expect(value("Content-Type", in: response) == "image/jpeg")
            guard case .empty = response.body else {
                Issue.record("nothing is sent by the responder")
                return
            }
        }
    }

    @Test("une partie, un refus, ou un fichier d’ailleurs ne sont jamais laissés au serveur web")
    func keptBack() {
        for response in [answer(range: "bytes=0-9"), answer(range: "bytes=100-"), answer(ifNoneMatch: "\"a\"")] {
            let after = FileHandOver.applied(to: response, .xSendfile, dataFolder: folder)
            #expect(value("X-Sendfile", in: after) == nil)
        }
        for other in ["\(folder)/photo", "/ailleurs"] {
            #expect(value("X-Sendfile", in: FileHandOver.applied(to: answer(), .xSendfile, dataFolder: other)) == nil)
        }
    }

    @Test("un fichier se lit morceau par morceau, et reste lisible quand son nom disparaît")
    func pieces() throws {
        try FileManager.default.removeItem(atPath: file.path)
        var read: [UInt8] = []
        #expect(
            file.forEachPiece(of: 10..<90) {
                read += $0
                return true
            })
        #expect(read == Array(10..<90))
        #expect(!file.forEachPiece(of: 0..<100) { _ in false })
        #expect(OpenFile(file.path) == nil && OpenFile(folder) == nil)
    }
}
