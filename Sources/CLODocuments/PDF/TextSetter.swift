import CLOModel
import CPango

/// Breaks texts into lines with Pango, in French, for one document.
final class TextSetter {
    private let context: OpaquePointer
    private let hyphenation: Hyphenation
    /// Of links, numbers and stamps.
    let accent: Ink

    init(hyphenation: Hyphenation, accent: Ink) {
        self.hyphenation = hyphenation
        self.accent = accent
        // Its font map is the thread's own default one, which goes by the configuration of ``Fonts``.
        context = pango_font_map_create_context(pango_cairo_font_map_get_default())
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_language(context, pango_language_from_string("fr"))
        pango_context_set_round_glyph_positions(context, 0)
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(context))
    }

    func set(_ text: String, _ look: TextLook, width: Double, alignment: TextAlignment = .left) -> SetText {
        set(RichText.TypesetText(text), look, width: width, alignment: alignment)
    }

    /// - Parameter width: in points; lines are broken there.
    func set(
        _ text: RichText.TypesetText, _ look: TextLook, width: Double, alignment: TextAlignment = .left
    ) -> SetText {
        func setWhole() -> SetText { SetText(context, text, look, links: accent, width: width, alignment: alignment) }
        // No letter is narrower than a quarter of its height: so few fill no line.
        let certainlyFits = Int(width / (look.size * 0.9))
        guard look.isJustified, text.text.utf8.count > certainlyFits else { return setWhole() }
        // With every division there is; then with those that ended a line alone, so that what is copied out of the
        // document has no soft hyphens in it. Both break alike: lines are filled one after the other, and what was
        // the last place that fits still is.
        let divided = Divisions(of: text, at: hyphenation.divisions(of: text.text))
        guard !divided.places.isEmpty else { return setWhole() }
        let trial = SetText(context, divided.text, look, links: accent, width: width, alignment: alignment)
        let ends = Set(trial.lines.map(\.end))
        let used = divided.places.filter { ends.contains($0.offsetAfter) }.map(\.offset)
        guard !used.isEmpty else { return setWhole() }
        return SetText(
            context, Divisions(of: text, at: used).text, look, links: accent, width: width, alignment: alignment)
    }

    /// A text on one line, cut with « … » where it is too long.
    func setLine(_ text: String, _ look: TextLook, width: Double, alignment: TextAlignment = .left) -> SetText {
        SetText(
            context, RichText.TypesetText(text), look, links: accent, width: width, alignment: alignment,
            isOneLine: true)
    }
}

enum TextAlignment: Sendable {
    case left
    case right
    case center
}

/// A text with soft hyphens put into it.
private struct Divisions {
    struct Place {
        /// In the text before.
        let offset: Int
        /// Just behind the soft hyphen, in the text with all of them.
        let offsetAfter: Int
    }

    let text: RichText.TypesetText
    let places: [Place]

    /// - Parameter offsets: ascending, in bytes, between characters.
    init(of whole: RichText.TypesetText, at offsets: [Int]) {
        let hyphen = Array(Hyphenation.softHyphen.utf8)
        var bytes: [UInt8] = []
        var places: [Place] = []
        var taken = 0
        let source = Array(whole.text.utf8)
        bytes.reserveCapacity(source.count + offsets.count * hyphen.count)
        for offset in offsets {
            bytes += source[taken..<offset]
            bytes += hyphen
            taken = offset
            places.append(Place(offset: offset, offsetAfter: bytes.count))
        }
        bytes += source[taken...]
        let runs = whole.runs.map { run in
            let before = offsets.prefix { $0 < run.bytes.lowerBound }.count
            let within = offsets.prefix { $0 < run.bytes.upperBound }.count
            return RichText.TypesetText.Run(
                bytes: run.bytes.lowerBound + before * hyphen.count..<run.bytes.upperBound + within * hyphen.count,
                style: run.style)
        }
        text = RichText.TypesetText(text: String(decoding: bytes, as: UTF8.self), runs: runs)
        self.places = places
    }
}
