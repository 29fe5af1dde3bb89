/// A photo of a sheet: of one of its publications, or of one that is still being written.
public struct Photo: Hashable, Sendable {
    public typealias ID = Identifier<Photo>

    /// What its renditions are kept as: photos as JPEG, drawings as PNG.
    public enum FileExtension: String, Hashable, Sendable, CaseIterable {
        case jpg
        case png

        public var mediaType: String {
            switch self {
            case .jpg: return "image/jpeg"
            case .png: return "image/png"
            }
        }
    }

    /// Unguessable, and the name of its folder under the data folder.
    public let name: String
    /// Of the largest rendition, in pixels; its space on the page is reserved before it loads.
    public let width: Int
    public let height: Int
    /// At most ``captionLimit`` characters; it is the alternative text too.
    public let caption: String
    /// Larger side, in pixels, of each rendition that was made, ascending.
    public let renditions: [Int]
    public let fileExtension: FileExtension
    /// When it was taken, if its camera said so.
    public let capturedAt: Instant?

    public static let captionLimit = 300

    public init(
        name: String, width: Int, height: Int, caption: String, renditions: [Int],
        fileExtension: FileExtension = .jpg, capturedAt: Instant? = nil
    ) {
        self.name = name
        self.width = width
        self.height = height
        self.caption = caption
        self.renditions = renditions
        self.fileExtension = fileExtension
        self.capturedAt = capturedAt
    }
}

/// A photo as the writer of a publication chose it: which, and what he says about it. The order of several is that
/// in which they are shown.
public struct ChosenPhoto: Hashable, Sendable {
    public let name: String
    public let caption: String

    public init(name: String, caption: String) {
        self.name = name
        self.caption = caption
    }
}
