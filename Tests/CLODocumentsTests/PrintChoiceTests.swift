import CLOModel
import Foundation
import Testing

@testable import CLODocuments

@Suite("Les photos imprimées")
struct PrintChoiceTests {
    private func photo(_ sizes: [Int], width: Int = 1280, height: Int = 960) -> PrintPhoto {
        PrintPhoto(
            name: "abcd1234", width: width, height: height, caption: "",
            files: sizes.map { .init(path: "/\($0).jpg", size: $0) })
    }

    private func file(_ size: Int) -> PrintPhoto.File { .init(path: "/\(size).jpg", size: size) }

    @Test("le fichier qui convient est repris tel quel, un plus grand est réduit à 200 points par pouce")
    func choice() {
        let photo = photo([480, 1280, 2560])
        // 183 points are 64.5 mm: 480 pixels make 189 to the inch.
        #expect(PhotoChoice(photo, longest: 183) == .untouched(file(480)))
        #expect(PhotoChoice(photo, longest: 377) == .reduced(file(1280), longest: 1047))
        #expect(PhotoChoice(photo, longest: 118) == .reduced(file(480), longest: 327))
        #expect(PhotoChoice(self.photo([480]), longest: 377) == .untouched(file(480)))
        #expect(PhotoChoice(self.photo([]), longest: 377) == nil)
    }

    @Test("jamais plus de 200 points par pouce, ni une photo floue quand il y a mieux")
    func resolution() throws {
        for longest in stride(from: 20.0, through: 480, by: 3.7) {
            let pixels: Int
            switch try #require(PhotoChoice(photo([480, 1280, 2560]), longest: longest)) {
            case .untouched(let file): pixels = file.size
            case .reduced(_, let longest): pixels = longest
            }
            let resolution = Double(pixels) / longest * 72
            #expect(resolution <= 200 && resolution >= PhotoChoice.sharpEnough - 1)
        }
    }

    @Test("deux ou trois par rangée, de même hauteur, sans dépasser", arguments: 1...13)
    func rows(count: Int) {
        let ratios = (0..<count).map { [4.0 / 3, 0.75, 16.0 / 9, 1, 0.25, 4][$0 % 6] }
        let rows = PhotoRows.rows(ratios, width: 377, gap: 11, tallest: 283)
        #expect(rows.joined().map(\.index) == Array(0..<count))
        for row in rows {
            #expect(Set(row.map(\.height)).count == 1)
            #expect((row.last.map { $0.x + $0.width } ?? 0) <= 377.001)
            #expect(row.allSatisfy { $0.height <= 283 })
            #expect(count == 1 ? row.count == 1 : (2...3).contains(row.count))
            for place in row { #expect(abs(place.width / place.height - ratios[place.index]) < 1e-9) }
        }
    }

    @Test("la taille d’un JPEG se lit dans son en-tête; un fichier tronqué n’en a pas")
    func header() throws {
        let url = try #require(
            Bundle.module.url(forResource: "quadrants", withExtension: "jpg", subdirectory: "Fixtures"))
        let bytes = [UInt8](try Data(contentsOf: url))
        let size = try #require(bytes.withUnsafeBytes { JPEGHeader.size($0) })
        var picture = try Picture(file: url.path, format: .JPEG)
        try picture.decode(longest: 10_000)
        // The fixture is stored upright.
        #expect(size.width == picture.width && size.height == picture.height)
        for count in 0..<20 { #expect(bytes[..<count].withUnsafeBytes { JPEGHeader.size($0) } == nil) }
    }

    @Test("le gris d’une annulation se lit, sur le blanc et sur les hachures")
    func contrast() {
        func luminance(_ ink: Ink) -> Double {
            let parts = [ink.red, ink.green, ink.blue].map {
                $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        for ground in [Ink.white, .hatching] {
            #expect((luminance(ground) + 0.05) / (luminance(.faded) + 0.05) >= 4.5)
        }
    }
}
