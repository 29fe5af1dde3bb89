extension RichText {
    /// Escapes what HTML takes for markup, in text and between double quotes.
    static func appendEscaped(_ text: String, to html: inout String) {
        // Most runs have nothing to escape, and then are copied whole.
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else {
            html += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            default: html.unicodeScalars.append(scalar)
            }
        }
    }

    /// Writes blocks in canonical form as canonical HTML.
    struct HTMLWriter {
        /// The elements a run can stand in, from the outside in. The order is fixed, so that one tree has one HTML.
        private enum Element: Equatable {
            case link(Link)
            case size(Size)
            case strong
            case emphasis
            case underline
        }

        private var html = ""

        static func html(of blocks: [Block]) -> String {
            var writer = HTMLWriter()
            for block in blocks {
                switch block {
                case .paragraph(let inlines): writer.write(paragraph: inlines)
                case .list(let list): writer.write(list)
                case .photo(let name): writer.html += "<figure class=\"photo\" data-photo=\"\(name)\"></figure>"
                }
            }
            return writer.html
        }

        /// Recurses no deeper than ``RichText/maximumListDepth``, as the builder keeps it.
        private mutating func write(_ list: List) {
            let name = list.marker == .bullets ? "ul" : "ol"
            html += "<\(name)>"
            for item in list.items {
                html += "<li>"
                for entry in item {
                    switch entry {
                    case .paragraph(let inlines): write(paragraph: inlines)
                    case .list(let inner): write(inner)
                    }
                }
                html += "</li>"
            }
            html += "</\(name)>"
        }

        private mutating func write(paragraph inlines: [Inline]) {
            html += "<p>"
            // A paragraph needs something inside to have the height of a line in a browser.
            if inlines.isEmpty { html += "<br>" }
            var open: [Element] = []
            for (index, inline) in inlines.enumerated() {
                switch inline {
                case .text(let text, let style):
                    move(from: &open, to: Self.elements(of: style))
                    RichText.appendEscaped(text, to: &html)
                case .lineBreak:
                    close(&open, downTo: Self.common(open, Self.elements(following: index, in: inlines)))
                    html += "<br>"
                }
            }
            close(&open, downTo: 0)
            html += "</p>"
        }

        /// A line break stands in the elements that its two sides share.
        private static func elements(following index: Int, in inlines: [Inline]) -> [Element] {
            for case .text(_, let style) in inlines[index...] { return elements(of: style) }
            return []
        }

        private static func elements(of style: Style) -> [Element] {
            guard style != .plain else { return [] }
            var elements: [Element] = []
            if let link = style.link { elements.append(.link(link)) }
            if style.size != .normal { elements.append(.size(style.size)) }
            if style.isBold { elements.append(.strong) }
            if style.isItalic { elements.append(.emphasis) }
            if style.isUnderlined { elements.append(.underline) }
            return elements
        }

        private static func common(_ first: [Element], _ second: [Element]) -> Int {
            zip(first, second).prefix { $0 == $1 }.count
        }

        private mutating func move(from open: inout [Element], to wanted: [Element]) {
            let shared = Self.common(open, wanted)
            close(&open, downTo: shared)
            for element in wanted[shared...] {
                begin(element)
                open.append(element)
            }
        }

        private mutating func close(_ open: inout [Element], downTo depth: Int) {
            while open.count > depth { end(open.removeLast()) }
        }

        private mutating func begin(_ element: Element) {
            switch element {
            case .link(let link):
                html += "<a href=\""
                RichText.appendEscaped(link.address, to: &html)
                html += "\" rel=\"noopener nofollow\">"
            case .size(let size): html += "<span class=\"\(size.rawValue)\">"
            case .strong: html += "<strong>"
            case .emphasis: html += "<em>"
            case .underline: html += "<u>"
            }
        }

        private mutating func end(_ element: Element) {
            switch element {
            case .link: html += "</a>"
            case .size: html += "</span>"
            case .strong: html += "</strong>"
            case .emphasis: html += "</em>"
            case .underline: html += "</u>"
            }
        }
    }
}
