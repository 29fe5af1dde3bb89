import CLOModel
import Foundation
import Testing

@testable import CLODocuments

/// The pictures that the tests send, made byte by byte so that each says exactly what it is about. Only what needs a
/// lossy encoder is a file in `Fixtures`: there, « quadrants » is 48 × 32, with ``Quadrants``' colours.
enum Sent {
    static func fixture(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
        return [UInt8](try Data(contentsOf: url))
    }

    /// A PNG whose rows come from `row`, stored without compression.
    static func png(
        _ width: Int, _ height: Int, depth: Int = 8, color: PNGColor = .rgb, row: (Int) -> [UInt8]
    ) -> [UInt8] {
        var rows: [UInt8] = []
        for y in 0..<height { rows += [0] + row(y) }
        return pngHeader(width, height, depth: depth, color: color)
            + chunk("IDAT", stored(rows)) + chunk("IEND", [])
    }

    /// A PNG whose header promises any size, and whose data are next to nothing.
    static func pngBomb(_ width: Int, _ height: Int) -> [UInt8] {
        pngHeader(width, height, depth: 8, color: .rgb) + chunk("IDAT", stored([0])) + chunk("IEND", [])
    }

    enum PNGColor: UInt8 {
        case gray = 0
        case rgb = 2
        case rgba = 6
    }

    private static func pngHeader(_ width: Int, _ height: Int, depth: Int, color: PNGColor) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", big(width, 4) + big(height, 4) + [UInt8(depth), color.rawValue, 0, 0, 0])
    }

    /// Noise in four greys: too grainy to be a drawing, and even a large one is a small file.
    static func noise(_ width: Int, _ height: Int) -> [UInt8] {
        var generator = Noise(state: 42)
        return png(width, height, depth: 2, color: .gray) { _ in
            (0..<(width + 3) / 4).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        }
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return big(data.count, 4) + body + big(Int(crc32(body)), 4)
    }

    /// A zlib stream of stored blocks (RFC 1950, 1951).
    private static func stored(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: data.count, by: 65_535) {
            let block = data[start..<min(start + 65_535, data.count)]
            stream += [start + 65_535 >= data.count ? 1 : 0]
            stream += [UInt8(block.count & 0xFF), UInt8(block.count >> 8)]
            stream += [UInt8(~block.count & 0xFF), UInt8(~block.count >> 8 & 0xFF)]
            stream += block
        }
        var (low, high) = (1, 0)
        for byte in data {
            low = (low + Int(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return stream + big(high << 16 | low, 4)
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crcTable[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }

    static func big(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(number >> ($0 * 8) & 0xFF) }
    }

    private struct Noise: RandomNumberGenerator {
        var state: UInt64

        /// SplitMix64.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }
}

/// What a camera writes into a JPEG besides the picture.
struct CameraNotes {
    var orientation = 1
    var takenAt: String? = "2026:05:01 12:30:45"

    /// `jpeg` with an EXIF segment (maker, orientation, date, GPS), an XMP segment and a comment.
    func written(into jpeg: [UInt8]) -> [UInt8] {
        let xmp = Array("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SecretXMP</x:xmpmeta>".utf8)
        return Array(jpeg[..<2]) + segment(0xE1, Array("Exif\0\0".utf8) + tiff) + segment(0xE1, xmp)
            + segment(0xFE, Array("SecretComment".utf8)) + jpeg[2...]
    }

    /// Words that would betray any of it in a rendition.
    static let telltales = ["Exif", "SecretMaker", "WGS-84", "xmpmeta", "ns.adobe.com", "SecretComment", "2026:05"]

    private func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
        [0xFF, marker] + Sent.big(data.count + 2, 2) + data
    }

    /// Big-endian TIFF: IFD 0 at 8 with four entries, then the EXIF and GPS directories, then the texts.
    private var tiff: [UInt8] {
        let exifAt = 8 + 2 + 4 * 12 + 4
        let gpsAt = exifAt + 2 + 12 + 4
        let textsAt = gpsAt + 2 + 2 * 12 + 4
        let maker = Array("SecretMaker\0".utf8)
        let date = Array((takenAt ?? "").utf8) + [0]
        let datum = Array("WGS-84\0".utf8)
        var bytes = Array("MM".utf8) + Sent.big(42, 2) + Sent.big(8, 4)
        bytes += Sent.big(4, 2)
        bytes += entry(0x010F, type: 2, count: maker.count, value: Sent.big(textsAt, 4))
        bytes += entry(0x0112, type: 3, count: 1, value: Sent.big(orientation, 2) + [0, 0])
        bytes += entry(0x8769, type: 4, count: 1, value: Sent.big(exifAt, 4))
        bytes += entry(0x8825, type: 4, count: 1, value: Sent.big(gpsAt, 4))
        bytes += Sent.big(0, 4)
        bytes += Sent.big(takenAt == nil ? 0 : 1, 2)
        bytes += entry(0x9003, type: 2, count: date.count, value: Sent.big(textsAt + maker.count, 4))
        bytes += Sent.big(0, 4)
        bytes += Sent.big(2, 2)
        bytes += entry(0x0001, type: 2, count: 2, value: Array("N\0\0\0".utf8))
        bytes += entry(0x0012, type: 2, count: datum.count, value: Sent.big(textsAt + maker.count + date.count, 4))
        bytes += Sent.big(0, 4)
        return bytes + maker + date + datum
    }

    private func entry(_ tag: Int, type: Int, count: Int, value: [UInt8]) -> [UInt8] {
        Sent.big(tag, 2) + Sent.big(type, 2) + Sent.big(count, 4) + value
    }
}
