extension RichText {
    /// The one way into a ``RichText``: takes text and structure in the order of reading and keeps the tree
    /// canonical while it grows.
    ///
    /// Lists in the making are an explicit stack, never deeper than ``RichText/maximumListDepth``; nothing here
    /// recurses, however its input is nested.
    struct Builder {
        private struct OpenList {
            let marker: List.Marker
            var items: [List.Item] = []
            var item: List.Item = []
            var isItemOpen = false

            /// Items without content say nothing, so they are left out.
            mutating func closeItem() {
                if !item.isEmpty { items.append(item) }
                item = []
                isItemOpen = false
            }

            /// A list that stands between two items, as Word and Google Docs write it, belongs to the first.
            mutating func openItemForList() {
                guard !isItemOpen else { return }
                item = items.popLast() ?? []
                isItemOpen = true
            }
        }

        private var blocks: [Block] = []
        private var openLists: [OpenList] = []
        /// How many lists were begun beyond the deepest allowed.
        private var flattenedLists = 0
        /// Met inside a list; they go after it.
        private var heldPhotos: [PhotoName] = []
        private var line = LineBuilder()

        // MARK: Text

        /// - Parameter text: any text; control characters and the like fall away, white space is collapsed.
        mutating func append(_ text: String, _ style: Style) {
            line.append(text, style)
        }

        mutating func appendLineBreak() {
            line.appendLineBreak()
        }

        /// What follows stands in another paragraph than what came before.
        ///
        /// - Parameter keepingEmpty: whether a paragraph without any content is meant as an empty line.
        mutating func endParagraph(keepingEmpty: Bool = false) {
            let (inlines, isEmptyLine) = line.finish()
            if !inlines.isEmpty {
                appendParagraph(inlines)
            } else if isEmptyLine || keepingEmpty {
                appendEmptyLine()
            }
        }

        private mutating func appendParagraph(_ inlines: [Inline]) {
            guard !openLists.isEmpty else { return blocks.append(.paragraph(inlines)) }
            openLists[openLists.count - 1].isItemOpen = true
            openLists[openLists.count - 1].item.append(.paragraph(inlines))
        }

        /// Kept between blocks only: not before the first, not twice, not in lists. ``finish()`` drops the last.
        private mutating func appendEmptyLine() {
            guard openLists.isEmpty, let last = blocks.last, last != .paragraph([]) else { return }
            blocks.append(.paragraph([]))
        }

        // MARK: Structure

        mutating func append(_ photo: PhotoName) {
            endParagraph()
            if openLists.isEmpty {
                blocks.append(.photo(photo))
            } else {
                heldPhotos.append(photo)
            }
        }

        mutating func beginList(_ marker: List.Marker) {
            endParagraph()
            guard openLists.count < RichText.maximumListDepth else {
                flattenedLists += 1
                return
            }
            if !openLists.isEmpty { openLists[openLists.count - 1].openItemForList() }
            openLists.append(OpenList(marker: marker))
        }

        /// Outside of any list, an item is a paragraph like others.
        mutating func beginItem() {
            endItem()
            if !openLists.isEmpty { openLists[openLists.count - 1].isItemOpen = true }
        }

        mutating func endItem() {
            endParagraph()
            if !openLists.isEmpty { openLists[openLists.count - 1].closeItem() }
        }

        mutating func endList() {
            endParagraph()
            guard flattenedLists == 0 else {
                flattenedLists -= 1
                return
            }
            guard var ended = openLists.popLast() else { return }
            ended.closeItem()
            if !ended.items.isEmpty {
                let list = List(ended.marker, items: ended.items)
                if openLists.isEmpty {
                    blocks.append(.list(list))
                } else {
                    openLists[openLists.count - 1].item.append(.list(list))
                }
            }
            if openLists.isEmpty {
                blocks += heldPhotos.map(Block.photo)
                heldPhotos = []
            }
        }

        // MARK: The whole

        /// - Throws: ``Failure/tooLong(limit:)`` when the canonical HTML is longer than may be read again.
        mutating func finish() throws(Failure) -> RichText {
            endParagraph()
            while !openLists.isEmpty { endList() }
            if blocks.last == .paragraph([]) { blocks.removeLast() }
            let html = HTMLWriter.html(of: blocks)
            guard html.utf8.count <= RichText.maximumBytes else {
                throw .tooLong(limit: RichText.maximumBytes)
            }
            return RichText(canonical: blocks, html: html)
        }
    }
}

/// Blocks made by hand go the way of everything else.
extension RichText.Builder {
    mutating func append(_ blocks: [RichText.Block]) {
        for block in blocks {
            switch block {
            case .paragraph(let inlines): append(paragraph: inlines)
            case .list(let list): append(list)
            case .photo(let name): append(name)
            }
        }
    }

    private mutating func append(_ list: RichText.List) {
        beginList(list.marker)
        for item in list.items {
            beginItem()
            for entry in item {
                switch entry {
                case .paragraph(let inlines): append(paragraph: inlines)
                case .list(let inner): append(inner)
                }
            }
            endItem()
        }
        endList()
    }

    private mutating func append(paragraph inlines: [RichText.Inline]) {
        for inline in inlines {
            switch inline {
            case .text(let text, let style): append(text, style)
            case .lineBreak: appendLineBreak()
            }
        }
        endParagraph(keepingEmpty: inlines.isEmpty)
    }
}
