import CLOModel
import CPango

/// A text broken into lines: it owns Pango's layout.
final class SetText {
    struct Line {
        /// In bytes of the text that was set.
        let start: Int
        let end: Int
        /// In points.
        let height: Double
        /// From the top of the line.
        let baseline: Double
        fileprivate let links: [LinkArea]
    }

    fileprivate struct LinkArea {
        let left: Double
        let width: Double
        let address: String
    }

    fileprivate let layout: OpaquePointer
    let lines: [Line]
    let width: Double
    private let ink: Ink

    var height: Double { lines.reduce(0) { $0 + $1.height } }

    /// - Parameters:
    ///   - context: borrowed.
    ///   - links: in which colour they are.
    init(
        _ context: OpaquePointer, _ text: RichText.TypesetText, _ look: TextLook, links: Ink, width: Double,
        alignment: TextAlignment, isOneLine: Bool = false
    ) {
        layout = pango_layout_new(context)
        self.width = width
        ink = look.ink
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        switch alignment {
        case .left: pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
        case .right: pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
        case .center: pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
        }
        if look.isJustified { pango_layout_set_justify(layout, 1) }
        if isOneLine {
            pango_layout_set_single_paragraph_mode(layout, 1)
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
        }
        let font = pango_font_description_new()
        pango_font_description_set_family(font, look.face.rawValue)
        pango_font_description_set_absolute_size(font, look.size * Double(PANGO_SCALE))
        if look.isBold { pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD) }
        if look.isItalic { pango_font_description_set_style(font, PANGO_STYLE_ITALIC) }
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        let attributes = Self.attributes(text, look, links)
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
        pango_layout_set_text(layout, text.text, -1)
        lines = Self.lines(layout, text, leading: look.leading)
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(layout))
    }

    // MARK: Styles

    private static func attributes(
        _ text: RichText.TypesetText, _ look: TextLook, _ accent: Ink
    ) -> OpaquePointer? {
        let list = pango_attr_list_new()
        func add(_ attribute: UnsafeMutablePointer<PangoAttribute>?, _ bytes: Range<Int>) {
            guard let attribute else { return }
            attribute.pointee.start_index = UInt32(bytes.lowerBound)
            attribute.pointee.end_index = UInt32(bytes.upperBound)
            pango_attr_list_insert(list, attribute)
        }
        let all = 0..<text.text.utf8.count
        if look.tracking > 0 {
            add(pango_attr_letter_spacing_new(Int32(look.tracking * Double(PANGO_SCALE))), all)
        }
        for run in text.runs {
            let style = run.style
            if style.isBold { add(pango_attr_weight_new(PANGO_WEIGHT_BOLD), run.bytes) }
            if style.isItalic { add(pango_attr_style_new(PANGO_STYLE_ITALIC), run.bytes) }
            if style.isUnderlined || style.link != nil {
                add(pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), run.bytes)
            }
            if style.link != nil, look.ink != .faded {
                add(
                    pango_attr_foreground_new(
                        UInt16(accent.red * 65_535), UInt16(accent.green * 65_535), UInt16(accent.blue * 65_535)),
                    run.bytes)
            }
            if style.size != .normal {
                add(pango_attr_size_new_absolute(Int32(look.size * style.size.scale * Double(PANGO_SCALE))), run.bytes)
            }
        }
        return list
    }

    // MARK: Lines

    private static func lines(
        _ layout: OpaquePointer, _ text: RichText.TypesetText, leading: Double
    ) -> [Line] {
        var lines: [Line] = []
        let hasLinks = text.runs.contains { $0.style.link != nil }
        for index in 0..<pango_layout_get_line_count(layout) {
            guard let line = pango_layout_get_line_readonly(layout, index) else { continue }
            var extents = PangoRectangle()
            pango_layout_line_get_extents(line, nil, &extents)
            let start = Int(line.pointee.start_index)
            let end = start + Int(line.pointee.length)
            lines.append(
                Line(
                    start: start, end: end, height: points(extents.height) + leading,
                    baseline: points(-extents.y) + leading / 2,
                    links: hasLinks ? links(line, start..<end, text) : []))
        }
        return lines
    }

    private static func links(
        _ line: UnsafeMutablePointer<PangoLayoutLine>, _ bytes: Range<Int>, _ text: RichText.TypesetText
    ) -> [LinkArea] {
        text.runs.flatMap { run -> [LinkArea] in
            guard let link = run.style.link else { return [] }
            let shown = run.bytes.clamped(to: bytes)
            guard !shown.isEmpty else { return [] }
            var ranges: UnsafeMutablePointer<Int32>?
            var count: Int32 = 0
            pango_layout_line_get_x_ranges(line, Int32(shown.lowerBound), Int32(shown.upperBound), &ranges, &count)
            guard let ranges else { return [] }
            defer { g_free(ranges) }
            return (0..<Int(count)).map { index in
                let left = points(ranges[2 * index])
                return LinkArea(left: left, width: points(ranges[2 * index + 1]) - left, address: link.address)
            }
        }
    }

    private static func points(_ units: Int32) -> Double {
        Double(units) / Double(PANGO_SCALE)
    }

    // MARK: Drawing

    /// Draws one line with its top at `y`.
    func draw(line index: Int, on canvas: Canvas, x: Double, y: Double) {
        let line = lines[index]
        canvas.withContext { context in
            guard let pango = pango_layout_get_line_readonly(layout, Int32(index)) else { return }
            cairo_set_source_rgb(context, ink.red, ink.green, ink.blue)
            cairo_move_to(context, x + indent(of: pango), y + line.baseline)
            pango_cairo_show_layout_line(context, pango)
        }
        for link in line.links {
            canvas.link(to: link.address, x: x + link.left, y: y, width: link.width, height: line.height)
        }
    }

    /// Draws all lines.
    func draw(on canvas: Canvas, x: Double, y: Double) {
        var top = y
        for index in lines.indices {
            draw(line: index, on: canvas, x: x, y: top)
            top += lines[index].height
        }
    }

    /// What the alignment leaves free before the line.
    private func indent(of line: UnsafeMutablePointer<PangoLayoutLine>) -> Double {
        var extents = PangoRectangle()
        pango_layout_line_get_extents(line, nil, &extents)
        let free = max(0, width - Self.points(extents.width))
        let isRightToLeft = line.pointee.resolved_dir == UInt8(PANGO_DIRECTION_RTL.rawValue)
        switch pango_layout_get_alignment(layout) {
        case PANGO_ALIGN_CENTER: return free / 2
        case PANGO_ALIGN_RIGHT: return free
        default: return isRightToLeft ? free : 0
        }
    }
}

extension RichText.Size {
    /// Against the text around.
    fileprivate var scale: Double {
        switch self {
        case .small: return 0.84
        case .normal: return 1
        case .large: return 1.24
        case .veryLarge: return 1.52
        }
    }
}

extension SetText {
    /// Characters for which no font of ``Fonts`` has a glyph.
    var missingGlyphCount: Int { Int(pango_layout_get_unknown_glyphs_count(layout)) }
}
