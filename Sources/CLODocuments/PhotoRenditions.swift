import CLOModel
import CVips
import Glibc
import Synchronization

/// Makes the files that are served of a photo out of the one that was sent.
///
/// Whatever was sent is decoded and encoded anew, so no byte of it is served: not its metadata (the capture date
/// aside, which is returned), not what it may hide. Meant for a process of its own with limits on memory and time,
/// `clo photo`: a decoder that is made to crash then takes nothing down with it.
public struct PhotoRenditions {
    /// Larger sides, in pixels: a phone's column, a wide screen, paper and the lightbox. Never enlarged: a photo of
    /// 1,600 pixels gives 480, 1,280 and 1,600.
    public static let sizes = [480, 1280, 2560]

    /// libvips keeps one list of errors per process.
    private static let onePhotoAtATime = Mutex(())

    /// Those of the formats that are taken which this machine's libvips cannot read, as people call them. All of them
    /// when it does not start.
    public static var unreadableFormats: [String] {
        let named: [(String, CVipsFormat)] = [
            ("JPEG", .JPEG), ("PNG", .PNG), ("WebP", .webP), ("HEIC", .HEIF), ("GIF", .GIF),
        ]
        return onePhotoAtATime.withLock { _ in
            cvips_start() ? named.filter { !cvips_can_load($0.1) }.map(\.0) : named.map(\.0)
        }
    }

    /// Reads a JPEG, PNG, WebP, HEIC or GIF file (its first frame), and writes its renditions into `folder` as
    /// `480.jpg` and so on, each named by its larger side. They are upright, in sRGB, laid on white where the
    /// original was transparent, and without metadata. What was drawn (see `Picture.isDrawn`) becomes PNG.
    ///
    /// When it returns, files and folder are synced. When it throws, it has left no file.
    ///
    /// - Parameter folder: made when it is missing; files of the same names are replaced.
    public static func make(
        from file: String, in folder: String, limits: PhotoLimits = PhotoLimits()
    ) throws(PhotoRefusal) -> PhotoFiles {
        let format = try format(of: file, limits: limits)
        return try onePhotoAtATime.withLock { _ throws(PhotoRefusal) in
            try make(from: file, format: format, in: folder, limits: limits)
        }
    }

    private static func make(
        from file: String, format: CVipsFormat, in folder: String, limits: PhotoLimits
    ) throws(PhotoRefusal) -> PhotoFiles {
        var picture = try Picture(file: file, format: format)
        try check((picture.width, picture.height), limits)
        let capturedAt = picture.capturedAt
        try picture.decode(longest: sizes[sizes.count - 1])

        let isPNG = mayBeDrawn(format) && picture.isDrawn
        let files = PhotoFiles(
            width: picture.width, height: picture.height,
            sizes: sizes.filter { $0 < picture.longest } + [picture.longest],
            fileExtension: isPNG ? .png : .jpg, capturedAt: capturedAt)
        try write(files, of: picture, as: isPNG ? .PNG : .JPEG, in: folder)
        return files
    }

    private static func check(_ size: (width: Int, height: Int), _ limits: PhotoLimits) throws(PhotoRefusal) {
        guard size.width <= limits.pixels, size.height <= limits.pixels / max(1, size.width) else {
            throw .tooManyPixels(width: size.width, height: size.height, limit: limits.pixels)
        }
    }

    private static func write(
        _ files: PhotoFiles, of picture: borrowing Picture, as encoding: CVipsEncoding, in path: String
    ) throws(PhotoRefusal) {
        var folder = try RenditionFolder(path)
        do throws(PhotoRefusal) {
            for size in files.sizes {
                try picture.withEncoded(longest: size, as: encoding) { bytes throws(PhotoRefusal) in
                    try folder.write(bytes, as: files.name(of: size))
                }
            }
            try folder.sync()
        } catch {
            folder.removeWritten()
            throw error
        }
    }

    /// JPEG and HEIC come out of cameras, and what was drawn has lost its flat colours in them.
    private static func mayBeDrawn(_ format: CVipsFormat) -> Bool {
        switch format {
        case .PNG, .GIF, .webP: true
        case .JPEG, .HEIF: false
        }
    }

    /// Looks at the size and the first bytes of the file, and decodes nothing.
    private static func format(of file: String, limits: PhotoLimits) throws(PhotoRefusal) -> CVipsFormat {
        let handle = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard handle >= 0 else { throw .unreadable(path: file, code: errno) }
        defer { close(handle) }
        var status = stat()
        guard fstat(handle, &status) == 0 else { throw .unreadable(path: file, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: file, code: EINVAL) }
        guard status.st_size > 0 else { throw .empty }
        guard status.st_size <= limits.bytes else { throw .tooLarge(bytes: status.st_size, limit: limits.bytes) }

        var bytes = [UInt8](repeating: 0, count: min(PictureFormat.signatureLength, status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                read(handle, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .unreadable(path: file, code: count < 0 ? errno : EIO) }
            filled += count
        }
        switch PictureFormat(firstBytes: bytes) {
        case .jpeg: return .JPEG
        case .png: return .PNG
        case .webP:
            if let canvas = PictureFormat.webPCanvas(firstBytes: bytes) { try check(canvas, limits) }
            return .webP
        case .gif: return .GIF
        case .heif: return .HEIF
        case .refused(let kind): throw .unsupported(kind: kind)
        case nil: throw .notAPicture
        }
    }
}
