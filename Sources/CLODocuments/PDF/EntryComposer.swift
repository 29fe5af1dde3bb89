import CLOModel

/// Makes the slabs of one publication: its heading in the margin; its text, photos and comments beside it.
struct EntryComposer {
    let setter: TextSetter
    /// As it stands beside the names of its people.
    let company: String
    let includesComments: Bool

    func chapter(_ entry: SheetDocument.Entry) -> Chapter {
        let publication = entry.publication
        let section = StructureStep(.section, publication.number)
        let isCancelled = publication.cancellation != nil
        var slabs: [Slab] = []
        if let cancellation = publication.cancellation { slabs += badge(cancellation) }
        if let milestone = publication.milestone { slabs += stamp(milestone, isCancelled: isCancelled) }
        slabs += BodyComposer(setter: setter, isCancelled: isCancelled, number: publication.number).slabs(entry)
        if let edit = publication.edit { slabs += note(edit) }
        if includesComments {
            slabs += CommentComposer(setter: setter, company: company, isCancelled: isCancelled)
                .slabs(entry.thread, under: publication.number)
        }
        return Chapter(
            number: publication.number, title: title(publication), gap: Paper.betweenPublications,
            margin: margin(publication).map { $0.inside(section) }, slabs: slabs.map { $0.inside(section) },
            isCancelled: isCancelled)
    }

    /// Of the bookmark: « n° 12 – 22 novembre 2026 (annulée) ».
    private func title(_ publication: Publication) -> String {
        let date = ParisTime(publication.datedAt).date.french
        let state =
            publication.cancellation != nil
            ? " (annulée)" : publication.milestone.map { " – \($0.printed)" } ?? ""
        return "n°\u{A0}\(publication.number) – \(date)\(state)"
    }

    private func margin(_ publication: Publication) -> [Slab] {
        let isCancelled = publication.cancellation != nil
        let time = ParisTime(publication.datedAt)
        let ink: Ink = isCancelled ? .faded : .graphite
        let number = TextLook(face: .label, size: 11, ink: isCancelled ? .faded : setter.accent, isBold: true)
        let detail = TextLook(face: .label, size: 7.8, ink: ink, leading: 1.8)
        let author = publication.author
        func set(_ text: String, _ look: TextLook, _ role: StructureStep) -> [Slab] {
            setter.set(text, look, width: Paper.marginWidth).slabs(path: [role])
        }
        var slabs = set("n°\u{A0}\(publication.number)", number, StructureStep(.heading, 0))
        var date = set(time.date.french, detail, StructureStep(.paragraph, 1))
        date[0].gap = 2
        slabs += date + set(time.clock, detail, StructureStep(.paragraph, 1))
        var by = set(author.name, detail.with { $0.isBold = true }, StructureStep(.paragraph, 2))
        by[0].gap = 3
        slabs += by
        if author.isEmployee { slabs += set(company, detail, StructureStep(.paragraph, 2)) }
        return slabs
    }

    /// S13: « Annulée le … par … », and why.
    private func badge(_ cancellation: Publication.Cancellation) -> [Slab] {
        let look = TextLook(face: .label, size: 8.4, ink: .faded, isBold: true, leading: 2)
        let reason = cancellation.reason.map { "\u{A0}: \($0)" } ?? ""
        let text = setter.set(
            "Annulée le\u{A0}\(ParisTime(cancellation.at).sentence) par \(cancellation.by)\(reason)", look,
            width: Paper.textWidth - 16)
        var slab = Slab(height: text.height + 9, path: [StructureStep(.paragraph, -1)]) { canvas, x, y in
            canvas.fill(.white, x: x, y: y, width: Paper.textWidth, height: text.height + 9)
            canvas.frame(
                .faded, thickness: 0.6, x: x + 0.3, y: y + 0.3, width: Paper.textWidth - 0.6,
                height: text.height + 8.4)
            text.draw(on: canvas, x: x + 8, y: y + 4.5)
        }
        slab.gap = 0
        return [slab, .space(7)].glued()
    }

    /// S18: a double-ruled label; « Reprise » in outline.
    private func stamp(_ milestone: Milestone, isCancelled: Bool) -> [Slab] {
        let ink: Ink = isCancelled ? .faded : setter.accent
        let look = TextLook(face: .label, size: 10, ink: ink, isBold: true, tracking: 1.6)
        let text = setter.setLine(milestone.printed.uppercased(), look, width: Paper.textWidth - 24, alignment: .center)
        let height = text.height + 14
        let slab = Slab(height: height, gap: 4, path: [StructureStep(.paragraph, -2)]) { canvas, x, y in
            let width = Paper.textWidth
            canvas.frame(ink, thickness: 0.9, x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1)
            if milestone == .finished {
                canvas.frame(ink, thickness: 0.5, x: x + 3, y: y + 3, width: width - 6, height: height - 6)
            }
            text.draw(on: canvas, x: x + 12, y: y + 7)
        }
        // It stands over what it is said of.
        return [slab, .space(9)].glued()
    }

    private func note(_ edit: Publication.Edit) -> [Slab] {
        var slabs = setter.set(
            "Modifiée le\u{A0}\(ParisTime(edit.at).sentence) par \(edit.by)", .small, width: Paper.textWidth
        ).slabs(path: [StructureStep(.paragraph, -3)])
        slabs[0].gap = 7
        return slabs.glued()
    }
}

extension Milestone {
    var printed: String {
        switch self {
        case .finished: return "Chantier terminé"
        case .resumed: return "Reprise du chantier"
        }
    }
}

extension Slab {
    /// White that goes with what stands above it.
    static func space(_ height: Double) -> Slab {
        Slab(height: height, draw: { _, _, _ in })
    }

    func inside(_ step: StructureStep) -> Slab {
        var slab = self
        slab.path.insert(step, at: 0)
        return slab
    }
}

extension SetText {
    /// A slab for each line.
    /// - Parameter indent: from the left of the text.
    func slabs(path: [StructureStep], indent: Double = 0) -> [Slab] {
        lines.indices.map { index in
            Slab(height: lines[index].height, path: path) { canvas, x, y in
                self.draw(line: index, on: canvas, x: x + indent, y: y)
            }
        }.withoutOrphans()
    }
}
