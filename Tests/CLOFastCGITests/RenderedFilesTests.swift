import CLOModel
import CLOStore
import Foundation
import Testing

@testable import CLOFastCGI

@Suite("Pages rendues gardées d’un processus à l’autre")
struct RenderedFilesTests {
    private let folder = NSTemporaryDirectory() + "rendus-\(UUID().uuidString)"

    private func files(mark: String = "programme 1") -> RenderedFiles {
        RenderedFiles(folder: folder, programMark: mark)
    }

    private func key(revision: UInt64 = 7, readerIsEmployee: Bool = false) -> RenderedFiles.Key {
        .init(
            sheet: .init(3), revision: revision, readerIsEmployee: readerIsEmployee, order: .newestFirst, limit: 20)
    }

    private let page = RenderedFiles.Page(
        listing: .init(
            references: [.init(id: .init(11), number: 2, revision: 6), .init(id: .init(10), number: 1, revision: 5)],
            hasMoreBefore: false, hasMoreAfter: true),
        fragments: [
            "<p>Été \(.formTokens) \(.onlyFor(.init(4), "<a>à moi</a>"))</p>",
            "<p>\(.onlyIfNew(6, author: .init(5), "<b>Nouveau</b>"))</p>",
        ])

    private func rendering(_ page: RenderedFiles.Page, account: UInt64) -> [String] {
        let reader = Reader(account: .init(account), seenRevision: 5, formTokens: "<input>")
        return page.fragments.map { $0.html(for: reader).text }
    }

    private var file: String { "\(folder)/3/client-\(ProgressSheet.Order.newestFirst.rawValue)-20" }

    @Test("ce qui est gardé se relit, pour chaque lecteur comme avant")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        files().keep(page, key())
        let read = try #require(files().page(key()))
        #expect(read.listing.references == page.listing.references)
        #expect(!read.listing.hasMoreBefore && read.listing.hasMoreAfter)
        for account: UInt64 in [4, 5, 6] {
            #expect(rendering(read, account: account) == rendering(page, account: account))
        }
        #expect(rendering(read, account: 4)[0] == "<p>Été <input> <a>à moi</a></p>")
        #expect(rendering(read, account: 6)[1] == "<p><b>Nouveau</b></p>")
    }

    @Test("une autre révision, un autre programme, un autre lecteur : rien")
    func others() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        files().keep(page, key())
        #expect(files().page(key(revision: 8)) == nil)
        #expect(files(mark: "programme 2").page(key()) == nil)
        #expect(files().page(key(readerIsEmployee: true)) == nil)
        #expect(files().page(key()) != nil)
    }

    @Test("un fichier abîmé, où que ce soit, n’est pas une page")
    func torn() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        files().keep(page, key())
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: file))
            #expect(files().page(key()) == nil, "cut at \(length)")
        }
        for index in whole.indices {
            var damaged = whole
            damaged[index] ^= 0x40
            try damaged.write(to: URL(fileURLWithPath: file))
            #expect(files().page(key()) == nil, "damaged at \(index)")
        }
    }

    @Test("sans dossier, rien n’est gardé ; un dossier où l’on ne peut écrire n’empêche rien")
    func noFolder() {
        let none = RenderedFiles(folder: nil, programMark: "")
        none.keep(page, key())
        #expect(none.page(key()) == nil)
        let unwritable = RenderedFiles(folder: "/dev/null/rendus", programMark: "")
        unwritable.keep(page, key())
        #expect(unwritable.page(key()) == nil)
    }
}
