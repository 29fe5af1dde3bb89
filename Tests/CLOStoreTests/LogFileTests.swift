import Foundation
import Testing

@testable import CLOStore

@Suite("Le journal dans un fichier à lui")
struct LogFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "journal-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    private func file(sizeLimit: Int = 1_000, kept: Int = 2) -> LogFile {
        LogFile(path: "\(folder)/clo.log", sizeLimit: sizeLimit, kept: kept)
    }

    private func text(_ suffix: String = "") -> String? {
        DataFile.read("\(folder)/clo.log\(suffix)").map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("il tourne quand il est plein, et les plus anciens s’en vont")
    func turnsOver() {
        let file = file(sizeLimit: 30, kept: 2)
        var opened: LogFile.Opened?
        for number in 0..<12 { #expect(file.append(Array("ligne \(number) ..\n".utf8), &opened)) }
        #expect(text() == "ligne 9 ..\nligne 10 ..\nligne 11 ..\n")
        #expect(text(".1") == "ligne 6 ..\nligne 7 ..\nligne 8 ..\n")
        #expect(text(".2") == "ligne 3 ..\nligne 4 ..\nligne 5 ..\n")
        #expect(text(".3") == nil)
    }

    @Test("un processus suit le fichier qu’un autre a tourné ou retiré")
    func follows() throws {
        let file = file()
        var (mine, others): (LogFile.Opened?, LogFile.Opened?)
        #expect(file.append(Array("un\n".utf8), &mine))
        rename("\(folder)/clo.log", "\(folder)/clo.log.1")
        #expect(file.append(Array("deux\n".utf8), &others) && file.append(Array("trois\n".utf8), &mine))
        #expect(text() == "deux\ntrois\n" && text(".1") == "un\n")
        unlink("\(folder)/clo.log")
        #expect(file.append(Array("quatre\n".utf8), &mine))
        #expect(text() == "quatre\n")
        var status = stat()
        #expect(stat("\(folder)/clo.log", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("plusieurs qui écrivent en même temps ne perdent ni ne mêlent aucune ligne")
    func concurrent() {
        let (writers, lines) = (8, 400)
        let file = file(sizeLimit: 8_000, kept: 100)
        DispatchQueue.concurrentPerform(iterations: writers) { writer in
            var opened: LogFile.Opened?
            for number in 0..<lines {
                _ = file.append(Array("écrit par \(writer), ligne \(number), jusqu’au bout\n".utf8), &opened)
            }
        }
        let written = ([""] + (1...100).map { ".\($0)" }).compactMap(text).joined().split(separator: "\n")
        let expected = (0..<writers).flatMap { writer in
            (0..<lines).map { "écrit par \(writer), ligne \($0), jusqu’au bout" }
        }
        #expect(written.count == expected.count)
        #expect(Set(written.map(String.init)) == Set(expected))
    }

    @Test("où il ne peut pas être écrit, l’appelant le sait")
    func unwritable() {
        var opened: LogFile.Opened?
        let nowhere = LogFile(path: "\(folder)/n/existe/pas", sizeLimit: 10, kept: 1)
        #expect(!nowhere.append([1], &opened) && opened == nil)
    }
}
