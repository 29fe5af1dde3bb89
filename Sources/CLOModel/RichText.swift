/// A text as S11 allows it, and nothing else: paragraphs, lists, photos, and runs of styled text.
///
/// A tree has one canonical form, and that form has one HTML: whatever is parsed, pasted or built goes through
/// the same ``Builder``, so that two texts that mean the same are equal, and
/// `try RichText(html: text.html) == text` for every text.
///
///     let text = try RichText(html: "<h2 onclick='…'>Gros œuvre</h2>Le <b>coffrage</b> est posé.<script>…</script>")
///     text.html       // <p><span class="taille-grand"><strong>Gros œuvre</strong></span></p>
///                     // <p>Le <strong>coffrage</strong> est posé.</p>
///
/// White space is collapsed as a browser would show it; no-break spaces are kept. Empty paragraphs are kept
/// only where they part two blocks of the text, one at most, and never inside a list.
public struct RichText: Sendable {
    /// The limit, in bytes of UTF-8, on what is read and on the canonical HTML that comes of it.
    public static let maximumBytes = 256 * 1024

    /// Lists inside lists, the outermost counted; items of deeper ones join the deepest list allowed.
    public static let maximumListDepth = 6

    public let blocks: [Block]

    /// Canonical HTML of the text: `p ul ol li br strong em u span a figure`, with no attribute but those
    /// of sizes, links and photos. It is safe to send as it is.
    public let html: String

    /// The text with nothing in it.
    public static let empty = RichText(canonical: [], html: "")

    /// Brings blocks into canonical form.
    ///
    /// - Throws: ``Failure/tooLong(limit:)`` when their HTML is longer than ``maximumBytes``.
    public init(_ blocks: [Block]) throws(Failure) {
        var builder = Builder()
        builder.append(blocks)
        self = try builder.finish()
    }

    /// Only for blocks that are in canonical form, and their HTML.
    init(canonical blocks: [Block], html: String) {
        self.blocks = blocks
        self.html = html
    }

    public var isEmpty: Bool { blocks.isEmpty }

    /// The photos placed in the text, in its order; a photo placed twice is named twice.
    public var photoNames: [String] {
        blocks.compactMap { block in
            guard case .photo(let name) = block else { return nil }
            return name.description
        }
    }
}

/// The canonical HTML tells all of the tree, and is one comparison.
extension RichText: Hashable {
    public static func == (left: RichText, right: RichText) -> Bool {
        left.html == right.html
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(html)
    }
}

extension RichText {
    public enum Block: Hashable, Sendable {
        /// Without any inline: an empty line between two blocks.
        case paragraph([Inline])
        case list(List)
        case photo(PhotoName)
    }

    public struct List: Hashable, Sendable {
        public enum Marker: Hashable, Sendable {
            case bullets
            case numbers
        }

        /// What stands in a list item. Photos do not: they would be lost in a column of bullets, so a photo
        /// found there is placed after the list.
        public enum Entry: Hashable, Sendable {
            case paragraph([Inline])
            case list(List)
        }

        public typealias Item = [Entry]

        public let marker: Marker
        public let items: [Item]

        public init(_ marker: Marker, items: [Item]) {
            self.marker = marker
            self.items = items
        }
    }

    public enum Inline: Hashable, Sendable {
        case text(String, Style)
        /// Has no style of its own: whether a line break is bold means nothing.
        case lineBreak
    }

    /// How a run of text looks, and where it leads.
    public struct Style: Hashable, Sendable {
        public var isBold: Bool
        public var isItalic: Bool
        public var isUnderlined: Bool
        public var size: Size
        public var link: Link?

        public init(
            isBold: Bool = false, isItalic: Bool = false, isUnderlined: Bool = false, size: Size = .normal,
            link: Link? = nil
        ) {
            self.isBold = isBold
            self.isItalic = isItalic
            self.isUnderlined = isUnderlined
            self.size = size
            self.link = link
        }

        public static let plain = Style()
    }

    /// The four sizes of S11, by the class that carries them in HTML: petit, normal, grand, très grand.
    public enum Size: String, Hashable, Sendable, CaseIterable {
        case small = "taille-petit"
        /// Read, but never written: it is the size of text that says nothing of its size.
        case normal = "taille-normal"
        case large = "taille-grand"
        case veryLarge = "taille-tres-grand"
    }

    /// The unguessable name of a photo, `[A-Za-z0-9_-]{8,64}`. That the photo exists, and that the viewer may
    /// see it, is for the store to say.
    public struct PhotoName: Hashable, Sendable, CustomStringConvertible {
        public static let lengths = 8...64

        public let description: String

        /// - Returns: `nil` when no photo can have such a name.
        public init?(_ name: some StringProtocol) {
            guard Self.lengths.contains(name.utf8.count), name.utf8.allSatisfy(Self.isAllowed) else { return nil }
            description = String(name)
        }

        private static func isAllowed(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                return true
            default:
                return false
            }
        }
    }

    /// Why a text is refused as a whole.
    public enum Failure: Error, Hashable, Sendable {
        /// - Parameter limit: in bytes of UTF-8.
        case tooLong(limit: Int)

        /// What to tell the person who posted it.
        public var sentence: String {
            switch self {
            case .tooLong(let limit):
                "Ce texte est trop long\u{A0}: il dépasse \(limit / 1024)\u{A0}Ko, mise en forme comprise."
                    + " Partagez-le en plusieurs publications."
            }
        }
    }
}
