import Testing

@testable import CLOModel

@Suite("Codes QR")
struct QRCodeTests {
    @Test("la taille suit la longueur, jusqu’à la version 20")
    func sizes() {
        for (length, size) in [(0, 21), (14, 21), (15, 25), (106, 41), (107, 45), (213, 57), (214, 61), (666, 97)] {
            #expect(QRCode(String(repeating: "a", count: length))?.size == size, "\(length)")
        }
        #expect(QRCode(String(repeating: "a", count: 667)) == nil)
    }

    @Test("le tracé SVG couvre les modules sombres, et eux seuls")
    func path() throws {
        let code = try #require(QRCode("https://clo.example/compte-client/acces/x"))
        var drawn = Set<Int>()
        for bar in code.svgPath.split(separator: "M") {
            let numbers = bar.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
            let (x, y, width) = (numbers[0], numbers[1], numbers[2])
            for column in x..<x + width { drawn.insert(y * code.size + column) }
        }
        for y in 0..<code.size {
            for x in 0..<code.size { #expect(drawn.contains(y * code.size + x) == code.isDark(x, y)) }
        }
    }

    /// Made by libqrencode 4.1.1: `qrencode -8 -l M -t ASCII`. Encoders weigh masks differently, and any of the eight is
    /// right: with the other's mask, every module must be the other's.
    @Test("les mêmes modules qu’un autre programme", arguments: QRCodeSamples.all)
    func sameAsAnother(sample: QRCodeSamples.Sample) throws {
        let candidates = try (0..<8).map { try rows(#require(QRCode(sample.text, mask: $0))) }
        #expect(candidates.contains(sample.rows))
        #expect(try candidates.contains(rows(#require(QRCode(sample.text)))))
    }

    private func rows(_ code: QRCode) -> [UInt64] {
        (0..<code.size).map { y in
            (0..<code.size).reduce(UInt64(0)) { $0 << 1 | (code.isDark($1, y) ? 1 : 0) }
        }
    }
}
