import Testing

@testable import CLODocuments

@Suite("La mise en pages")
struct PaginatorTests {
    /// A page of 100 points, and what came to stand where.
    private final class Pages {
        var pages: [Paginator.Page] = []

        func lay(_ chapters: [Chapter]) throws {
            var paginator = Paginator(height: 100) { [self] page in pages.append(page) }
            for chapter in chapters { try paginator.add(chapter) }
            try paginator.end()
        }

        /// Tops and bottoms of the slabs beside the margin, page by page.
        var extents: [[ClosedRange<Double>]] {
            pages.map { page in
                page.slabs.filter { !$0.isInMargin }.map { $0.y...($0.y + $0.slab.height) }
            }
        }
    }

    private func slab(_ height: Double, gap: Double = 0, glued: Bool = false) -> Slab {
        Slab(height: height, gap: gap, isGlued: glued, draw: { _, _, _ in })
    }

    private func chapter(_ number: Int, margin: Double = 10, gap: Double = 20, _ slabs: [Slab]) -> Chapter {
        Chapter(number: number, title: "n° \(number)", gap: gap, margin: [slab(margin)], slabs: slabs)
    }

    @Test("les publications sont séparées, sauf en haut d’une page")
    func gaps() throws {
        let pages = Pages()
        try pages.lay([chapter(1, [slab(30)]), chapter(2, [slab(30)]), chapter(3, [slab(30)])])
        #expect(pages.extents == [[0...30, 50...80], [0...30]])
    }

    @Test("rien ne dépasse de la page et rien n’est coupé")
    func nothingIsCut() throws {
        let pages = Pages()
        try pages.lay((1...30).map { chapter($0, (0..<($0 % 7 + 1)).map { slab(Double($0 * 9 % 40 + 5), gap: 6) }) })
        #expect(pages.extents.joined().allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= 100 })
        #expect(pages.extents.joined().count == (1...30).reduce(0) { $0 + $1 % 7 + 1 })
    }

    @Test("ce qui est collé reste ensemble")
    func glue() throws {
        let pages = Pages()
        try pages.lay([chapter(1, [slab(70), slab(20), slab(20, glued: true)])])
        #expect(pages.extents == [[0...70], [0...20, 20...40]])
    }

    @Test("le titre en marge n’est jamais seul au pied d’une page")
    func headings() throws {
        let pages = Pages()
        try pages.lay([chapter(1, [slab(60)]), chapter(2, margin: 30, [slab(10), slab(10)])])
        #expect(pages.pages.map { $0.chapters.map(\.chapter.number) } == [[1], [2]])
        #expect(pages.pages[1].chapters[0].isContinued == false)
    }

    @Test("ce qui suit commence sous le titre en marge, s’il est plus haut que le texte")
    func tallMargin() throws {
        let pages = Pages()
        try pages.lay([chapter(1, margin: 40, [slab(10)]), chapter(2, [slab(10)])])
        #expect(pages.extents == [[0...10, 60...70]])
    }

    @Test("une publication coupée par la page se poursuit en haut de la suivante, et le sait")
    func continued() throws {
        let pages = Pages()
        try pages.lay([chapter(1, (0..<12).map { _ in slab(12, gap: 1) })])
        #expect(pages.extents.map(\.count) == [7, 5])
        #expect(pages.extents[1].first == 0...12)
        #expect(pages.pages.map { $0.chapters[0].isContinued } == [false, true])
    }

    @Test("ce qui est plus haut qu’une page est mis quand même")
    func tooTall() throws {
        let pages = Pages()
        try pages.lay([chapter(1, [slab(10), slab(150), slab(10)])])
        #expect(pages.extents == [[0...10], [0...150], [0...10]])
    }

    @Test("un paragraphe ne laisse aucune ligne seule")
    func orphans() throws {
        for lines in 2...12 {
            for above in stride(from: 0.0, through: 90, by: 5) {
                let pages = Pages()
                let text = Array(repeating: slab(10), count: lines).withoutOrphans()
                try pages.lay([chapter(1, margin: 5, [slab(above)] + text)])
                for page in pages.extents {
                    let count = page.filter { $0.upperBound - $0.lowerBound == 10 }.count
                    #expect(count != 1 || above == 10, "\(lines) lines under \(above)")
                }
            }
        }
    }
}
