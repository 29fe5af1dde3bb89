import Foundation
import Testing

@testable import CLOStore

@Suite("Où le programme trouve ce qui est venu avec lui")
struct ProgramTests {
    @Test("lancé lui-même, par ce que le système dit de lui, quel que soit le nom par lequel il fut appelé")
    func byItself() {
        let program = Program(image: "/srv/clo/bin/clo", argument: "clo")
        #expect(program.folder == "/srv/clo/bin" && program.executable == "/srv/clo/bin/clo")
    }

    @Test("lancé par son chargeur, par ce que dit le lanceur")
    func byItsLoader() {
        let program = Program(image: "/home/u/clo/lib/ld-linux-x86-64.so.2", argument: "/home/u/clo/bin/clo.fcgi")
        #expect(program.folder == "/home/u/clo/bin")
        #expect(program.executable == "/home/u/clo/bin/../lib/programmes/clo.fcgi")
    }

    @Test("là où le système ne dit rien, par le nom par lequel il fut appelé")
    func withoutProc() {
        let program = Program(image: nil, argument: "bin/clo")
        #expect(program.folder == "bin" && program.executable == "bin/clo")
    }

    @Test("la version est celle du dossier, et sa marque celle du code")
    func version() throws {
        let folder = try Folder()
        try folder.write("VERSION", "2026.11.23\n")
        try folder.write("bin/clo", "code")
        let program = Program(image: "\(folder.path)/bin/clo", argument: "clo")
        #expect(program.version == "2026.11.23")
        let mark = program.mark
        #expect(!mark.isEmpty)
        try folder.write("bin/clo", "autre code")
        #expect(program.mark != mark)
        #expect(Program(image: "/bin/sh", argument: "sh").version == "développement")
    }
}

@Suite("Les chemins de la configuration")
struct ConfigurationPathTests {
    private static let least = """
        CLO_DB_HOST = localhost
        CLO_DB_USER = clo
        CLO_DB_NAME = clo
        CLO_PEPPER = \(String(repeating: "ab", count: 32))

        """

    private func read(_ folder: Folder, _ lines: String = "") throws -> Configuration {
        try folder.write("clo.conf", Self.least + lines)
        return try Configuration(file: "\(folder.path)/clo.conf", programFolder: "\(folder.path)/bin")
    }

    @Test("sans un mot, tout est là où le zip l’a mis")
    func standard() throws {
        let folder = try Folder()
        let there = try read(folder)
        #expect(there.dataFolder == "\(folder.path)/data")
        #expect(there.layoutFile == "\(folder.path)/bin/../htdocs/modele.html")
        #expect(there.assetsFolder == "\(folder.path)/bin/../htdocs/compte-client/clo")
        #expect(there.sqlFolder == "\(folder.path)/bin/../sql" && there.toolFile == "\(folder.path)/bin/clo")
        try folder.write("modele.html", "")
        #expect(try read(folder).layoutFile == "\(folder.path)/modele.html")
    }

    @Test("un chemin relatif part du dossier du fichier, un chemin absolu reste")
    func relative() throws {
        let folder = try Folder()
        let there = try read(folder, "CLO_DATA = ../photos\nCLO_LAYOUT = /www/modele.html\nCLO_TOOL = autre/clo")
        #expect(there.dataFolder == "\(folder.path)/../photos" && there.layoutFile == "/www/modele.html")
        #expect(there.toolFile == "\(folder.path)/autre/clo")
    }

    @Test("d’un lien dans une version, c’est le dossier du fichier lui-même qui compte")
    func linked() throws {
        let folder = try Folder()
        try folder.write("clo.conf", Self.least)
        try folder.write("versions/1/bin/clo", "")
        let link = "\(folder.path)/versions/1/clo.conf"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../../clo.conf")
        let program = Program(image: "\(folder.path)/versions/1/bin/clo", argument: "clo")
        let there = try Configuration.load(for: program)
        #expect(there.dataFolder == "\(folder.path)/data")
        #expect(there.sqlFolder == "\(folder.path)/versions/1/bin/../sql")
    }
}

/// A temporary folder, gone with the test.
private final class Folder {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.resolvingSymlinksInPath().path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)  // Temporary: the system clears it as well.
    }

    func write(_ name: String, _ text: String) throws {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: false, encoding: .utf8)
    }
}
