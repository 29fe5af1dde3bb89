extension RichText {
    /// What stands between a stranger's bytes and the HTML parser.
    ///
    /// libgumbo knows HTML5, but it is no longer maintained and it trusts its input: foreign content mixed with
    /// templates makes it abort the process, thousands of attributes on one tag cost it seconds, and attributes
    /// on unclosed formatting elements multiply its nodes without bound. So it is shown only what this text can
    /// use: a small vocabulary, at most the attributes that are read afterwards, nesting of bounded depth, and
    /// neither comments nor raw text. One pass, in time linear in its input.
    ///
    /// This is a fence, not the judge: what may come out is decided by what ``RichText`` can express, so a
    /// tag that is read here otherwise than by a browser is at worst a lost word.
    struct Fence {
        private enum Treatment {
            /// Bold, italic, underlined: written without attributes, and never inside itself, so that the
            /// parser has at most three such elements to carry from paragraph to paragraph.
            case formatting(String)
            case link
            /// Can be nested in itself, so is counted.
            case nesting(String)
            /// HTML closes it by itself where the next one begins.
            case flat(String)
            case lineBreak
            /// Parts what stands before from what stands after, and says no more.
            case boundary
            case figure
            case caption
            /// Falls away with all that is inside.
            case dropped(to: TagReader.ContentEnd)
        }

        private static let treatments: [String: Treatment] = {
            var treatments: [String: Treatment] = [
                "b": .formatting("b"), "strong": .formatting("b"), "i": .formatting("i"), "em": .formatting("i"),
                "u": .formatting("u"), "ins": .formatting("u"), "a": .link, "p": .flat("p"), "li": .flat("li"),
                "ul": .nesting("ul"), "menu": .nesting("ul"), "dir": .nesting("ul"), "ol": .nesting("ol"),
                "span": .nesting("span"), "font": .nesting("span"), "big": .nesting("span"),
                "small": .nesting("span"), "pre": .nesting("pre"), "listing": .nesting("pre"), "br": .lineBreak,
                "figure": .figure, "figcaption": .caption,
            ]
            let headings = ["h1", "h2", "h3", "h4", "h5", "h6"]
            for name in headings { treatments[name] = .nesting(name) }
            let divisions = [
                "address", "article", "aside", "blockquote", "center", "details", "dialog", "div", "dl", "fieldset",
                "footer", "form", "header", "hgroup", "legend", "main", "nav", "search", "section", "summary",
            ]
            for name in divisions { treatments[name] = .nesting("div") }
            let boundaries = [
                "body", "caption", "dd", "dt", "hr", "optgroup", "option", "table", "tbody", "td", "tfoot", "th",
                "thead", "tr",
            ]
            for name in boundaries { treatments[name] = .boundary }
            let raw = ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title"]
            for name in raw { treatments[name] = .dropped(to: .first) }
            let embedded = [
                "applet", "audio", "canvas", "datalist", "object", "select", "template", "video", "xml",
            ]
            for name in embedded { treatments[name] = .dropped(to: .matching) }
            for name in ["math", "svg"] { treatments[name] = .dropped(to: .matchingIfAny) }
            return treatments
        }()

        /// Far deeper than texts are, and shallow enough for the parser, which looks through all open elements
        /// at every turn.
        private static let maximumDepth = 256

        private var reader: TagReader
        private var output: [UInt8] = []
        /// Open elements that can be nested, by name, and how many of them were not written for their depth.
        private var open: [String: Int] = [:]
        private var unwritten: [String: Int] = [:]
        private var depth = 0
        private var isInsidePhoto = false

        /// - Returns: HTML that is safe to show to the parser, and means the same to ``RichText``.
        static func tamed(_ html: String) -> [UInt8] {
            var fence = Fence(reader: TagReader(html))
            fence.output.reserveCapacity(html.utf8.count)
            fence.run()
            return fence.output
        }

        private init(reader: TagReader) {
            self.reader = reader
        }

        private mutating func run() {
            while let piece = reader.next() {
                switch piece {
                case .text(let range): write(text: reader.bytes[range])
                case .lessThan: output += "&lt;".utf8
                case .start(let tag): begin(tag)
                case .end(let name): end(name)
                }
            }
        }

        private mutating func begin(_ tag: TagReader.Tag) {
            switch Self.treatments[tag.name] {
            case .formatting(let name):
                // Google Docs wraps all that it copies into <b style="font-weight:normal">.
                let style = tag[.style].map { InlineStyle(String(decoding: $0, as: UTF8.self)) }
                guard !(name == "b" && style?.isBold == false) else { return }
                open[name, default: 0] += 1
                if open[name] == 1 { write(name) }
            case .link: write("a", [(.href, tag[.href])])
            case .nesting(let name): beginNesting(name, tag)
            case .flat(let name): write(name, [(.style, tag[.style])])
            case .lineBreak: write("br")
            case .boundary: write("hr")
            case .figure: beginFigure(tag)
            case .caption:
                if isInsidePhoto {
                    reader.skipContent(of: tag.name, to: .matchingIfAny)
                } else {
                    write("hr")
                }
            case .dropped(let end):
                // Only foreign elements can close themselves.
                if end != .matchingIfAny || !tag.isSelfClosing { reader.skipContent(of: tag.name, to: end) }
            case nil: break
            }
        }

        private mutating func beginNesting(_ name: String, _ tag: TagReader.Tag) {
            guard depth < Self.maximumDepth else {
                unwritten[name, default: 0] += 1
                if name != "span" { write("hr") }
                return
            }
            depth += 1
            open[name, default: 0] += 1
            let size: [UInt8]? =
                switch tag.name {
                case "big": [UInt8(ascii: "4")]
                case "small": [UInt8(ascii: "2")]
                default: tag[.size]
                }
            write(name, [(.style, tag[.style]), (.class, tag[.class]), (.size, size)])
        }

        /// A photo has no content in the text. What a browser showed in it is shown again from the store.
        private mutating func beginFigure(_ tag: TagReader.Tag) {
            guard let photo = tag[.photo] else { return write("hr") }
            isInsidePhoto = true
            write("figure", [(.class, tag[.class]), (.photo, photo)])
            writeEnd("figure")
        }

        private mutating func end(_ name: String) {
            switch Self.treatments[name] {
            case .formatting(let name):
                guard let count = open[name], count > 0 else { return }
                open[name] = count - 1
                if count == 1 { writeEnd(name) }
            case .link: writeEnd("a")
            case .nesting(let name):
                if let count = unwritten[name], count > 0 {
                    unwritten[name] = count - 1
                    if name != "span" { write("hr") }
                } else if let count = open[name], count > 0 {
                    open[name] = count - 1
                    depth -= 1
                    writeEnd(name)
                }
            case .flat(let name): writeEnd(name)
            case .lineBreak: write("br")
            case .boundary, .caption: write("hr")
            case .figure:
                isInsidePhoto = false
                write("hr")
            case .dropped, nil: break
            }
        }

        /// The parser would make U+FFFD of controls and noncharacters; here they can still fall away.
        private mutating func write(text: ArraySlice<UInt8>) {
            // Those that begin with these bytes are looked at one by one; most text has none of them.
            guard text.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F || $0 == 0xC2 || $0 >= 0xEF }) else {
                output += text
                return
            }
            for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
                switch scalar.value {
                case 0x09, 0x0A, 0x0C, 0x0D: output.append(UInt8(scalar.value))
                case _ where CharacterClass.isSpace(scalar.value): output.append(UInt8(ascii: " "))
                case _ where CharacterClass.isDropped(scalar.value): break
                default: output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                }
            }
        }

        private mutating func write(_ name: String, _ attributes: [(TagReader.Attribute, [UInt8]?)] = []) {
            output.append(UInt8(ascii: "<"))
            output += name.utf8
            for case (let attribute, let value?) in attributes {
                output.append(UInt8(ascii: " "))
                output += attribute.rawValue.utf8
                output += "=\"".utf8
                for byte in value {
                    if byte == UInt8(ascii: "\"") { output += "&quot;".utf8 } else { output.append(byte) }
                }
                output.append(UInt8(ascii: "\""))
            }
            output.append(UInt8(ascii: ">"))
        }

        private mutating func writeEnd(_ name: String) {
            output += "</".utf8
            output += name.utf8
            output.append(UInt8(ascii: ">"))
        }
    }
}
