private import CGumbo

extension RichText {
    /// Reads HTML, as a browser would, and keeps what the text can express:
    ///
    /// - Blocks of all kinds, table cells included, become paragraphs; text outside of any becomes one too.
    ///   `h1` is bold and very large, `h2` and `h3` bold and large, `h4` to `h6` bold.
    /// - Styles come from `b strong i em u ins big small font`, from the classes of ``Size``, and from `style`
    ///   attributes as ``InlineStyle`` reads them. A link needs an address that ``Link`` accepts.
    /// - `<figure class="photo" data-photo="…">` is a photo.
    /// - Scripts, styles, templates, embedded and foreign content and form fields fall away with what is in them;
    ///   of all other elements the text is kept.
    ///
    /// - Throws: ``Failure/tooLong(limit:)`` when `html`, or the canonical HTML of it, exceeds ``maximumBytes``.
    public init(html: String) throws(Failure) {
        guard html.utf8.count <= Self.maximumBytes else { throw .tooLong(limit: Self.maximumBytes) }
        var parser = Parser()
        parser.parse(Fence.tamed(html))
        self = try parser.builder.finish()
    }

    /// Walks gumbo's tree once, in reading order, and tells the builder what it meets.
    ///
    /// The stack of the walk is an array, since how deep a tree is depends on who wrote it. Pointers of gumbo
    /// live no longer than ``parse(_:)``, which owns the tree they lead into.
    private struct Parser {
        private typealias Node = UnsafePointer<GumboNode>

        private enum Ending {
            case none
            case paragraph(keepingEmpty: Bool)
            case item
            case list
        }

        private struct Visit {
            let children: GumboVector
            var next = 0
            let style: Style
            let keepsLines: Bool
            let ending: Ending
        }

        var builder = Builder()
        private var visits: [Visit] = []

        mutating func parse(_ html: [UInt8]) {
            html.withUnsafeBytes { bytes in
                var options = kGumboDefaultOptions
                options.max_errors = 0
                options.fragment_context = GUMBO_TAG_BODY
                let start = bytes.bindMemory(to: CChar.self).baseAddress
                guard let output = gumbo_parse_with_options(&options, start, bytes.count) else {
                    fatalError("gumbo has no way to fail")
                }
                defer { gumbo_destroy_output(&options, output) }
                walk(from: output.pointee.root)
            }
        }

        private mutating func walk(from root: Node) {
            let element = root.pointee.v.element
            visits = [Visit(children: element.children, style: .plain, keepsLines: false, ending: .none)]
            while var visit = visits.popLast() {
                guard visit.next < visit.children.length, let child = visit.children.data[visit.next] else {
                    end(visit.ending)
                    continue
                }
                visit.next += 1
                visits.append(visit)
                enter(Node(child.assumingMemoryBound(to: GumboNode.self)), in: visit)
            }
        }

        private mutating func end(_ ending: Ending) {
            switch ending {
            case .none: break
            case .paragraph(let keepingEmpty): builder.endParagraph(keepingEmpty: keepingEmpty)
            case .item: builder.endItem()
            case .list: builder.endList()
            }
        }

        private mutating func enter(_ node: Node, in parent: Visit) {
            switch node.pointee.type {
            case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE:
                append(String(cString: node.pointee.v.text.text), in: parent)
            case GUMBO_NODE_ELEMENT:
                begin(node.pointee.v.element, node.pointee.parse_flags, in: parent)
            default:
                break
            }
        }

        private mutating func append(_ text: String, in parent: Visit) {
            guard parent.keepsLines else { return builder.append(text, parent.style) }
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { builder.appendLineBreak() }
                builder.append(String(line), parent.style)
            }
        }

        private mutating func begin(_ element: GumboElement, _ flags: GumboParseFlags, in parent: Visit) {
            let declared = Self.attribute("style", of: element).map { InlineStyle($0) } ?? InlineStyle()
            guard !declared.isHidden else { return }
            var style = parent.style
            var keepsLines = parent.keepsLines
            var ending = Ending.none
            switch element.tag {
            case GUMBO_TAG_B: style.isBold = true
            case GUMBO_TAG_I: style.isItalic = true
            case GUMBO_TAG_U: style.isUnderlined = true
            case GUMBO_TAG_A: style.link = Self.attribute("href", of: element).flatMap { Link($0) }
            case GUMBO_TAG_SPAN: style.size = Self.size(ofSpan: element) ?? style.size
            case GUMBO_TAG_BR: return builder.appendLineBreak()
            case GUMBO_TAG_FIGURE: return appendPhoto(element)
            case GUMBO_TAG_UL, GUMBO_TAG_OL:
                builder.beginList(element.tag == GUMBO_TAG_UL ? .bullets : .numbers)
                ending = .list
            case GUMBO_TAG_LI:
                builder.beginItem()
                ending = .item
            default:
                builder.endParagraph()
                ending = .paragraph(keepingEmpty: Self.isEmptyLine(element, flags))
                keepsLines = keepsLines || element.tag == GUMBO_TAG_PRE
                Self.applyHeading(element.tag, to: &style)
            }
            style.isBold = declared.isBold ?? style.isBold
            style.isItalic = declared.isItalic ?? style.isItalic
            style.isUnderlined = declared.isUnderlined ?? style.isUnderlined
            style.size = declared.size ?? style.size
            visits.append(Visit(children: element.children, style: style, keepsLines: keepsLines, ending: ending))
        }

        private mutating func appendPhoto(_ element: GumboElement) {
            builder.endParagraph()
            guard Self.classes(of: element).contains("photo"),
                let name = Self.attribute("data-photo", of: element).flatMap({ PhotoName($0) })
            else { return }
            builder.append(name)
        }

        // MARK: What elements say

        /// `<p></p>` as an editor writes an empty line. A browser shows nothing there, and the same element comes
        /// of a stray `</p>`, or of `<p>` before a list or a photo: those are not meant.
        private static func isEmptyLine(_ element: GumboElement, _ flags: GumboParseFlags) -> Bool {
            let isWritten = flags.rawValue & GUMBO_INSERTION_BY_PARSER.rawValue == 0
            let isClosed = flags.rawValue & GUMBO_INSERTION_IMPLICIT_END_TAG.rawValue == 0
            return element.tag == GUMBO_TAG_P && element.children.length == 0 && isWritten && isClosed
        }

        private static func applyHeading(_ tag: GumboTag, to style: inout Style) {
            switch tag {
            case GUMBO_TAG_H1: style.size = .veryLarge
            case GUMBO_TAG_H2, GUMBO_TAG_H3: style.size = .large
            case GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6: break
            default: return
            }
            style.isBold = true
        }

        private static func size(ofSpan element: GumboElement) -> Size? {
            let named = classes(of: element).lazy.compactMap { Size(rawValue: $0) }.first
            return named ?? attribute("size", of: element).flatMap { Size(fontElement: $0) }
        }

        private static func classes(of element: GumboElement) -> [String] {
            guard let value = attribute("class", of: element) else { return [] }
            return value.utf8.split { $0 <= 0x20 }.map { String(Substring($0)) }
        }

        private static func attribute(_ name: String, of element: GumboElement) -> String? {
            guard element.attributes.length > 0 else { return nil }
            return withUnsafePointer(to: element.attributes) { attributes in
                gumbo_get_attribute(attributes, name).map { String(cString: $0.pointee.value) }
            }
        }
    }
}
