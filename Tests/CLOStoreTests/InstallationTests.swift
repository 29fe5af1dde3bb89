import Foundation
import Testing

@testable import CLOStore

@Suite("Réglages des photos")
struct PhotoSettingsTests {
    private static let required = """
        CLO_DB_SOCKET = /run/mysqld/mysqld.sock
        CLO_DB_USER = clo
        CLO_DB_NAME = clo
        CLO_DATA = /srv/clo/data
        CLO_LAYOUT = /srv/clo/htdocs/modele.html
        CLO_ASSETS = /srv/clo/htdocs/compte-client/clo
        CLO_SQL = /srv/clo/sql
        CLO_PEPPER = \(String(repeating: "0f", count: 32))

        """

    private func configuration(_ lines: String = "") throws -> Configuration {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("clo-\(UUID()).conf").path
        defer { unlink(file) }
        try DataFile.write(Array((Self.required + lines).utf8), to: file)
        return try Configuration(file: file, programFolder: "/srv/clo/bin")
    }

    @Test("sans rien dire : la commande à côté du programme, et aucun fichier laissé au serveur")
    func standard() throws {
        let configuration = try configuration()
        #expect(configuration.toolFile == "/srv/clo/bin/clo")
        #expect(configuration.sendFile == .byUs)
    }

    @Test("ce qui est dit est suivi")
    func said() throws {
        let configuration = try configuration(
            """
            CLO_TOOL = /usr/local/bin/clo
            CLO_SENDFILE = x-accel-redirect /prive/
            """)
        #expect(configuration.toolFile == "/usr/local/bin/clo")
        #expect(configuration.sendFile == .xAccelRedirect(prefix: "/prive"))
    }

    @Test(
        "ce qui n’a pas de sens est refusé",
        arguments: [
            "CLO_SENDFILE = oui", "CLO_SENDFILE = x-accel-redirect",
            "CLO_SENDFILE = x-accel-redirect prive", "CLO_SENDFILE = x-accel-redirect /", "CLO_SENDFILE = X-Sendfile",
        ])
    func refused(line: String) {
        #expect(throws: Configuration.Failure.self) { try configuration(line) }
    }

    @Test("une façon d’envoyer se relit comme elle s’écrit", arguments: ["non", "x-sendfile", "x-accel-redirect /a/b"])
    func roundTrip(setting: String) {
        #expect(SendFile(setting: setting)?.setting == setting)
    }
}

@Suite("Essais d’envoi par le serveur web")
struct SendFileTrialTests {
    @Test("un fichier d’essai dit comment l’envoyer, et disparaît avec son dossier")
    func trial() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("clo-\(UUID())").path
        let first = try SendFileTrial(of: .xSendfile, dataFolder: folder)
        let second = try SendFileTrial(of: .xAccelRedirect(prefix: "/prive"), dataFolder: folder)
        #expect(first.name != second.name && first.content != second.content)
        for (trial, method) in [(first, SendFile.xSendfile), (second, .xAccelRedirect(prefix: "/prive"))] {
            let content = try #require(DataFile.read(SendFileTrial.path(trial.name, dataFolder: folder)))
            #expect(content == trial.content)
            #expect(SendFileTrial.method(in: content) == method)
        }
        first.remove()
        #expect(DataFile.read(SendFileTrial.path(second.name, dataFolder: folder)) != nil)
        second.remove()
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/essais"))
    }

    @Test("un autre fichier n’est pas un essai", arguments: ["", "\n", "GIF89a", "x-sendfiles\n"])
    func other(content: String) {
        #expect(SendFileTrial.method(in: Array(content.utf8)) == nil)
    }
}

@Suite("Serveur de base de données")
struct ServerVersionTests {
    @Test(
        "MariaDB 10.3 et MySQL 8 conviennent, et ce qui les suit",
        arguments: [
            ("10.11.6-MariaDB-0+deb12u1", true), ("10.3.39-MariaDB", true), ("5.5.5-10.5.15-MariaDB-log", true),
            ("11.4.2-MariaDB", true), ("10.2.44-MariaDB", false), ("5.5.68-MariaDB", false), ("8.0.36", true),
            ("8.4.0-commercial", true), ("9.1.0", true), ("5.7.44-log", false), ("", false), ("MariaDB", false),
        ])
    func supported(text: String, isSupported: Bool) {
        #expect(ServerVersion(text).isSupported == isSupported)
    }
}
