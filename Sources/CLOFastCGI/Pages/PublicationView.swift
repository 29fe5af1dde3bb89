import CLOModel

/// One publication with its photos and comments: a fragment shared by all readers of a role.
enum PublicationView {
    static func fragment(_ model: Model) -> Personalised {
        """
        \(opening(model.publication))
        \(entry(model))
        <div class="commentaires">
        \(CommentView.thread(model))
        </div>
        \(CommentView.form(model))
        </article>

        """
    }

    /// The publication by itself, as those who only read see it: what an employee is shown before he publishes.
    static func preview(_ model: Model) -> Personalised {
        """
        \(opening(model.publication))
        \(entry(model))
        </article>

        """
    }

    private static func opening(_ publication: Publication) -> HTML {
        let number = publication.number
        return """
            <article class="publication\("\u{20}annulee", if: publication.cancellation != nil)" id="publication-\(number)" data-numero="\(number)" data-date="\(publication.datedAt.milliseconds)" data-version="\(publication.version)" aria-labelledby="publication-\(number)-titre">
            """
    }

    private static func entry(_ model: Model) -> Personalised {
        let publication = model.publication
        let number = publication.number
        return """
            <div class="entree">
            <header class="entree-tete">
            <h2 class="entree-numero" id="publication-\(number)-titre"><a href="\(Route.sheet(model.area, model.code, .startingWith(number: number)))#publication-\(number)">n°\u{A0}\(number)</a></h2>
            <p class="entree-date">\(Parts.time(publication.datedAt))</p>
            <p class="entree-auteur">\(Parts.author(publication.author))</p>
            \(.onlyIfNew(publication.createdRevision, author: publication.author.account, "<span class=\"nouveau\">Nouveau</span>"))
            </header>
            <div class="entree-corps">
            \(publication.cancellation.map(cancellation))
            \(publication.milestone.map(Parts.milestone))
            \(content(publication.body, model.photos, model.area))
            \(publication.edit.map { edit($0, model) })
            \(actions(model), if: model.readerIsEmployee)
            </div>
            </div>
            """
    }

    /// Text and photos, of whichever version: those that the text has a place for stand there, the others after it.
    static func content(_ body: CanonicalHTML, _ photos: [Photo], _ area: Area) -> HTML {
        let (text, rest) = placed(photos, in: body, area)
        return """
            <div class="texte">\(text)</div>
            \(rest.isEmpty ? nil : "<div class=\"photos\">\(rest.map { figure($0, area) })</div>" as HTML)
            """
    }

    /// A photo that the text names and that is not among those shown leaves no trace.
    private static func placed(_ photos: [Photo], in body: CanonicalHTML, _ area: Area) -> (HTML, rest: [Photo]) {
        var html = HTML()
        var rest = photos
        var text = body.text.utf8[...]
        while let start = firstFigure(in: text) {
            html.appendTrusted(String(Substring(text[..<start])))
            text = text[start...].dropFirst(figureStart.utf8.count)
            let name = Substring(text.prefix { $0 != UInt8(ascii: "\"") })
            text = text[name.endIndex...].dropFirst(figureEnd.utf8.count)
            if let photo = photos.first(where: { $0.name == name }) { html += figure(photo, area) }
            rest.removeAll { $0.name == name }
        }
        // Most texts have none, and are not copied.
        guard text.startIndex > body.text.startIndex else { return (HTML(body), photos) }
        html.appendTrusted(String(Substring(text)))
        return (html, rest)
    }

    private static func firstFigure(in text: Substring.UTF8View) -> String.Index? {
        var rest = text
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            if rest[start...].starts(with: figureStart.utf8) { return start }
            rest = rest[start...].dropFirst()
        }
        return nil
    }

    /// As ``RichText`` writes the place of a photo, around its name.
    private static let figureStart = "<figure class=\"photo\" data-photo=\""
    private static let figureEnd = "\"></figure>"

    private static func cancellation(_ cancellation: Publication.Cancellation) -> HTML {
        let reason: HTML = cancellation.reason.map { "\u{A0}: \($0)" } ?? ""
        return
            "<p class=\"mention-annulee\"><strong>Annulée le \(Parts.time(cancellation.at)) par \(cancellation.by)</strong>\(reason)</p>"
    }

    /// B2: leads to what it was before.
    private static func edit(_ edit: Publication.Edit, _ model: Model) -> HTML {
        let versions = Route.versions(model.area, model.code, number: model.publication.number, version: nil)
        return
            "<p class=\"mention-modifiee\"><a href=\"\(versions)\">Modifiée le \(Parts.time(edit.at)) par \(edit.by)</a></p>"
    }

    /// How wide a photo in a publication is, for the browser's choice among its sizes.
    static let sizesInText: HTML = "(min-width: 62rem) 50rem, 100vw"

    /// One photo, that opens at its largest.
    /// - Parameter sizes: how wide it is shown, as the attribute of that name has it.
    static func figure(_ photo: Photo, _ area: Area, sizes: HTML = sizesInText) -> HTML {
        guard let largest = photo.renditions.last else { return "" }
        let sources = photo.renditions.map { size -> HTML in
            "\(Route.photo(area, name: photo.name, size: size, photo.fileExtension)) \(width(of: photo, size))w"
        }
        let list = sources.dropLast().map { "\($0), " as HTML }.joined() + (sources.last ?? "")
        let shown = photo.renditions.first { $0 >= 1_000 } ?? largest
        return """
            <figure class="photo r\(ratio(of: photo))"><a href="\(Route.photo(area, name: photo.name, size: largest, photo.fileExtension))"\(" aria-label=\"Agrandir la photo\"", if: photo.caption.isEmpty)><img src="\(Route.photo(area, name: photo.name, size: shown, photo.fileExtension))" srcset="\(list)" sizes="\(sizes)" width="\(photo.width)" height="\(photo.height)" loading="lazy" alt="\(photo.caption)"></a>\("<figcaption>\(photo.caption)</figcaption>", if: !photo.caption.isEmpty)</figure>
            """
    }

    /// Width by height in twentieths, for the mosaic: a class, since the content policy forbids style attributes.
    private static func ratio(of photo: Photo) -> Int {
        min(50, max(10, (photo.width * 20 + photo.height / 2) / max(1, photo.height)))
    }

    /// Sizes name the larger side; `srcset` wants the width.
    private static func width(of photo: Photo, _ size: Int) -> Int {
        photo.width >= photo.height ? size : max(1, size * photo.width / max(1, photo.height))
    }

    private static func actions(_ model: Model) -> HTML {
        let number = model.publication.number
        let cancel: HTML =
            model.publication.cancellation == nil
            ? "<a href=\"\(Route.cancelPublication(model.area, model.code, number: number))\">Annuler</a>"
            : "<a href=\"\(Route.restorePublication(model.area, model.code, number: number))\">Rétablir</a>"
        return """
            <p class="actions"><a href="\(Route.editPublication(model.area, model.code, number: number))">Modifier</a> \(cancel) <a href="\(Route.deletePublication(model.area, model.code, number: number))" class="perte">Supprimer</a></p>
            """
    }
}
