import CLOModel
import Foundation
import Testing

@testable import CLOStore

@Suite("La clé d’installation")
struct InstallationKeyTests {
    private let key = InstallationKey("une-cle-tiree-au-hasard")
    private let now = Instant(seconds: 1_800_000_000)

    @Test("moins de vingt caractères ne sont pas une clé")
    func length() {
        #expect(InstallationKey(String(repeating: "x", count: 19)) == nil)
        #expect(InstallationKey(String(repeating: "x", count: 20)) != nil)
    }

    @Test("elle seule ouvre, avec ou sans les espaces d’une copie")
    func typed() throws {
        let key = try #require(key)
        #expect(key.accepts("une-cle-tiree-au-hasard") && key.accepts(" une-cle-tiree-au-hasard "))
        #expect(!key.accepts("Une-cle-tiree-au-hasard") && !key.accepts("") && !key.accepts("une-cle"))
    }

    @Test("un laissez-passer vaut une heure, et seulement tel qu’il a été donné")
    func pass() throws {
        let key = try #require(key)
        let pass = key.pass(at: now)
        #expect(key.accepts(pass: pass, at: now) && key.accepts(pass: pass, at: now + .minutes(59)))
        #expect(!key.accepts(pass: pass, at: now + .minutes(60)))
        let code = pass.drop { $0 != "." }
        #expect(!key.accepts(pass: "\((now + .minutes(90)).milliseconds)\(code)", at: now))
        for forged in ["", ".", "1", "1.A", "\(Int64.max)\(code)", pass + "A", "\(pass).A"] {
            #expect(!key.accepts(pass: forged, at: now), "\(forged)")
        }
        #expect(InstallationKey("une-autre-cle-au-hasard")?.accepts(pass: pass, at: now) == false)
    }
}

@Suite("Ce que l’installation garde en fichiers")
struct InstallationFilesTests {
    private let folder: String
    private let files: InstallationFiles
    private let now = Instant(seconds: 1_800_000_000)

    init() throws {
        folder = NSTemporaryDirectory() + "installation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        files = InstallationFiles(dataFolder: folder)
    }

    @Test("cinq essais sont libres, puis l’attente commence à 15 secondes, double, et s’arrête à une heure")
    func growingDelays() throws {
        var now = now
        for _ in 0..<5 { #expect(try files.registerTry(from: "192.0.2.0/24", at: now) == nil) }
        for wait in [15, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600] {
            let next = now + .seconds(wait)
            #expect(try files.registerTry(from: "192.0.2.0/24", at: next - .milliseconds(1)) == next)
            #expect(try files.registerTry(from: "198.51.100.0/24", at: now) == nil || wait > 15)
            #expect(try files.registerTry(from: "192.0.2.0/24", at: next) == nil)
            now = next
        }
    }

    @Test("une clé juste rend ses essais au réseau, et à lui seul")
    func forgiven() throws {
        for _ in 0..<5 {
            _ = try files.registerTry(from: "a", at: now)
            _ = try files.registerTry(from: "b", at: now)
        }
        try files.forgive("a")
        #expect(try files.registerTry(from: "a", at: now) == nil)
        #expect(try files.registerTry(from: "b", at: now) != nil)
    }

    @Test("une ligne déchirée ne compte pas, un dossier fermé passe par /tmp")
    func robust() throws {
        try "192.0.2.0/24 5\nx y z\n\n".write(
            toFile: "\(folder)/installation-essais", atomically: true, encoding: .utf8)
        #expect(try files.registerTry(from: "192.0.2.0/24", at: now) == nil)
        let nowhere = InstallationFiles(dataFolder: "\(folder)/n’existe/pas")
        for _ in 0..<5 { #expect(try nowhere.registerTry(from: "c", at: now) == nil) }
        #expect(try nowhere.registerTry(from: "c", at: now) == now + .seconds(15))
        try nowhere.forgive("c")
    }

    @Test("une fois terminée, elle le reste")
    func closed() {
        #expect(!files.saysClosed)
        files.noteClosed()
        files.noteClosed()
        #expect(files.saysClosed)
    }
}
