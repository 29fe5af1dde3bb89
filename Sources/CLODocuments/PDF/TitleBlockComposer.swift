import CLOModel

/// The title block of the first page, laid out like that of a drawing (S6): logo, title, and ruled cells.
struct TitleBlockComposer {
    let setter: TextSetter
    let company: Company

    private struct Cell {
        let label: String
        let value: String
        /// Of the frame's width.
        let share: Double
    }

    private static let padding = 7.0
    private static let logoWidth = Paper.millimetres(34)

    func chapter(_ document: SheetDocument) -> Chapter {
        let header = document.header
        let rows = [
            [
                Cell(label: "Client", value: header.clientName, share: 0.4),
                Cell(label: "Adresse", value: header.clientAddress.joined(separator: "\u{2028}"), share: 0.6),
            ],
            [
                Cell(label: "Chantier n°", value: header.code.description, share: 0.24),
                Cell(label: "Début", value: header.startsOn?.french ?? "à fixer", share: 0.24),
                Cell(label: "Fin prévue", value: header.plannedEndOn?.french ?? "à fixer", share: 0.24),
                Cell(label: "État des travaux", value: header.state.printed, share: 0.28),
            ],
            exportRow(document),
        ]
        var slab = block(title: header.title, rows: rows)
        slab.gap = 0
        return Chapter(
            number: nil, title: nil, gap: 0,
            slabs: [slab] + (document.publicationCount == 0 ? nothing() : []))
    }

    private func exportRow(_ document: SheetDocument) -> [Cell] {
        let period = document.period.map { period in
            period.from == period.to
                ? "le\u{A0}\(period.from.french)" : "du\u{A0}\(period.from.french) au\u{A0}\(period.to.french)"
        }
        let count = document.publicationCount
        var contents = count < 2 ? "\(count)\u{A0}publication" : "\(count)\u{A0}publications"
        if let number = document.parts.number { contents = "publication n°\u{A0}\(number) seule" }
        if !document.parts.includesComments { contents += ", sans les commentaires" }
        if !document.parts.includesPhotos { contents += ", sans les photos" }
        return [
            Cell(label: "Période couverte", value: period ?? "–", share: 0.4),
            Cell(label: "Contenu", value: contents, share: 0.25),
            Cell(
                label: "Document établi",
                value: "le\u{A0}\(ParisTime(document.export.at).sentence)\u{2028}par \(document.export.by)",
                share: 0.35),
        ]
    }

    private func nothing() -> [Slab] {
        let text = setter.set("Aucune publication.", TextLook.body.with { $0.ink = .graphite }, width: Paper.textWidth)
        var slabs = text.slabs(path: [StructureStep(.paragraph, 0)])
        slabs[0].gap = 24
        return slabs
    }

    // MARK: Drawing

    private func block(title: String, rows: [[Cell]]) -> Slab {
        let section = StructureStep(.section, 0)
        let titleWidth = Paper.frameWidth - Self.logoWidth - 2 * Self.padding
        let kind = setter.setLine("FICHE D’AVANCEMENT", .label, width: titleWidth)
        let heading = setter.set(title, TextLook(size: 19, isBold: true), width: titleWidth)
        let top = max(Paper.millimetres(19), kind.height + heading.height + 2 * Self.padding + 2)
        let set = rows.map { row in row.map(setCell) }
        let heights = set.map { row in (row.map(\.height).max() ?? 0) + 2 * Self.padding - 2 }
        let height = top + heights.reduce(0, +)
        return Slab(height: height, path: [section]) { [company] canvas, textX, y in
            let x = textX - (Paper.textLeft - Paper.left)
            let width = Paper.frameWidth
            canvas.move(to: [section, StructureStep(.figure, 0, description: "Logo de \(company.name)")])
            company.logo?.draw(
                on: canvas, x: x + Self.padding, y: y + Self.padding, width: Self.logoWidth - 2 * Self.padding,
                height: top - 2 * Self.padding)
            canvas.move(to: [section, StructureStep(.paragraph, 0)])
            kind.draw(on: canvas, x: x + Self.logoWidth + Self.padding, y: y + Self.padding)
            canvas.move(to: [section, StructureStep(.title, 0)])
            heading.draw(
                on: canvas, x: x + Self.logoWidth + Self.padding, y: y + Self.padding + kind.height + 2)
            var rowTop = y + top
            for (number, (row, rowHeight)) in zip(set, heights).enumerated() {
                canvas.line(.ink, thickness: 0.5, from: (x, rowTop), to: (x + width, rowTop))
                var left = x
                for (index, cell) in row.enumerated() {
                    if index > 0 {
                        canvas.line(.ink, thickness: 0.5, from: (left, rowTop), to: (left, rowTop + rowHeight))
                    }
                    canvas.move(to: [section, StructureStep(.paragraph, 10 * (number + 1) + index)])
                    cell.draw(on: canvas, x: left + Self.padding, y: rowTop + Self.padding - 1)
                    left += cell.width
                }
                rowTop += rowHeight
            }
            canvas.move(to: [section])
            canvas.line(
                .ink, thickness: 0.5, from: (x + Self.logoWidth, y), to: (x + Self.logoWidth, y + top))
            canvas.frame(.ink, thickness: 1.2, x: x, y: y, width: width, height: height)
        }
    }

    private struct SetCell {
        let label: SetText
        let value: SetText
        let width: Double

        var height: Double { label.height + 2 + value.height }

        func draw(on canvas: Canvas, x: Double, y: Double) {
            label.draw(on: canvas, x: x, y: y)
            value.draw(on: canvas, x: x, y: y + label.height + 2)
        }
    }

    private func setCell(_ cell: Cell) -> SetCell {
        let width = cell.share * Paper.frameWidth
        let room = width - 2 * Self.padding
        return SetCell(
            label: setter.setLine(cell.label.uppercased(), .label, width: room),
            value: setter.set(cell.value, TextLook(size: 10), width: room), width: width)
    }
}

extension ProgressSheet.State {
    var printed: String {
        switch self {
        case .underway: return "En cours"
        case .finished: return Milestone.finished.printed
        case .resumed: return Milestone.resumed.printed
        }
    }
}
