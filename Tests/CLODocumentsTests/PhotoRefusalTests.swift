import CLOModel
import Foundation
import Testing

@testable import CLODocuments

extension PhotoTests {
    @Suite("Photos refusées")
    struct Refused {
        let desk: Desk

        init() throws {
            desk = try Desk()
        }

        @Test(
            "ce qui n’est pas une photo est refusé, quel que soit son nom",
            arguments: ["Bonjour, ceci est un texte.", "\u{FF}\u{D8}", "GIF88a", "RIFF....WAVE", "\0\0\0\0\0\0\0\0\0"])
        func notAPicture(text: String) throws {
            #expect(try desk.refusal(of: Array(text.utf8), named: "photo.jpg") == .notAPicture)
        }

        @Test(
            "un format connu mais refusé est nommé",
            arguments: [
                ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
                ("\u{FEFF}  <?xml version=\"1.0\"?><svg/>", "SVG"), ("<!-- a --><html>", "page web"),
                ("%PDF-1.7\n", "PDF"), ("II*\0\u{08}\0\0\0", "TIFF"), ("MM\0*\0\0\0\u{08}", "TIFF"),
                ("BM\0\0\0\0", "BMP"), ("PK\u{03}\u{04}", "ZIP"), ("\0\0\0\u{18}ftypmp42", "vidéo"),
                ("\0\0\0\u{18}ftypavif", "AVIF"), ("\0\0\0\u{0C}jP  ", "JPEG 2000"),
            ])
        func unsupported(start: String, name: String) throws {
            let refusal = try desk.refusal(of: Array(start.utf8) + [UInt8](repeating: 0, count: 64), named: "a.jpg")
            guard case .unsupported = refusal else {
                Issue.record("\(refusal)")
                return
            }
            #expect(refusal.sentence.contains(name))
        }

        @Test("un fichier vide")
        func empty() throws {
            #expect(try desk.refusal(of: []) == .empty)
        }

        @Test("un fichier absent")
        func missing() {
            let path = desk.folder.appending(path: "absent").path
            #expect(throws: PhotoRefusal.unreadable(path: path, code: ENOENT)) {
                try PhotoRenditions.make(from: path, in: desk.renditions.path)
            }
        }

