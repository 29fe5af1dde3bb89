import CLOModel

/// Text and photos of a publication, in the order in which they are read.
struct BodyComposer {
    let setter: TextSetter
    let isCancelled: Bool
    /// Of the publication.
    let number: Int

    private static let listIndent = 15.0

    func slabs(_ entry: SheetDocument.Entry) -> [Slab] {
        var slabs: [Slab] = []
        var element = 0
        let byName = Dictionary(entry.photos.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var placed: Set<String> = []
        var waiting: [PrintPhoto] = []
        func flushPhotos() {
            slabs += photos(waiting, element: &element)
            waiting = []
        }
        var isHeadingPending = false
        for block in entry.text.typeset {
            if case .photo(let name) = block {
                // One that is gone, or not asked for, leaves no trace.
                if let photo = byName[name.description] {
                    waiting.append(photo)
                    placed.insert(photo.name)
                }
                continue
            }
            flushPhotos()
            element += 1
            var made = self.slabs(block, element: element)
            if made.isEmpty { continue }
            if isHeadingPending { made[0].isGlued = true }
            isHeadingPending = block.isHeading
            slabs += isHeadingPending ? made.glued() : made
        }
        waiting += entry.photos.filter { !placed.contains($0.name) }
        flushPhotos()
        return slabs
    }

    private var look: TextLook { TextLook.body.with { $0.ink = isCancelled ? .faded : .ink } }

    private func slabs(_ block: RichText.TypesetBlock, element: Int) -> [Slab] {
        switch block {
        case .photo: return []
        case .emptyLine: return [.space(Typeface.bodySize * 1.2)]
        case .paragraph(let text, nil):
            var slabs = setter.set(text, look, width: Paper.textWidth).slabs(path: [StructureStep(.paragraph, element)])
            slabs[0].gap = 5.5
            return slabs
        case .paragraph(let text, let place?): return item(text, place, element: element)
        }
    }

    private func item(_ text: RichText.TypesetText, _ place: RichText.ListPlace, element: Int) -> [Slab] {
        let indent = Self.listIndent * Double(place.depth)
        let lists = place.steps.flatMap { step in
            [StructureStep(.list, step.list), StructureStep(.item, step.item)]
        }
        let body = [StructureStep(.itemBody, 0), StructureStep(.paragraph, element)]
        var slabs = setter.set(text, look, width: Paper.textWidth - indent).slabs(path: lists + body, indent: indent)
        slabs[0].gap = 2.5
        guard let marker = place.marker else { return slabs }
        let label = setter.setLine(marker, look, width: Self.listIndent - 4, alignment: .right)
        let drawText = slabs[0].draw
        slabs[0].path = lists
        slabs[0].draw = { canvas, x, y in
            let outer = canvas.path
            canvas.move(to: outer + [StructureStep(.label, 0)])
            label.draw(on: canvas, x: x + indent - Self.listIndent, y: y)
            canvas.move(to: outer + body)
            try drawText(canvas, x, y)
        }
        return slabs
    }

    // MARK: Photos

    private func photos(_ photos: [PrintPhoto], element: inout Int) -> [Slab] {
        guard !photos.isEmpty else { return [] }
        let rows = PhotoRows.rows(
            photos.map(\.ratio), width: Paper.textWidth, gap: Paper.betweenPhotos, tallest: Paper.tallestPhoto)
        return rows.map { row in
            element += 1
            return self.row(row, of: photos, element: element)
        }
    }

    /// A row of photos with the captions under them: one slab, so neither is cut nor parted.
    private func row(_ places: [PhotoRows.Place], of photos: [PrintPhoto], element: Int) -> Slab {
        let captions = places.map { place -> SetText? in
            let caption = photos[place.index].caption
            let ink: Ink = isCancelled ? .faded : .graphite
            return caption.isEmpty
                ? nil : setter.set(caption, TextLook.caption.with { $0.ink = ink }, width: place.width)
        }
        let height = places.first?.height ?? 0
        let captionHeight = captions.compactMap { $0?.height }.max().map { $0 + 3 } ?? 0
        return Slab(height: height + captionHeight, gap: 9) { [isCancelled, number] canvas, x, y in
            let path = canvas.path
            for (place, caption) in zip(places, captions) {
                let photo = photos[place.index]
                let what = photo.caption.isEmpty ? "Photo de la publication n°\u{A0}\(number)" : photo.caption
                let figure = StructureStep(.figure, element * 4 + place.index % 4, description: what)
                canvas.move(to: path + [figure])
                if let choice = PhotoChoice(photo, longest: max(place.width, place.height)) {
                    let picture = try PrintPicture(choice)
                    canvas.draw(picture, x: x + place.x, y: y, width: place.width, height: place.height)
                }
                if isCancelled {
                    canvas.fill(
                        .white, opacity: 0.55, x: x + place.x, y: y, width: place.width, height: place.height)
                }
                guard let caption else { continue }
                canvas.move(to: path + [figure, StructureStep(.caption, 0)])
                caption.draw(on: canvas, x: x + place.x, y: y + height + 3)
            }
        }
    }
}

extension RichText.TypesetBlock {
    /// A short paragraph that is all large, or all bold, is a heading of what follows: it stays with it.
    var isHeading: Bool {
        guard case .paragraph(let text, nil) = self, text.text.utf8.count <= 160 else { return false }
        return text.runs.allSatisfy { $0.style.size == .large || $0.style.size == .veryLarge || $0.style.isBold }
    }
}
