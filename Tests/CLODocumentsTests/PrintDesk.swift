import CLOModel
import Foundation
import Synchronization
import Testing

@testable import CLODocuments

/// Prints what a test makes up, and reads it back with poppler.
final class PrintDesk {
    let folder: URL

    /// All threads of a process share one FreeType library, which is none too safe; `clo pdf` has one thread.
    private static let onePrinter = Mutex(())

    /// What `collect_fonts` of script/lib/fonts.sh has put together.
    static let fonts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/fonts")
        .standardized.path

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "clo-pdf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try Self.useFonts.get()
    }

    /// Once for the process.
    private static let useFonts = Result {
        try Fonts.use(
            folder: fonts, cacheFolder: FileManager.default.temporaryDirectory.appending(path: "clo-polices").path)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            Issue.record(error)
        }
    }

    struct Entries: SheetDocumentEntries {
        let entries: [SheetDocument.Entry]

        func read(from index: Int, _ body: (SheetDocument.Entry) throws -> Void) throws {
            for entry in entries[index...] { try body(entry) }
        }
    }

    /// - Returns: the file and the number of its pages.
    func print(_ entries: [SheetDocument.Entry], parts: SheetDocument.Parts = .init()) throws -> (URL, pages: Int) {
        let header = ProgressSheet.Header(
            code: try #require(WorksiteCode("CH-2026-014")), title: "Rénovation d’une longère",
            clientName: "M. Martin Dupont", clientAddress: ["14 rue du Puits-Neuf", "35000 Rennes"],
            startsOn: Day(iso: "2026-07-01"), plannedEndOn: nil, state: .underway)
        let document = SheetDocument(
            header: header, export: .init(at: Instant(seconds: 1_790_000_000), by: "Julie Moreau, CLO"), parts: parts,
            publicationCount: entries.count, period: nil)
        let file = folder.appending(path: "fiche.pdf")
        let company = Company(name: "CLO", accent: try #require(Colour("#17507a")), logo: nil)
        let pages = try Self.onePrinter.withLock { _ in
            try SheetPrinter(fontFolder: Self.fonts, company: company).print(
                document, Entries(entries: entries), to: file.path)
        }
        return (file, pages)
    }

    func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(program)")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(program): \(text)")
        return text
    }

    func missingGlyphs(in text: String) throws -> Int {
        let hyphenation = try #require(Hyphenation(file: "\(Self.fonts)/hyph_fr.dic"))
        return TextSetter(hyphenation: hyphenation, accent: .ink).set(text, .body, width: Paper.textWidth)
            .missingGlyphCount
    }

    func text(_ file: URL, page: Int? = nil) throws -> String {
        let range = page.map { ["-f", "\($0)", "-l", "\($0)"] } ?? []
        return try run("pdftotext", range + [file.path, "-"])
    }

    static func entry(
        _ number: Int, html: String, photos: [PrintPhoto] = [], comments: [CLOModel.Comment] = [],
        milestone: Milestone? = nil, edit: Publication.Edit? = nil, cancellation: Publication.Cancellation? = nil
    ) throws -> SheetDocument.Entry {
        let text = try RichText(html: html)
        let publication = Publication(
            id: .init(UInt64(number)), number: number,
            author: Author(account: .init(2), name: "Julie Moreau", isEmployee: true),
            datedAt: Instant(seconds: 1_780_000_000 + Int64(number) * 86_400), body: text.canonicalHTML,
            milestone: milestone, version: 1, revision: 1, createdRevision: 1, edit: edit, cancellation: cancellation)
        return SheetDocument.Entry(
            publication: publication, text: text, photos: photos, thread: CommentThread(comments))
    }
}
