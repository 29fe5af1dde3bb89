import CLOStore
import Foundation
import Testing

@testable import CLOFastCGI

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
