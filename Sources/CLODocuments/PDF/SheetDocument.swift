import CLOModel

/// What a printed sheet says before its publications: the title block, and what this export holds.
public struct SheetDocument: Sendable {
    public var header: ProgressSheet.Header
    /// When and by whom the document is made.
    public var export: Export
    public var parts: Parts
    /// Of the document, cancelled ones included.
    public var publicationCount: Int
    /// From the first to the last publication, or what was asked for.
    public var period: Period?

    public init(
        header: ProgressSheet.Header, export: Export, parts: Parts, publicationCount: Int, period: Period?
    ) {
        self.header = header
        self.export = export
        self.parts = parts
        self.publicationCount = publicationCount
        self.period = period
    }

    public struct Export: Sendable {
        public var at: Instant
        /// As it is printed: « Julie Moreau, CLO ».
        public var by: String

        public init(at: Instant, by: String) {
            self.at = at
            self.by = by
        }
    }

    /// Days in Paris, both included.
    public struct Period: Hashable, Sendable {
        public var from: Day
        public var to: Day

        public init(from: Day, to: Day) {
            self.from = from
            self.to = to
        }
    }

    /// What of the sheet was asked for.
    public struct Parts: Hashable, Sendable {
        public var from: Day?
        public var to: Day?
        /// One publication alone.
        public var number: Int?
        public var includesComments: Bool
        public var includesPhotos: Bool

        public init(
            from: Day? = nil, to: Day? = nil, number: Int? = nil, includesComments: Bool = true,
            includesPhotos: Bool = true
        ) {
            self.from = from
            self.to = to
            self.number = number
            self.includesComments = includesComments
            self.includesPhotos = includesPhotos
        }
    }

    /// One publication with all that hangs on it.
    public struct Entry: Sendable {
        public var publication: Publication
        public var text: RichText
        /// In their order; those that the text places are found by name.
        public var photos: [PrintPhoto]
        public var thread: CommentThread

        public init(publication: Publication, text: RichText, photos: [PrintPhoto], thread: CommentThread) {
            self.publication = publication
            self.text = text
            self.photos = photos
            self.thread = thread
        }
    }
}

/// A photo as it can be printed: its files on disk.
public struct PrintPhoto: Hashable, Sendable {
    public var name: String
    /// Of the largest file, upright, in pixels.
    public var width: Int
    public var height: Int
    public var caption: String
    /// Ascending by size.
    public var files: [File]

    public init(name: String, width: Int, height: Int, caption: String, files: [File]) {
        self.name = name
        self.width = width
        self.height = height
        self.caption = caption
        self.files = files
    }

    public struct File: Hashable, Sendable {
        /// `…/1280.jpg`, or `.png` for a drawing.
        public var path: String
        /// Larger side, in pixels.
        public var size: Int

        public init(path: String, size: Int) {
            self.path = path
            self.size = size
        }

        var isDrawing: Bool { path.hasSuffix(".png") }
    }

    /// Width by height; between 1:4 and 4:1, so that a header that lies breaks no page.
    var ratio: Double { min(4, max(0.25, Double(max(1, width)) / Double(max(1, height)))) }
}

/// Publications in chronological order, as often as the printer asks: once to count the pages, once to print them.
/// Both times they must be the same.
public protocol SheetDocumentEntries {
    /// - Parameter index: of the first that is wanted, from 0.
    func read(from index: Int, _ body: (SheetDocument.Entry) throws -> Void) throws
}
