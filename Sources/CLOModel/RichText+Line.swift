extension RichText {
    /// The inlines of one paragraph in the making: runs of one style are one run, white space is collapsed,
    /// and nothing stands at either end that would not show.
    struct LineBuilder {
        /// `<br><br>` is one empty line; more of them are no more than that.
        private static let maximumLineBreaks = 2

        private var inlines: [Inline] = []
        private var run: [UInt8] = []
        private var runStyle = Style.plain
        /// The style of the white space met since the last text, if any was.
        private var pendingSpace: Style?
        private var pendingBreaks = 0
        /// Whether anything was met that shows ink, not only blanks of some width.
        private var showsInk = false
        /// Whether anything was met that gives an empty paragraph the height of a line.
        private var hasHeight = false

        mutating func append(_ text: String, _ style: Style) {
            var text = text
            // A native string lends its bytes; another kind is copied first.
            text.withUTF8 { append($0, style) }
        }

        private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, _ style: Style) {
            var index = 0
            while index < bytes.count {
                let length: Int
                switch bytes[index] {
                case 0x21...0x7E:
                    // Word by word: nearly all of a text goes through here.
                    let word = bytes[index...].prefix { (0x21...0x7E).contains($0) }
                    length = word.count
                    showsInk = true
                    append(word, style)
                case ..<0x80:
                    length = 1
                    if CharacterClass.isSpace(UInt32(bytes[index])) { pendingSpace = pendingSpace ?? style }
                default:
                    length = bytes[index] < 0xE0 ? 2 : bytes[index] < 0xF0 ? 3 : 4
                    let value = CharacterClass.value(bytes, at: index, length)
                    append(bytes[index..<(index + length)], value: value, style)
                }
                index += length
            }
        }

        private mutating func append(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, value: UInt32, _ style: Style) {
            if CharacterClass.isSpace(value) {
                pendingSpace = pendingSpace ?? style
            } else if !CharacterClass.isDropped(value) {
                if CharacterClass.isBlank(value) {
                    hasHeight = hasHeight || value == 0xA0
                } else {
                    showsInk = true
                }
                append(bytes, style)
            }
        }

        private mutating func append(_ characters: Slice<UnsafeBufferPointer<UInt8>>, _ style: Style) {
            if pendingSpace != nil || pendingBreaks > 0 { flushPending() }
            if style != runStyle {
                closeRun()
                runStyle = style
            }
            run.append(contentsOf: characters)
        }

        mutating func appendLineBreak() {
            pendingSpace = nil
            pendingBreaks = min(pendingBreaks + 1, Self.maximumLineBreaks)
            hasHeight = true
        }

        /// Breaks and white space wait until text follows: at the ends of a paragraph they do not show.
        private mutating func flushPending() {
            let space = pendingSpace
            let breaks = pendingBreaks
            pendingSpace = nil
            pendingBreaks = 0
            guard !run.isEmpty || !inlines.isEmpty else { return }
            if breaks > 0 {
                closeRun()
                inlines += Array(repeating: .lineBreak, count: breaks)
            } else if let space {
                if space != runStyle {
                    closeRun()
                    runStyle = space
                }
                run.append(UInt8(ascii: " "))
            }
        }

        private mutating func closeRun() {
            guard !run.isEmpty else { return }
            inlines.append(.text(String(decoding: run, as: UTF8.self), runStyle))
            run.removeAll(keepingCapacity: true)
        }

        /// Ends the paragraph and is ready for the next one.
        ///
        /// - Returns: its inlines, and whether a paragraph without any is an empty line that would show.
        mutating func finish() -> (inlines: [Inline], isEmptyLine: Bool) {
            closeRun()
            defer {
                inlines = []
                pendingSpace = nil
                pendingBreaks = 0
                showsInk = false
                hasHeight = false
            }
            return showsInk ? (inlines, false) : ([], hasHeight)
        }
    }

    /// What becomes of a character of the text, by its Unicode scalar value.
    enum CharacterClass {
        /// White space that collapses: that of HTML, and what else starts a line or parts words but has no place
        /// in a line (vertical tab, next line, line and paragraph separator).
        static func isSpace(_ value: UInt32) -> Bool {
            switch value {
            case 0x09...0x0D, 0x20, 0x85, 0x2028, 0x2029: true
            default: false
            }
        }

        /// What is never text: controls, noncharacters, byte order marks, and the bidirectional embeddings,
        /// overrides and isolates, which could turn round what stands after the text (U+200E and U+200F suffice
        /// to set a word of Arabic or Hebrew right).
        static func isDropped(_ value: UInt32) -> Bool {
            switch value {
            case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x206F, 0xFDD0...0xFDEF, 0xFEFF, 0xFFF9...0xFFFB:
                true
            default:
                value & 0xFFFE == 0xFFFE
            }
        }

        /// Kept, but a paragraph of nothing else is empty: spaces of all widths, joiners, direction marks.
        static func isBlank(_ value: UInt32) -> Bool {
            switch value {
            case 0xA0, 0xAD, 0x34F, 0x61C, 0x1680, 0x180E, 0x2000...0x200F, 0x202F, 0x205F...0x2064, 0x3000,
                0xFE00...0xFE0F:
                true
            default: false
            }
        }

        /// - Parameter bytes: well-formed UTF-8, with a character of `length` bytes, 2 to 4, at `index`.
        fileprivate static func value(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, _ length: Int) -> UInt32 {
            var value = UInt32(bytes[index]) & (0xFF >> UInt32(length + 1))
            for continuation in bytes[(index + 1)..<(index + length)] {
                value = value << 6 | UInt32(continuation & 0x3F)
            }
            return value
        }
    }
}
