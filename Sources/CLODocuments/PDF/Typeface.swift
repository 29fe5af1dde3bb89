/// The families of the document, which a build brings along: never the host's. What Gentium and Lato lack (other
/// scripts, signs, emoji) is looked for in the other fonts of the folder.
enum Typeface: String, Sendable {
    /// Texts: what people have written.
    case text = "Gentium Plus"
    /// Labels: what the form says.
    case label = "Lato"

    /// In points.
    static let bodySize = 10.5
    static let noteSize = 9.2
    static let captionSize = 8.6
    static let labelSize = 6.4
}

/// How a text looks before its own styles.
struct TextLook: Hashable, Sendable {
    var face: Typeface = .text
    var size: Double = Typeface.bodySize
    var ink: Ink = .ink
    var isBold = false
    var isItalic = false
    /// Between letters, in points.
    var tracking = 0.0
    /// Between lines, beyond what the font asks for, in points.
    var leading = 0.0
    /// Lines are filled to the right edge, and words divided at their ends.
    var isJustified = false

    func with(_ change: (inout TextLook) -> Void) -> TextLook {
        var look = self
        change(&look)
        return look
    }

    static let body = TextLook(isJustified: true)
    static let note = TextLook(size: Typeface.noteSize, isJustified: true)
    static let caption = TextLook(size: Typeface.captionSize, ink: .graphite, isItalic: true)
    static let label = TextLook(face: .label, size: Typeface.labelSize, ink: .graphite, tracking: 0.6)
    static let small = TextLook(face: .label, size: 7.6, ink: .graphite, leading: 1.5)
}
