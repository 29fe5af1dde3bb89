/// What a file is, by its first bytes. Its name, and the type that a browser announced, are never looked at.
enum PictureFormat: Equatable {
    case jpeg
    case png
    case webP
    case gif
    case heif
    /// Something known that is not taken, named as a French sentence ends with it (« une vidéo »).
    case refused(String)

    /// How many bytes from the start of a file ``init(firstBytes:)`` wants; fewer when the file is shorter.
    static let signatureLength = 512

    /// - Returns: `nil` when nothing is recognised.
    init?(firstBytes bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webP
        } else if bytes.dropFirst(4).starts(with: "ftyp".utf8) {
            self.init(brand: bytes.dropFirst(8).prefix(4))
        } else if let name = Self.refusedSignatures.first(where: { bytes.starts(with: $0.signature) })?.name {
            self = .refused(name)
        } else if Self.looksLikeMarkup(bytes) {
            self = .refused("un dessin SVG ou une page web")
        } else {
            return nil
        }
    }

    /// The first brand of an ISO base media file (ISO/IEC 23008-12, annex B; 14496-12 for films).
    private init(brand: some Collection<UInt8>) {
        switch String(decoding: brand, as: UTF8.self) {
        case "heic", "heix", "heim", "heis", "mif1", "hevc", "hevx", "msf1": self = .heif
        case "avif", "avis": self = .refused("une image AVIF")
        case "crx ": self = .refused("une photo brute (RAW)")
        default: self = .refused("une vidéo")
        }
    }

    /// Width and height that the first bytes of a WebP file state (RFC 9649, section 2). libvips sets memory aside
    /// for all pixels of a WebP when it opens one, so they are counted before. `nil` for any other file.
    static func webPCanvas(firstBytes bytes: [UInt8]) -> (width: Int, height: Int)? {
        guard bytes.count >= 30 else { return nil }
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) }
        }
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8 ": return (number(26, 2) & 0x3FFF, number(28, 2) & 0x3FFF)
        case "VP8L": return ((number(21, 4) & 0x3FFF) + 1, (number(21, 4) >> 14 & 0x3FFF) + 1)
        case "VP8X": return (number(24, 3) + 1, number(27, 3) + 1)
        default: return nil
        }
    }

    private static let refusedSignatures: [(signature: [UInt8], name: String)] = [
        (Array("%PDF".utf8), "un document PDF"),
        ([0x49, 0x49, 0x2A, 0x00], "une image TIFF ou une photo brute (RAW)"),
        ([0x4D, 0x4D, 0x00, 0x2A], "une image TIFF ou une photo brute (RAW)"),
        (Array("BM".utf8), "une image BMP"),
        (Array("8BPS".utf8), "un document Photoshop"),
        ([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20], "une image JPEG 2000"),
        ([0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "une image JPEG XL"),
        ([0xFF, 0x0A], "une image JPEG XL"),
        ([0x1A, 0x45, 0xDF, 0xA3], "une vidéo"),
        ([0x50, 0x4B, 0x03, 0x04], "une archive ZIP ou un document bureautique"),
    ]

    /// Markup may begin with a byte order mark, spaces, comments or a document type: the first `<` is enough here,
    /// since it only chooses between two sentences of refusal.
    private static func looksLikeMarkup(_ bytes: [UInt8]) -> Bool {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        return text.first { $0 > 0x20 } == UInt8(ascii: "<")
    }
}
