/// Lays chapters on pages, one page after the other, and hands each on when it is full. It decides by heights alone.
struct Paginator {
    /// One page, ready to be drawn.
    struct Page {
        var slabs: [Placed] = []
        var chapters: [Portion] = []

        struct Placed {
            let slab: Slab
            /// From the top of the frame.
            let y: Double
            let isInMargin: Bool
            /// The gap that was left above; 0 at the top of the page.
            let gap: Double
        }

        /// What a page holds of one chapter.
        struct Portion {
            let chapter: Chapter
            let top: Double
            var bottom: Double
            let isContinued: Bool
        }
    }

    private let height: Double
    private let finish: (Page) throws -> Void
    private var page = Page()
    private var y = 0.0

    /// - Parameters:
    ///   - height: of a page's frame, in points.
    ///   - finish: called with each page, in order.
    init(height: Double, finish: @escaping (Page) throws -> Void) {
        self.height = height
        self.finish = finish
    }

    mutating func add(_ chapter: Chapter) throws {
        var groups = Self.groups(chapter.slabs)
        let marginHeight = chapter.margin.heightAtTop
        let start = max(marginHeight, groups.first?.heightAtTop ?? 0)
        if y > 0, y + chapter.gap + start > height { try turn() }
        if y > 0 { y += chapter.gap }
        open(chapter, isContinued: false)
        var marginBottom = y
        for slab in chapter.margin {
            let gap = marginBottom == y ? 0 : slab.gap
            page.slabs.append(.init(slab: slab, y: marginBottom + gap, isInMargin: true, gap: gap))
            marginBottom += gap + slab.height
        }
        if groups.isEmpty { groups = [[]] }
        let firstPageTop = y
        var isOnFirstPage = true
        for group in groups {
            // The first of a chapter leaves no gap above: it begins where the chapter does.
            let isFirst = y == firstPageTop && isOnFirstPage
            let gap = isFirst || y == 0 ? 0 : group.first?.gap ?? 0
            if !isFirst, y > 0, y + gap + group.heightAtTop > height {
                close()
                try turn()
                open(chapter, isContinued: true)
                isOnFirstPage = false
            }
            place(group, isFirst: isFirst)
        }
        if isOnFirstPage { y = max(y, marginBottom) }
        close()
    }

    /// Hands on the last page.
    mutating func end() throws {
        if !page.slabs.isEmpty { try turn() }
    }

    /// Slabs that stay together.
    private static func groups(_ slabs: [Slab]) -> [[Slab]] {
        slabs.reduce(into: []) { groups, slab in
            if slab.isGlued, !groups.isEmpty {
                groups[groups.count - 1].append(slab)
            } else {
                groups.append([slab])
            }
        }
    }

    private mutating func place(_ group: [Slab], isFirst: Bool) {
        for (index, slab) in group.enumerated() {
            let gap = y == 0 || (isFirst && index == 0) ? 0 : slab.gap
            page.slabs.append(.init(slab: slab, y: y + gap, isInMargin: false, gap: gap))
            y += gap + slab.height
        }
    }

    private mutating func open(_ chapter: Chapter, isContinued: Bool) {
        page.chapters.append(.init(chapter: chapter, top: y, bottom: y, isContinued: isContinued))
    }

    private mutating func close() {
        page.chapters[page.chapters.count - 1].bottom = y
    }

    private mutating func turn() throws {
        try finish(page)
        page = Page()
        y = 0
    }
}