        @Test("un dossier n’est pas une photo")
        func folder() {
            #expect(throws: PhotoRefusal.unreadable(path: desk.folder.path, code: EINVAL)) {
                try PhotoRenditions.make(from: desk.folder.path, in: desk.renditions.path)
            }
        }

        @Test(
            "une photo tronquée est refusée, où qu’elle le soit",
            arguments: [
                "quadrants.jpg", "quadrants.webp", "quadrants.heic", "quadrants-puis-noir.gif",
                "quadrants-display-p3.jpg",
            ])
        func truncated(name: String) throws {
            let whole = try Sent.fixture(name)
            // A GIF may lack its last frames and still have its first; the others are cut up to their last bytes.
            let cuts = name.hasSuffix(".gif") ? [20, 60, 100] : [20, whole.count / 2, whole.count * 9 / 10]
            for cut in cuts {
                let refusal = try desk.refusal(of: Array(whole.prefix(cut)))
                #expect(refusal.isDamaged, "\(cut) of \(whole.count): \(refusal)")
            }
        }

        @Test("un grand JPEG coupé presque à la fin est refusé")
        func truncatedLarge() throws {
            let atelier = try Desk()
            _ = try atelier.send(Sent.noise(1500, 1000))
            let whole = try atelier.bytes(of: "1500.jpg")
            for share in [0.1, 0.5, 0.9, 0.999] {
                let refusal = try desk.refusal(of: Array(whole.prefix(Int(Double(whole.count) * share))))
                #expect(refusal.isDamaged, "\(share): \(refusal)")
            }
        }

        @Test("un PNG tronqué ou dont un octet a changé est refusé")
        func damagedPNG() throws {
            let whole = Sent.noise(900, 600)
            #expect(try desk.refusal(of: Array(whole.prefix(whole.count / 2))).isDamaged)
            var flipped = whole
            flipped[whole.count / 2] ^= 0x10
            // Its check sum comes after its last row: whether libvips itself reports it is a matter of its threads.
            for _ in 0..<15 {
                #expect(try desk.refusal(of: flipped).isDamaged)
            }
        }

        @Test("un JPEG dont le milieu est écrasé est refusé")
        func corruptJPEG() throws {
            let atelier = try Desk()
            _ = try atelier.send(Sent.noise(1500, 1000))
            var bytes = try atelier.bytes(of: "1500.jpg")
            let middle = bytes.count / 2
            bytes.replaceSubrange(middle..<middle + 4_000, with: repeatElement(0, count: 4_000))
            #expect(try desk.refusal(of: bytes).isDamaged)
        }

        @Test("un JPEG que certains téléphones écrivent de travers, mais entier, est accepté")
        func oddJPEG() throws {
            var bytes = try Sent.fixture("quadrants.jpg")
            // The start of scan: length, three components of two bytes, then Ss, Se and AhAl, here against the rule.
            let scan = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xDA]) })
            bytes.replaceSubrange(scan + 11..<scan + 14, with: [0, 0, 0])
            let files = try desk.send(bytes)
            #expect(try desk.pixels(of: files.name(of: 48)).quadrants.isClose(to: .upright))
        }

        @Test(
            "l’en-tête d’une bombe suffit à la refuser",
            arguments: [(20_000, 20_000), (100_001, 1_000), (1, 100_000_001)])
        func bomb(width: Int, height: Int) throws {
            let before = peakMemory()
            let refusal = try desk.refusal(of: Sent.pngBomb(width, height))
            // libpng itself knows no side over a million pixels.
            if max(width, height) > 1_000_000 {
                #expect(refusal.isDamaged)
            } else {
                #expect(refusal == .tooManyPixels(width: width, height: height, limit: 100_000_000))
            }
            #expect(peakMemory() - before < 20_000_000)
        }

        @Test("une bombe WebP est refusée avant que sa mémoire soit réservée")
        func webPBomb() throws {
            let header: [UInt8] =
                Array("RIFF".utf8) + [200, 0, 0, 0] + Array("WEBPVP8X".utf8)
                + [10, 0, 0, 0, 0, 0, 0, 0] + [0xFE, 0x3F, 0] + [0xFE, 0x3F, 0]
            #expect(
                try desk.refusal(of: header + [UInt8](repeating: 0, count: 200))
                    == .tooManyPixels(width: 16_383, height: 16_383, limit: 100_000_000))
        }

        @Test("les limites sont celles qu’on demande")
        func limits() throws {
            let photo = try Sent.fixture("quadrants.jpg")
            let refusal = try desk.refusal(of: photo, limits: PhotoLimits(bytes: photo.count - 1))
            #expect(refusal == .tooLarge(bytes: photo.count, limit: photo.count - 1))
            #expect(
                try desk.refusal(of: photo, limits: PhotoLimits(pixels: 48 * 32 - 1))
                    == .tooManyPixels(width: 48, height: 32, limit: 48 * 32 - 1))
            #expect(try desk.send(photo, limits: PhotoLimits(bytes: photo.count, pixels: 48 * 32)).width == 48)
        }

        @Test("un dossier où rien ne s’écrit est dit, et rien n’y reste")
        func unwritable() throws {
            let photo = desk.folder.appending(path: "photo.jpg")
            try Data(try Sent.fixture("quadrants.jpg")).write(to: photo)
            let below = photo.appending(path: "dessous").path
            #expect(throws: PhotoRefusal.unwritable(path: below, code: ENOTDIR)) {
                try PhotoRenditions.make(from: photo.path, in: below)
            }
        }

        @Test("une taille qui ne peut être écrite emporte celles d’avant")
        func partly() throws {
            // A folder stands where the largest rendition should go.
            let obstacle = desk.renditions.appending(path: "900.jpg")
            try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: true)
            #expect(throws: PhotoRefusal.unwritable(path: obstacle.path, code: EISDIR)) {
                try desk.send(Sent.noise(900, 600))
            }
            #expect(try desk.fileNames() == ["900.jpg"])
        }

        @Test(
            "plus de place se dit autrement qu’un disque interdit",
            arguments: [(ENOSPC, true), (EDQUOT, true), (EFBIG, true), (EACCES, false), (EROFS, false)])
        func diskFull(code: Int32, isFull: Bool) {
            let refusal = PhotoRefusal.writing("x", code: code)
            #expect(
                refusal == (isFull ? .diskFull(path: "x", code: code) : .unwritable(path: "x", code: code)))
            #expect(refusal.sentence.contains("plus de place") == isFull)
        }

        @Test("les phrases sont du français typographié")
        func sentences() {
            let sentences = [
                PhotoRefusal.empty, .notAPicture, .unsupported(kind: "une vidéo"), .damaged(detail: "x"),
                .tooManyPixels(width: 20_000, height: 9_000, limit: 100_000_000),
                .tooLarge(bytes: 41_250_001, limit: 40_000_000), .outOfMemory(detail: "x"),
                .unreadable(path: "/secret", code: EIO), .diskFull(path: "/secret", code: ENOSPC),
                .unwritable(path: "/secret", code: EACCES), .unavailable(detail: "x"),
            ].map(\.sentence)
            for sentence in sentences {
                #expect(sentence.hasSuffix("."))
                #expect(!sentence.contains("'") && !sentence.contains(" :") && !sentence.contains("/secret"))
            }
            #expect(
                sentences[4] == "Cette image mesure 20\u{202F}000 × 9\u{202F}000\u{A0}pixels, c’est trop\u{A0}: "
                    + "la limite est de 100\u{A0}millions de pixels.")
            #expect(
                sentences[5]
                    == "Cette photo pèse 41,3\u{A0}Mo, c’est trop\u{A0}: la limite est de 40\u{A0}Mo.")
        }

        /// Of this process, in bytes.
        private func peakMemory() -> Int {
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss * 1_024
        }
    }
}

extension PhotoRefusal {
    fileprivate var isDamaged: Bool {
        if case .damaged = self { true } else { false }
    }
}
