import CLOModel

/// Measures of the printed page, in points (1/72 inch), and its inks. LOOK: a site's notebook under a title block.
enum Paper {
    static let width = 595.276  // A4, ISO 216
    static let height = 841.89

    static func millimetres(_ value: Double) -> Double { value * 72 / 25.4 }

    /// Wide enough for the holes of a binder (ISO 838: their centre is 12 mm from the edge).
    static let left = millimetres(25)
    static let right = width - millimetres(17)
    static let top = millimetres(22)
    static let bottom = height - millimetres(20)

    static let frameWidth = right - left
    static let frameHeight = bottom - top

    /// Number, date and author of a publication stand beside its text.
    static let marginWidth = millimetres(30)
    static let gutter = millimetres(5)
    static let textLeft = left + marginWidth + gutter
    static let textWidth = right - textLeft

    /// Four lines of text: S14 asks for three at least.
    static let betweenPublications = 4 * Typeface.bodySize * 1.45

    static let betweenPhotos = millimetres(4)
    /// A photo alone in its row; more would leave its page to it alone.
    static let tallestPhoto = millimetres(100)

    /// Of photos, in pixels by inch: what an office printer shows of them.
    static let resolution = 200.0
}

/// A colour of the page.
struct Ink: Hashable, Sendable {
    let red: Double
    let green: Double
    let blue: Double

    init(_ hexadecimal: UInt32) {
        red = Double(hexadecimal >> 16 & 255) / 255
        green = Double(hexadecimal >> 8 & 255) / 255
        blue = Double(hexadecimal & 255) / 255
    }

    init(_ colour: Colour) {
        red = Double(colour.red) / 255
        green = Double(colour.green) / 255
        blue = Double(colour.blue) / 255
    }

    static let ink = Ink(0x211f1b)
    static let graphite = Ink(0x5d5a54)
    /// Text of what was cancelled: 4.5 : 1 at least, on white and where the hatching passes (S13).
    static let faded = Ink(0x66635d)
    static let rule = Ink(0xb9b4a9)
    static let hatching = Ink(0xe6e3dc)
    static let white = Ink(0xffffff)
}
