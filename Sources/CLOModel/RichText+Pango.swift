extension RichText {
    /// The text as a typesetter such as Pango takes it: paragraph by paragraph, plain characters, and beside them
    /// which bytes look how. Lists are flattened; each of their paragraphs knows where it stands.
    ///
    /// The tree is walked whole, so what S11 allows is set, whatever it is.
    public var typeset: [TypesetBlock] {
        var setter = Typesetter()
        for block in blocks {
            switch block {
            case .paragraph(let inlines) where inlines.isEmpty: setter.blocks.append(.emptyLine)
            case .paragraph(let inlines): setter.blocks.append(.paragraph(Typesetter.text(of: inlines), place: nil))
            case .list(let list): setter.append(list, inside: [])
            case .photo(let name): setter.blocks.append(.photo(name))
            }
        }
        return setter.blocks
    }

    public enum TypesetBlock: Hashable, Sendable {
        /// - Parameter place: `nil` outside lists.
        case paragraph(TypesetText, place: ListPlace?)
        case emptyLine
        case photo(PhotoName)
    }

    /// Characters with their looks.
    public struct TypesetText: Hashable, Sendable {
        /// Line breaks are U+2028, which the parser lets nobody type: one paragraph stays one for Pango.
        public let text: String
        /// In ascending order, covering all of the text but its line breaks.
        public let runs: [Run]

        public struct Run: Hashable, Sendable {
            /// Of the text's UTF-8, as Pango counts.
            public let bytes: Range<Int>
            public let style: Style

            public init(bytes: Range<Int>, style: Style) {
                self.bytes = bytes
                self.style = style
            }
        }

        public init(text: String, runs: [Run]) {
            self.text = text
            self.runs = runs
        }

        /// Text of one look.
        public init(_ text: String, _ style: Style = .plain) {
            self.init(text: text, runs: text.isEmpty ? [] : [Run(bytes: 0..<text.utf8.count, style: style)])
        }
    }

    /// Where a paragraph of a list stands.
    public struct ListPlace: Hashable, Sendable {
        /// From the outermost list inwards; never empty. Two paragraphs stand in the same list, or item, when they
        /// agree so far.
        public let steps: [Step]
        /// « • », « 2. »; `nil` for what follows the first paragraph of an item.
        public let marker: String?

        public struct Step: Hashable, Sendable {
            /// Counts the lists of the text in their order, from 1.
            public let list: Int
            /// Counts the items of the list, from 1.
            public let item: Int

            public init(list: Int, item: Int) {
                self.list = list
                self.item = item
            }
        }

        public init(steps: [Step], marker: String?) {
            self.steps = steps
            self.marker = marker
        }

        /// 1 in a list that stands in no other.
        public var depth: Int { steps.count }
    }

    private struct Typesetter {
        var blocks: [TypesetBlock] = []
        private var listCount = 0

        /// Recurses no deeper than ``RichText/maximumListDepth``, as the builder keeps it.
        mutating func append(_ list: List, inside outer: [ListPlace.Step]) {
            listCount += 1
            let number = listCount
            for (index, item) in list.items.enumerated() {
                let steps = outer + [ListPlace.Step(list: number, item: index + 1)]
                var marker: String? = list.marker == .bullets ? "•" : "\(index + 1)."
                for entry in item {
                    switch entry {
                    case .paragraph(let inlines):
                        blocks.append(
                            .paragraph(Self.text(of: inlines), place: ListPlace(steps: steps, marker: marker)))
                        marker = nil
                    case .list(let inner):
                        // An item that begins with a list shows its own marker all the same.
                        if let marker {
                            blocks.append(
                                .paragraph(TypesetText(""), place: ListPlace(steps: steps, marker: marker)))
                        }
                        marker = nil
                        append(inner, inside: steps)
                    }
                }
            }
        }

        static func text(of inlines: [Inline]) -> TypesetText {
            var text = ""
            var runs: [TypesetText.Run] = []
            for inline in inlines {
                switch inline {
                case .lineBreak: text += "\u{2028}"
                case .text(let characters, let style):
                    let start = text.utf8.count
                    text += characters
                    runs.append(.init(bytes: start..<text.utf8.count, style: style))
                }
            }
            return TypesetText(text: text, runs: runs)
        }
    }
}
