/// A strip of the page, as wide as the text, that is never cut: a line of text, a row of photos with its captions,
/// a stamp.
struct Slab {
    var height: Double
    /// White above it, in points; none at the top of a page.
    var gap = 0.0
    /// Stays on the page of the slab before it.
    var isGlued = false
    /// Where it stands in the document's structure.
    var path: [StructureStep] = []
    /// - Parameters: the canvas, left and top of the text on the page.
    var draw: (Canvas, _ x: Double, _ y: Double) throws -> Void
    /// Vertical rules on the left of a comment, outermost first.
    var rules: [Rule] = []

    struct Rule: Hashable {
        let x: Double
        let ink: Ink
        /// Whether it runs through the gap as well.
        let isContinued: Bool
    }
}

extension [Slab] {
    /// Holds all of them together on one page.
    func glued() -> [Slab] {
        enumerated().map { index, slab in
            var slab = slab
            if index > 0 { slab.isGlued = true }
            return slab
        }
    }

    /// Keeps the first two and the last two lines of a paragraph together: no line stands alone on a page.
    func withoutOrphans() -> [Slab] {
        enumerated().map { index, slab in
            var slab = slab
            if index > 0, index == 1 || index == count - 1 { slab.isGlued = true }
            return slab
        }
    }

    /// Their height, each with its gap but the first.
    var heightAtTop: Double {
        reduce(0) { $0 + $1.height } + dropFirst().reduce(0) { $0 + $1.gap }
    }
}

/// What is set apart from what stands before and after it: a publication, or the title block.
struct Chapter {
    /// « n° 12 »; `nil` for the title block.
    var number: Int?
    /// Of its bookmark.
    var title: String?
    /// White above it; none at the top of a page.
    var gap: Double
    /// Beside its first lines, in the margin. It keeps together with as much of the text as it is high.
    var margin: [Slab] = []
    var slabs: [Slab]
    var isCancelled = false
}
