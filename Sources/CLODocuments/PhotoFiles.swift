import CLOModel

/// What a photo may weigh before anything of it is decoded.
public struct PhotoLimits: Sendable {
    /// Size of the file, in bytes. 40 Mo unless the settings say otherwise.
    public var bytes: Int
    /// Width × height as its header states them. 100 million unless said otherwise.
    public var pixels: Int

    public init(bytes: Int = 40_000_000, pixels: Int = 100_000_000) {
        self.bytes = bytes
        self.pixels = pixels
    }
}

/// The renditions of one photo, written and synced.
public struct PhotoFiles: Equatable, Sendable {
    /// Of the largest rendition, upright, in pixels.
    public let width: Int
    public let height: Int
    /// The larger side of each rendition in pixels, ascending; also the names of the files.
    public let sizes: [Int]
    /// `jpg`, or `png` for what was drawn rather than photographed.
    public let fileExtension: Photo.FileExtension
    /// When the picture was taken, by the camera's clock, which is taken to show Paris time. `nil` when the file
    /// does not say, or says nonsense.
    public let capturedAt: Instant?

    /// `1280.jpg`.
    public func name(of size: Int) -> String {
        "\(size).\(fileExtension.rawValue)"
    }
}
