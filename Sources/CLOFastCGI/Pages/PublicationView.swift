import CLOModel

/// One publication with its photos and comments: a fragment shared by all readers of a role.
enum PublicationView {
    static func fragment(_ model: Model) -> Personalised {
        let publication = model.publication
        let number = publication.number
        return """
            <article class="publication\("\u{20}annulee", if: publication.cancellation != nil)" id="publication-\(number)" data-numero="\(number)" data-date="\(publication.datedAt.milliseconds)" data-version="\(publication.version)" aria-labelledby="publication-\(number)-titre">
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
            <div class="texte">\(publication.body)</div>
            \(photos(model))
            \(publication.edit.map(edit))
            \(actions(model), if: model.readerIsEmployee)
            </div>
            </div>
            <div class="commentaires">
            \(CommentView.thread(model))
            </div>
            \(CommentView.form(model))
            </article>

            """
    }

    private static func cancellation(_ cancellation: Publication.Cancellation) -> HTML {
        let reason: HTML = cancellation.reason.map { "\u{A0}: \($0)" } ?? ""
        return
            "<p class=\"mention-annulee\"><strong>Annulée le \(Parts.time(cancellation.at)) par \(cancellation.by)</strong>\(reason)</p>"
    }

    private static func edit(_ edit: Publication.Edit) -> HTML {
        "<p class=\"mention-modifiee\">Modifiée le \(Parts.time(edit.at)) par \(edit.by)</p>"
    }

    private static func photos(_ model: Model) -> HTML? {
        guard !model.photos.isEmpty else { return nil }
        let figures = model.photos.map { photo -> HTML in
            guard let largest = photo.renditions.last else { return "" }
            let sources = photo.renditions.map { size -> HTML in
                "\(Route.photo(model.area, name: photo.name, size: size, photo.fileExtension)) \(width(of: photo, size))w"
            }
            let list = sources.dropLast().map { "\($0), " as HTML }.joined() + (sources.last ?? "")
            let shown = photo.renditions.first { $0 >= 1_000 } ?? largest
            return """
                <figure class="photo r\(ratio(of: photo))"><a href="\(Route.photo(model.area, name: photo.name, size: largest, photo.fileExtension))"><img src="\(Route.photo(model.area, name: photo.name, size: shown, photo.fileExtension))" srcset="\(list)" sizes="(min-width: 62rem) 50rem, 100vw" width="\(photo.width)" height="\(photo.height)" loading="lazy" alt="\(photo.caption)"></a>\("<figcaption>\(photo.caption)</figcaption>", if: !photo.caption.isEmpty)</figure>
                """
        }
        return "<div class=\"photos\">\(figures)</div>"
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
