import CLOModel
import CVips

/// A picture in the hands of libvips. It owns the C object, which is released with it and seen nowhere else.
///
/// libvips keeps one list of errors per process, so one picture at a time: see ``PhotoRenditions``.
struct Picture: ~Copyable {
    private let handle: OpaquePointer

    /// Reads the header; no pixel is decoded.
    init(file: String, format: CVipsFormat) throws(PhotoRefusal) {
        guard cvips_start() else { throw .unavailable(detail: Self.complaint) }
        guard cvips_can_load(format) else { throw .unavailable(detail: "no loader for format \(format.rawValue)") }
        guard let handle = cvips_open(file, format) else { throw .decoding(Self.complaint) }
        self.handle = handle
    }

    deinit {
        cvips_close(handle)
    }

    /// In pixels: as stored in the file before ``decode(longest:)``, upright after it.
    var width: Int { Int(cvips_width(handle)) }
    var height: Int { Int(cvips_height(handle)) }
    var longest: Int { max(width, height) }

    /// EXIF writes `2024:05:01 12:30:00` in the camera's local time and, as a rule, no zone. Only before
    /// ``decode(longest:)``, which forgets all metadata.
    var capturedAt: Instant? {
        var text = [CChar](repeating: 0, count: 20)
        guard cvips_capture_date(handle, &text) else { return nil }
        var bytes = text.prefix(19).map { UInt8(bitPattern: $0) }
        guard bytes[4] == UInt8(ascii: ":"), bytes[7] == UInt8(ascii: ":"), bytes[10] == UInt8(ascii: " ") else {
            return nil
        }
        bytes[4] = UInt8(ascii: "-")
        bytes[7] = UInt8(ascii: "-")
        bytes[10] = UInt8(ascii: "T")
        return ParisTime.instant(local: String(decoding: bytes, as: UTF8.self))
    }

    /// Decodes it whole: upright, sRGB, on white, its larger side at most `longest` pixels. Once.
    mutating func decode(longest: Int) throws(PhotoRefusal) {
        guard cvips_decode(handle, Int32(longest)) else { throw .decoding(Self.complaint) }
    }

    /// Lends the decoded pixels: rows of `width` × 3 bytes.
    func withPixels<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: cvips_pixels(handle), count: width * height * 3))
    }

    /// Lends the bytes of a file of the decoded picture, reduced to a larger side of `longest` pixels.
    func withEncoded(
        longest: Int, as encoding: CVipsEncoding, _ body: (UnsafeRawBufferPointer) throws(PhotoRefusal) -> Void
    ) throws(PhotoRefusal) {
        var bytes: UnsafeMutableRawPointer?
        var count = 0
        guard cvips_encode(handle, Int32(longest), encoding, &bytes, &count), let bytes else {
            throw .unavailable(detail: Self.complaint)
        }
        defer { cvips_free(bytes) }
        try body(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    /// libvips puts each error on a line of its own; a log wants one line.
    private static var complaint: String {
        String(cString: cvips_error()).split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}

extension Picture {
    /// Whether the decoded picture is a plan, a diagram or a screen rather than a photo: most of its pixels are
    /// exactly their left neighbour's colour. The noise of any camera's sensor leaves far fewer.
    var isDrawn: Bool {
        let rowLength = width * 3
        guard width > 1 else { return false }
        let same = withPixels { pixels in
            var same = 0
            for row in stride(from: 0, to: pixels.count, by: rowLength) {
                for i in stride(from: row + 3, to: row + rowLength, by: 3)
                where pixels[i] == pixels[i - 3] && pixels[i + 1] == pixels[i - 2] && pixels[i + 2] == pixels[i - 1] {
                    same += 1
                }
            }
            return same
        }
        return same * 2 > (width - 1) * height
    }
}
