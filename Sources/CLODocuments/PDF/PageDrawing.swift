import CLOModel

/// Draws one page: what lies behind, the slabs, then running header and footer.
final class PageDrawing {
    private let setter: TextSetter
    private let document: SheetDocument
    private let pageCount: Int

    init(setter: TextSetter, document: SheetDocument, pageCount: Int) {
        self.setter = setter
        self.document = document
        self.pageCount = pageCount
    }

    func draw(_ page: Paginator.Page, on canvas: Canvas) throws {
        for portion in page.chapters { draw(behind: portion, on: canvas) }
        for placed in page.slabs {
            let x = placed.isInMargin ? Paper.left : Paper.textLeft
            let y = Paper.top + placed.y
            canvas.move(to: [])
            for rule in placed.slab.rules {
                let top = rule.isContinued ? y - placed.gap : y
                canvas.fill(
                    rule.ink, x: x + rule.x, y: top, width: 1.1, height: y + placed.slab.height - top)
            }
        }
        for placed in page.slabs {
            canvas.move(to: placed.slab.path)
            let x = placed.isInMargin ? Paper.left : Paper.textLeft
            try placed.slab.draw(canvas, x, Paper.top + placed.y)
        }
        canvas.move(to: [])
        for portion in page.chapters where !portion.isContinued {
            if let title = portion.chapter.title {
                canvas.bookmark(title, y: Paper.top + portion.top - 6)
            }
        }
        drawEdges(page, on: canvas)
        try canvas.endPage()
    }

    /// Hatching behind what was cancelled; a rule over each publication that begins.
    private func draw(behind portion: Paginator.Page.Portion, on canvas: Canvas) {
        guard portion.chapter.isCancelled else { return }
        let height = portion.bottom - portion.top
        canvas.hatch(
            .hatching, x: Paper.textLeft - 6, y: Paper.top + portion.top - 5, width: Paper.textWidth + 12,
            height: height + 10)
    }

    private func drawEdges(_ page: Paginator.Page, on canvas: Canvas) {
        let number = canvas.pageCount + 1
        let header = document.header
        let foot = Paper.bottom + 18
        canvas.move(to: [StructureStep(.paragraph, 900)])
        setter.setLine("page \(number) sur \(pageCount)", .small, width: Paper.frameWidth, alignment: .right)
            .draw(on: canvas, x: Paper.left, y: foot)
        setter.setLine(
            "Établi le\u{A0}\(ParisTime(document.export.at).sentence) par \(document.export.by)", .small,
            width: Paper.frameWidth - 80
        ).draw(on: canvas, x: Paper.left, y: foot)
        guard number > 1 else { return }
        let y = Paper.top - 28
        let code = setter.setLine(
            "Chantier \(header.code)", TextLook.small.with { $0.isBold = true }, width: Paper.marginWidth + 60)
        code.draw(on: canvas, x: Paper.left, y: y)
        setter.setLine(header.title, .small, width: Paper.textWidth - 70, alignment: .right)
            .draw(on: canvas, x: Paper.textLeft + 70, y: y)
        canvas.move(to: [])
        canvas.line(.rule, thickness: 0.5, from: (Paper.left, y + 13), to: (Paper.right, y + 13))
        if let portion = page.chapters.first, portion.isContinued, let continued = portion.chapter.number {
            canvas.move(to: [StructureStep(.paragraph, 901)])
            setter.setLine("n°\u{A0}\(continued) (suite)", .small, width: Paper.marginWidth)
                .draw(on: canvas, x: Paper.left, y: Paper.top)
        }
    }
}
