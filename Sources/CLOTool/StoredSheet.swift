import CLODocuments
import CLOModel
import CLOStore

/// A sheet as the database and the data folder hold it, as a document to print.
struct StoredSheet: SheetDocumentEntries {
    let document: SheetDocument

    private let store: Store
    private let publications: [Publication.ID]
    private let viewer: Viewer
    private let photoFolder: String

    /// Publications are read so many at a time: memory does not grow with the sheet.
    private static let batchSize = 40

    /// - Returns: `nil` when there is no such sheet, or no publication of that number.
    init?(
        _ code: WorksiteCode, _ parts: SheetDocument.Parts, export: SheetDocument.Export, store: Store,
        dataFolder: String
    ) throws {
        // Whoever asked has been allowed to see the sheet; the tool itself sees all.
        let viewer = Viewer(account: Account.ID(0), role: .employee(isAdministrator: false), name: export.by)
        guard
            let contents = try store.exports.contents(
                of: code, from: parts.from.flatMap(Self.start), before: parts.to.flatMap(Self.end),
                number: parts.number, visibleTo: viewer),
            parts.number == nil || !contents.publications.isEmpty,
            let overview = try store.sheets.overview(of: contents.sheet, since: nil, visibleTo: viewer)
        else { return nil }
        self.store = store
        self.viewer = viewer
        publications = contents.publications.map(\.id)
        photoFolder = "\(dataFolder)/photos"
        document = SheetDocument(
            header: overview.header, export: export, parts: parts, publicationCount: publications.count,
            period: Self.period(parts, contents.publications))
    }

    private static func start(of day: Day) -> Instant? {
        ParisTime.instant(local: "\(day.iso)T00:00")
    }

    private static func end(of day: Day) -> Instant? {
        ParisTime.instant(local: "\(day.iso)T23:59:59").map { $0 + .seconds(1) }
    }

    /// What was asked for; where a bound is open, the first or last publication.
    private static func period(
        _ parts: SheetDocument.Parts, _ publications: [ExportStore.Reference]
    ) -> SheetDocument.Period? {
        let first = parts.from ?? publications.first.map { ParisTime($0.datedAt).date }
        let last = parts.to ?? publications.last.map { ParisTime($0.datedAt).date }
        guard let first, let last else { return nil }
        return SheetDocument.Period(from: first, to: last)
    }

    func read(from index: Int, _ body: (SheetDocument.Entry) throws -> Void) throws {
        for start in stride(from: index, to: publications.count, by: Self.batchSize) {
            let ids = Array(publications[start..<min(start + Self.batchSize, publications.count)])
            let found = try store.publications.find(ids, visibleTo: viewer)
            let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
            let threads =
                document.parts.includesComments ? try store.comments.threads(of: ids, visibleTo: viewer) : [:]
            let photos = document.parts.includesPhotos ? try store.photos.photos(of: ids, visibleTo: viewer) : [:]
            for publication in ids.compactMap({ byID[$0] }) {
                try body(
                    SheetDocument.Entry(
                        publication: publication, text: try RichText(html: publication.body.text),
                        photos: (photos[publication.id] ?? []).map(printPhoto),
                        thread: threads[publication.id] ?? CommentThread([])))
            }
        }
    }

    private func printPhoto(_ photo: Photo) -> PrintPhoto {
        PrintPhoto(
            name: photo.name, width: photo.width, height: photo.height, caption: photo.caption,
            files: photo.renditions.map { size in
                PrintPhoto.File(
                    path: "\(photoFolder)/\(photo.name)/\(size).\(photo.fileExtension.rawValue)", size: size)
            })
    }
}
