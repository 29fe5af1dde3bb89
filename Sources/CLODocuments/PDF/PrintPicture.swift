import CPango
import CVips
import Glibc

/// A picture on its way into the document: it owns Cairo's image.
final class PrintPicture {
    enum Failure: Error, CustomStringConvertible {
        case unreadable(file: String)
        case undecodable(file: String, reason: String)
        case noMemory(file: String)

        var description: String {
            switch self {
            case .unreadable(let file): "cannot read \(file)"
            case .undecodable(let file, let reason): "\(file): \(reason)"
            case .noMemory(let file): "no memory for \(file)"
            }
        }
    }

    private let surface: OpaquePointer
    /// In pixels.
    let width: Int
    let height: Int

    /// - Parameter choice: a file, and whether it goes in as it is.
    init(_ choice: PhotoChoice) throws {
        switch choice {
        case .untouched(let file) where !file.isDrawing: (surface, width, height) = try Self.embedded(file.path)
        case .untouched(let file): (surface, width, height) = try Self.decoded(file.path, longest: file.size)
        case .reduced(let file, let longest) where file.isDrawing:
            (surface, width, height) = try Self.decoded(file.path, longest: longest)
        case .reduced(let file, let longest): (surface, width, height) = try Self.reduced(file.path, longest: longest)
        }
    }

    deinit {
        cairo_surface_destroy(surface)
    }

    func withSurface(_ body: (OpaquePointer) -> Void) {
        body(surface)
    }

    private typealias Image = (OpaquePointer, width: Int, height: Int)

    /// The file's own bytes, never decoded: an image without pixels that only carries them.
    private static func embedded(_ path: String) throws -> Image {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure.unreadable(file: path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size > 0, let bytes = malloc(Int(status.st_size)) else {
            throw Failure.unreadable(file: path)
        }
        let count = Int(status.st_size)
        var filled = 0
        while filled < count {
            let read = Glibc.read(file, bytes + filled, count - filled)
            if read < 0 && errno == EINTR { continue }
            guard read > 0 else {
                free(bytes)
                throw Failure.unreadable(file: path)
            }
            filled += read
        }
        return try carrying(bytes, count, path)
    }

    /// - Parameter bytes: of a JPEG file, from `malloc`; taken over.
    private static func carrying(_ bytes: UnsafeMutableRawPointer, _ count: Int, _ path: String) throws -> Image {
        guard let size = JPEGHeader.size(UnsafeRawBufferPointer(start: bytes, count: count)) else {
            free(bytes)
            throw Failure.undecodable(file: path, reason: "no JPEG")
        }
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_A1, Int32(size.width), Int32(size.height)),
            cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
            cairo_surface_set_mime_data(
                surface, CAIRO_MIME_TYPE_JPEG, bytes.assumingMemoryBound(to: UInt8.self), UInt(count),
                { free($0) }, bytes) == CAIRO_STATUS_SUCCESS
        else {
            free(bytes)
            throw Failure.noMemory(file: path)
        }
        return (surface, size.width, size.height)
    }

    /// A smaller JPEG of it.
    private static func reduced(_ path: String, longest: Int) throws -> Image {
        var picture = try Picture(file: path, format: .JPEG)
        try picture.decode(longest: longest)
        var image: Result<Image, any Error>?
        try picture.withEncoded(longest: longest, as: .JPEG) { bytes in
            image = Result {
                guard let start = bytes.baseAddress, let copy = malloc(bytes.count) else {
                    throw Failure.noMemory(file: path)
                }
                memcpy(copy, start, bytes.count)
                return try carrying(copy, bytes.count, path)
            }
        }
        guard let image else { throw Failure.undecodable(file: path, reason: "nothing was encoded") }
        return try image.get()
    }

    /// A drawing's pixels: they are stored without loss.
    private static func decoded(_ path: String, longest: Int) throws -> Image {
        var picture = try Picture(file: path, format: .PNG)
        try picture.decode(longest: longest)
        let (width, height) = (picture.width, picture.height)
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)),
            cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let rows = cairo_image_surface_get_data(surface)
        else { throw Failure.noMemory(file: path) }
        let stride = Int(cairo_image_surface_get_stride(surface))
        picture.withPixels { pixels in
            for row in 0..<height {
                let line = UnsafeMutableRawPointer(rows + row * stride).assumingMemoryBound(to: UInt32.self)
                for column in 0..<width {
                    let start = (row * width + column) * 3
                    line[column] =
                        UInt32(pixels[start]) << 16 | UInt32(pixels[start + 1]) << 8 | UInt32(pixels[start + 2])
                }
            }
        }
        cairo_surface_mark_dirty(surface)
        return (surface, width, height)
    }
}
