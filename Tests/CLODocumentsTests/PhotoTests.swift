import CLOModel
import Foundation
import Testing

@testable import CLODocuments

/// libvips keeps one list of errors per process, and these tests look into it from outside the lock of
/// ``PhotoRenditions`` too: one at a time.
@Suite("Photos", .serialized)
struct PhotoTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
    }

    // MARK: Sizes

    @Test(
        "trois tailles, jamais agrandies, la plus grande nommée par son vrai côté",
        arguments: [
            (3000, 2250, [480, 1280, 2560]), (2560, 100, [480, 1280, 2560]), (1200, 1600, [480, 1280, 1600]),
            (1280, 720, [480, 1280]), (480, 480, [480]), (300, 200, [300]), (20, 3000, [480, 1280, 2560]),
        ])
    func sizes(width: Int, height: Int, sizes: [Int]) throws {
        let files = try desk.send(Sent.noise(width, height))
        #expect(files.sizes == sizes)
        #expect(files.fileExtension == .jpg)
        #expect(max(files.width, files.height) == sizes.last)
        #expect(try desk.fileNames() == sizes.map { "\($0).jpg" }.sorted())
        for size in sizes {
            let pixels = try desk.pixels(of: files.name(of: size))
            #expect(max(pixels.width, pixels.height) == size)
            // The other side, to the nearest pixel.
            let other = Double(min(width, height)) * Double(size) / Double(max(width, height))
            #expect(abs(Double(min(pixels.width, pixels.height)) - other) <= 0.51)
        }
    }

    @Test("un seul pixel reste un seul pixel")
    func onePixel() throws {
        let files = try desk.send(Sent.png(1, 1) { _ in [10, 200, 90] })
        #expect(files == PhotoFiles(width: 1, height: 1, sizes: [1], fileExtension: .jpg, capturedAt: nil))
        #expect(try desk.fileNames() == ["1.jpg"])
    }

    @Test("les photos sont des JPEG progressifs, aux couleurs au quart")
    func progressive() throws {
        let files = try desk.send(Sent.noise(600, 400))
        let bytes = try desk.bytes(of: files.name(of: 480))
        // SOF2: marker, length, precision, height, width, then the components: number, sampling, table.
        let frame = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC2]) })
        #expect(bytes[frame + 9] == 3)
        #expect(bytes[frame + 11] == 0x22)
    }

    // MARK: Upright, in true colours

    @Test("chaque orientation EXIF est redressée", arguments: 1...8)
    func orientation(number: Int) throws {
        // What the camera stored, so that turning it as the tag says gives the upright picture.
        let stored: [Int: [Int]] = [
            1: [0, 1, 2, 3], 2: [1, 0, 3, 2], 3: [3, 2, 1, 0], 4: [2, 3, 0, 1],
            5: [0, 2, 1, 3], 6: [1, 3, 0, 2], 7: [3, 1, 2, 0], 8: [2, 0, 3, 1],
        ]
        let places = try #require(stored[number])
        let isTurned = number >= 5
        let (width, height) = isTurned ? (32, 48) : (48, 32)
        let quarters = places.map { Quadrants.upright.colors[$0].map { UInt8($0) } }
        let plain = try jpeg(width, height) { x, y in quarters[y * 2 / height * 2 + x * 2 / width] }

        let files = try desk.send(CameraNotes(orientation: number).written(into: plain))
        #expect(files.width == 48 && files.height == 32)
        let seen = try desk.pixels(of: "48.jpg").quadrants
        #expect(seen.isClose(to: .upright), "\(seen)")
    }

    /// CMYK inks cannot show that blue, hence its tolerance; without their profile it would be off by 100 and more.
    @Test(
        "tout format accepté garde ses couleurs et son sens",
        arguments: [
            ("quadrants.jpg", "jpg", 12), ("quadrants.webp", "png", 12), ("quadrants.heic", "jpg", 12),
            ("quadrants-tourne.heic", "jpg", 12), ("quadrants-puis-noir.gif", "png", 12),
            ("quadrants-display-p3.jpg", "jpg", 12), ("quadrants-cmyk.jpg", "jpg", 70),
        ])
    func format(name: String, fileExtension: String, tolerance: Int) throws {
        let files = try desk.send(try Sent.fixture(name))
        #expect(files.width == 48 && files.height == 32)
        #expect(files.fileExtension.rawValue == fileExtension)
        let seen = try desk.pixels(of: files.name(of: 48)).quadrants
        #expect(seen.isClose(to: .upright, within: tolerance), "\(seen)")
    }

    @Test("le contenu dit le format, le nom jamais")
    func nameIsIgnored() throws {
        #expect(try desk.send(try Sent.fixture("quadrants.heic"), named: "photo.png").width == 48)
    }

    @Test("un niveau de gris, sur 8 ou 16 bits, reste gris")
    func gray() throws {
        for depth in [8, 16] {
            let bytes = Sent.png(40, 20, depth: depth, color: .gray) { _ in
                [UInt8](repeating: 128, count: 40 * depth / 8)
            }
            let files = try desk.send(bytes)
            #expect(try desk.pixels(of: files.name(of: 40))[20, 10].allSatisfy { (126...130).contains($0) })
        }
    }

    @Test("un PNG de 16 bits par couleur est ramené à 8")
    func deepPNG() throws {
        let files = try desk.send(
            Sent.png(40, 20, depth: 16) { _ in (0..<40).flatMap { _ in [200, 17, 100, 3, 50, 250] as [UInt8] } })
        #expect(try desk.pixels(of: files.name(of: 40))[20, 10] == [200, 100, 50])
    }

    @Test("ce qui est transparent est posé sur du blanc", arguments: [8, 16])
    func transparency(depth: Int) throws {
        let half: [UInt8] = depth == 8 ? [0, 0, 0, 128] : [0, 0, 0, 0, 0, 0, 128, 0]
        let clear = [UInt8](repeating: 0, count: 4 * depth / 8)
        let files = try desk.send(
            Sent.png(40, 20, depth: depth, color: .rgba) { _ in
                (0..<40).flatMap { $0 < 20 ? clear : half }
            })
        let pixels = try desk.pixels(of: files.name(of: 40))
        #expect(pixels[5, 10] == [255, 255, 255])
        #expect(pixels[35, 10].allSatisfy { (126...129).contains($0) }, "\(pixels[35, 10])")
    }

    @Test("un plan reste net : aplats en PNG, grain en JPEG")
    func drawn() throws {
        let plan = Sent.png(1400, 700) { y in
            (0..<1400).flatMap { x in x % 100 < 3 || y % 100 < 3 ? [0, 0, 0] : [255, 255, 255] as [UInt8] }
        }
        let files = try desk.send(plan)
        #expect(files.fileExtension == .png)
        #expect(try desk.fileNames() == ["1280.png", "1400.png", "480.png"])
        #expect(try desk.pixels(of: "1400.png")[50, 50] == [255, 255, 255])
        #expect(try desk.send(Sent.noise(1400, 700)).fileExtension == .jpg)
    }

    // MARK: Metadata

    @Test("la date de prise de vue est lue à l’heure de Paris, toute métadonnée est effacée")
    func metadata() throws {
        let sent = CameraNotes(orientation: 1).written(into: try Sent.fixture("quadrants.jpg"))
        for telltale in CameraNotes.telltales {
            #expect(sent.contains(telltale), "the test itself must send \(telltale)")
        }
        let files = try desk.send(sent)
        #expect(files.capturedAt?.iso == "2026-05-01T10:30:45Z")
        for size in files.sizes {
            let bytes = try desk.bytes(of: files.name(of: size))
            for telltale in CameraNotes.telltales { #expect(!bytes.contains(telltale), "\(telltale) in \(size)") }
            // No application segment but JFIF's, no comment.
            for marker in (0xE1...0xEF).map({ UInt8($0) }) + [0xFE] {
                #expect(!bytes.prefix(600).contains([0xFF, marker]))
            }
        }
    }

    @Test(
        "une date absurde ou absente n’est pas une date",
        arguments: [nil, "0000:00:00 00:00:00", "2026:13:01 12:00:00", "    :  :     :  :  ", "hier", ""])
    func noCaptureDate(text: String?) throws {
        let sent = CameraNotes(takenAt: text).written(into: try Sent.fixture("quadrants.jpg"))
        #expect(try desk.send(sent).capturedAt == nil)
    }

    @Test("un profil de couleurs est appliqué puis effacé")
    func profile() throws {
        let sent = try Sent.fixture("quadrants-display-p3.jpg")
        #expect(sent.contains("ICC_PROFILE"))
        let files = try desk.send(sent)
        #expect(!(try desk.bytes(of: files.name(of: 48)).contains("ICC_PROFILE")))
    }

    // MARK: Helpers

    /// A JPEG made by what is tested, out of a PNG with enough grain not to be a drawing.
    private func jpeg(_ width: Int, _ height: Int, color: (Int, Int) -> [UInt8]) throws -> [UInt8] {
        let atelier = try Desk()
        let files = try atelier.send(
            Sent.png(width, height) { y in
                (0..<width).flatMap { x in color(x, y).map { $0 + UInt8((x + y) % 2) } }
            })
        return try atelier.bytes(of: files.name(of: max(width, height)))
    }
}

extension [UInt8] {
    func contains(_ text: String) -> Bool {
        contains(Array(text.utf8))
    }
}
