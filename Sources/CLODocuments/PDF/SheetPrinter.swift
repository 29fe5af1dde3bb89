import CLOModel
import Foundation

/// Prints a sheet as a PDF file (S17), in memory that does not grow with it: its publications are read, set and
/// written page by page, twice: the first time only to know of how many pages « page x sur y » speaks.
public struct SheetPrinter {
    public enum Failure: Error, CustomStringConvertible {
        case noHyphenation(file: String)

        public var description: String {
            switch self {
            case .noHyphenation(let file): "cannot read \(file)"
            }
        }
    }

    private let setter: TextSetter
    private let company: Company

    /// So many publications are kept, set, between the two passes: a hundred pages or so, some 20 MB.
    private static let keptLimit = 200

    /// - Parameters:
    ///   - fontFolder: as given to ``Fonts/use(folder:cacheFolder:)`` before.
    ///   - company: whose sheet it is.
    public init(fontFolder: String, company: Company) throws {
        let dictionary = "\(fontFolder)/hyph_fr.dic"
        guard let hyphenation = Hyphenation(file: dictionary) else {
            throw Failure.noHyphenation(file: dictionary)
        }
        setter = TextSetter(hyphenation: hyphenation, accent: Ink(company.accent))
        self.company = company
    }

    /// - Parameters:
    ///   - file: replaced when it is there. What is at that path when this throws is no document.
    ///   - progress: called with what is done of the whole, in publications, each counted twice.
    /// - Returns: the number of pages.
    @discardableResult
    public func print(
        _ document: SheetDocument, _ entries: some SheetDocumentEntries, to file: String,
        progress: @escaping (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws -> Int {
        let composer = EntryComposer(
            setter: setter, company: company.name, includesComments: document.parts.includesComments)
        let title = TitleBlockComposer(setter: setter, company: company).chapter(document)
        let progress = Progress(total: 2 * document.publicationCount, report: progress)
        // What was set to be counted is drawn as it is, as far as memory is to bear it; the rest is set again.
        var kept: [Chapter] = []
        let counter = PageCounter()
        try paginate(counter.count) { paginator in
            try paginator.add(title)
            try entries.read(from: 0) { entry in
                let chapter = composer.chapter(entry)
                if kept.count < Self.keptLimit { kept.append(chapter) }
                try paginator.add(chapter)
                progress.step()
            }
        }

        let draft = file + ".brouillon"
        defer { unlink(draft) }
        let canvas = try Canvas(file: draft)
        canvas.setMetadata(
            title: "Fiche d’avancement \(document.header.code) – \(document.header.title)", author: company.name,
            subject: subject(document), keywords: document.header.code.description, at: document.export.at)
        let drawing = PageDrawing(setter: setter, document: document, pageCount: counter.pageCount)
        func drawPage(_ page: Paginator.Page) throws { try drawing.draw(page, on: canvas) }
        try paginate(drawPage) { paginator in
            try paginator.add(title)
            for chapter in kept {
                try paginator.add(chapter)
                progress.step()
            }
            guard kept.count == Self.keptLimit else { return }
            try entries.read(from: kept.count) { entry in
                try paginator.add(composer.chapter(entry))
                progress.step()
            }
        }
        try canvas.finish()
        try Finishing.finish(
            draft, to: file, language: "fr-FR", figureDescriptions: canvas.figureDescriptions)
        return counter.pageCount
    }

    private func paginate(
        _ finish: @escaping (Paginator.Page) throws -> Void, _ fill: (inout Paginator) throws -> Void
    ) throws {
        var paginator = Paginator(height: Paper.frameHeight, finish: finish)
        try fill(&paginator)
        try paginator.end()
    }

    private func subject(_ document: SheetDocument) -> String {
        "Avancement du chantier \(document.header.code) de \(document.header.clientName)"
    }
}

private final class PageCounter {
    private(set) var pageCount = 0

    func count(_ page: Paginator.Page) {
        pageCount += 1
    }
}

private final class Progress {
    private let total: Int
    private let report: (Int, Int) -> Void
    private var done = 0

    init(total: Int, report: @escaping (Int, Int) -> Void) {
        self.total = total
        self.report = report
    }

    func step() {
        done += 1
        report(done, total)
    }
}
