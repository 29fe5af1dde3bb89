import CLOModel
import CVips
import Foundation
import Testing

@testable import CLODocuments

/// A folder of its own in which one test sends a file and looks at what became of it. It goes with the value.
final class Desk {
    let folder: URL
    var renditions: URL { folder.appending(path: "photo") }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "clo-photo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            Issue.record(error)
        }
    }

    func send(
        _ bytes: [UInt8], named name: String = "envoi", limits: PhotoLimits = PhotoLimits()
    ) throws -> PhotoFiles {
        let file = folder.appending(path: name)
        try Data(bytes).write(to: file)
        return try PhotoRenditions.make(from: file.path, in: renditions.path, limits: limits)
    }

    /// Sends what must be refused, and checks that nothing of it stays.
    func refusal(
        of bytes: [UInt8], named name: String = "envoi", limits: PhotoLimits = PhotoLimits(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> PhotoRefusal {
        let refusal = #expect(throws: PhotoRefusal.self, sourceLocation: sourceLocation) {
            try send(bytes, named: name, limits: limits)
        }
        #expect(!FileManager.default.fileExists(atPath: renditions.path), sourceLocation: sourceLocation)
        return try #require(refusal, sourceLocation: sourceLocation)
    }

    /// What lies in the folder of renditions, sorted; nothing when there is no folder.
    func fileNames() throws -> [String] {
        guard FileManager.default.fileExists(atPath: renditions.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: renditions.path).sorted()
    }

    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: renditions.appending(path: name)))
    }

    /// A rendition, decoded again.
    func pixels(of name: String) throws -> Pixels {
        let format: CVipsFormat = name.hasSuffix(".png") ? .PNG : .JPEG
        var picture = try Picture(file: renditions.appending(path: name).path, format: format)
        try picture.decode(longest: 10_000)
        return Pixels(width: picture.width, height: picture.height, bytes: picture.withPixels { Array($0) })
    }
}

struct Pixels {
    let width: Int
    let height: Int
    let bytes: [UInt8]

    subscript(x: Int, y: Int) -> [Int] {
        let start = (y * width + x) * 3
        return bytes[start..<start + 3].map { Int($0) }
    }

    /// The colours in the middle of the four quarters, read as a text is.
    var quadrants: Quadrants {
        Quadrants(colors: [(1, 1), (3, 1), (1, 3), (3, 3)].map { self[width * $0 / 4, height * $1 / 4] })
    }
}

/// Red, green, blue and yellow: any turn, mirror or mix-up of channels shows.
struct Quadrants: Equatable, CustomStringConvertible {
    let colors: [[Int]]

    static let upright = Quadrants(colors: [[220, 30, 30], [30, 160, 40], [30, 50, 200], [240, 200, 20]])

    func isClose(to other: Quadrants, within tolerance: Int = 12) -> Bool {
        zip(colors.joined(), other.colors.joined()).allSatisfy { abs($0 - $1) <= tolerance }
    }

    var description: String { "\(colors)" }
}
