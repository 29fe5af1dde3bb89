import CLOModel

/// The form in which employees write: for a new publication on its sheet, for an edited one, and under a preview.
///
/// It works as it stands, with a text area and a file field. With JavaScript (`htdocs/compte-client/clo/js/writing.js`) an editor
/// takes the place of the text area and sends `texte_riche`, photos travel by themselves and are named in the order of
/// their `photo:NAME` fields, and drafts are kept on the server.
enum PublicationForm {
    static func html(_ model: Model) -> HTML {
        """
        <form method="post" class="form-publication" action="\(model.action)" data-brouillon="\(model.draftKey)"\(model.services.map(services))\(model.draftSavedAt.map(savedAt))\(model.back.map(comingBack))>
        \(model.formTokens)\(version(model.form), if: !model.form["version"].isEmpty)
        \(text(model))
        \(model.services == nil ? nil : photos(model))
        \(Parts.publicationFields(model.form, idPrefix: model.idPrefix))
        \(NoticeFields.choice(model.noticeChoice, idPrefix: model.idPrefix))
        <div class="barre-envoi"><button type="submit" class="bouton principal">\(model.button)</button>\(model.services.map(previewButton))\(model.back.map(backLink))</div>
        </form>
        """
    }

    /// Says that the form shows a draft of the server, and how to be rid of it. A form of its own, beside the other.
    static func draftNote(_ model: Model) -> HTML? {
        guard let savedAt = model.draftSavedAt, let erasure = model.draftErasure else { return nil }
        return """
            <form method="post" class="form-brouillon" action="\(erasure)">\(model.formTokens)<p class="indice">Brouillon enregistré le \(Parts.time(savedAt)). <button type="submit" class="lien">Effacer ce brouillon</button></p></form>
            """
    }

    /// Where the scripts send what they send, and what the server takes at most.
    private static func services(_ services: Model.Services) -> HTML {
        """
         enctype="multipart/form-data" data-brouillon-serveur="\(services.draft)" data-envois="\(services.uploads)" data-apercu="\(services.preview)" data-photos-max="\(services.maximumPhotos)" data-octets-max="\(services.maximumPhotoBytes)"
        """
    }

    private static func savedAt(_ instant: Instant) -> HTML {
        " data-enregistre=\"\(instant.milliseconds)\""
    }

    private static func comingBack(_ back: Model.Back) -> HTML {
        " data-retour=\"\(back.route)#\(back.anchor)\""
    }

    private static func version(_ form: TypedForm) -> HTML {
        "<input type=\"hidden\" name=\"version\" value=\"\(form["version"])\">"
    }

    private static func previewButton(_ services: Model.Services) -> HTML {
        " <button type=\"submit\" class=\"bouton\" formaction=\"\(services.preview)\">Aperçu</button>"
    }

    private static func backLink(_ back: Model.Back) -> HTML {
        " <a class=\"bouton\" href=\"\(back.route)#\(back.anchor)\">Ne rien changer</a>"
    }

    /// The text area holds the words; the field beside it, for the editor, their formatting as well.
    private static func text(_ model: Model) -> HTML {
        let id: HTML = "\(model.idPrefix)-texte"
        let error = model.form.error("texte")
        return """
            <div class="champ champ-texte">
            <label for="\(id)">Texte</label>
            <textarea id="\(id)" name="texte" rows="\(model.rows)"\(Parts.describedBy(error, id: "\(model.idPrefix)-texte-erreur"))>
            \(model.form["texte"])</textarea>
            \("<p class=\"indice sans-editeur\">Ce texte est mis en forme. Les paragraphes que vous modifiez dans cette zone, sans l’éditeur, perdent leur mise en forme\u{A0}; les autres la gardent.</p>", if: model.hasFormatting)
            <input type="hidden" name="texte_riche" value="\(model.form["texte_riche"])" disabled>\("<input type=\"hidden\" name=\"texte_montre\" value=\"\(model.form["texte_montre"])\">", if: !model.form["texte_montre"].isEmpty)
            \(Parts.error(error, id: "\(model.idPrefix)-texte-erreur"))
            </div>
            """
    }

    private static func photos(_ model: Model) -> HTML {
        let id: HTML = "\(model.idPrefix)-photos"
        let error = model.form.error("photos")
        return """
            <fieldset class="champ photos-du-formulaire">
            <legend>Photos</legend>
            <ol class="plaques">\(model.photos.indices.map { plate(model.photos[$0], at: $0 + 1, model) })</ol>
            <label for="\(id)">Ajouter des photos <span class="indice">sans JavaScript, 120\u{A0}ko en tout</span></label>
            <input type="file" id="\(id)" name="photos" multiple accept="image/*"\(Parts.describedBy(error, id: "\(model.idPrefix)-photos-erreur"))>
            \(Parts.error(error, id: "\(model.idPrefix)-photos-erreur"))
            </fieldset>
            """
    }

    /// - Parameter place: from 1 on. Place and « Retirer » are for those without JavaScript; the script puts plates of its
    ///   own there, that are dragged.
    private static func plate(_ photo: Photo, at place: Int, _ model: Model) -> HTML {
        guard let smallest = photo.renditions.first else { return "" }
        let source = Route.photo(.office, name: photo.name, size: smallest, photo.fileExtension)
        let id: HTML = "\(model.idPrefix)-legende-\(photo.name)"
        let placeID: HTML = "\(model.idPrefix)-rang-\(photo.name)"
        return """
            <li class="plaque"><div class="plaque-image"><img src="\(source)" width="\(photo.width)" height="\(photo.height)" loading="lazy" alt=""></div><div class="plaque-corps"><label for="\(id)">Légende</label><input type="text" id="\(id)" name="photo:\(photo.name)" value="\(photo.caption)" maxlength="\(Photo.captionLimit)"><p class="plaque-ordre"><label for="\(placeID)">Place</label> <input type="number" id="\(placeID)" name="rang:\(photo.name)" value="\(place)" min="1" max="\(model.photos.count)" inputmode="numeric"> <label class="case-a-cocher"><input type="checkbox" name="retirer:\(photo.name)" value="oui"> Retirer</label></p></div></li>
            """
    }
}

extension PublicationForm {
    struct Model: Sendable {
        var action: Route
        /// Under which a browser keeps the draft: `publication-nouvelle`, `publication-12`.
        var draftKey: String
        /// Begins the identifiers of the fields, which are unique in a page.
        var idPrefix: String
        var formTokens: HTML
        /// Fields `texte`, `texte_riche` (canonical HTML of the same text, or empty), `date`, `etape`; `version` of a
        /// publication that is being edited; `texte_montre` when only the form itself still has the formatting. Errors may also be of `photos`.
        var form: TypedForm
        /// Whether the text says more than its words, which are all that a text area can show.
        var hasFormatting = false
        /// In the order in which they are shown, with the captions as typed.
        var photos: [Photo] = []
        var services: Services?
        /// When the draft that the form shows was kept on the server, by the server's clock.
        var draftSavedAt: Instant?
        /// Of a new publication: who would be told, and how. `nil` where this installation tells nobody.
        var noticeChoice: NoticeFields.Choice?
        /// Where the draft is erased.
        var draftErasure: Route?
        /// Of a new publication: not hidden behind its button.
        var isOpen = false
        /// Of the text area, in lines.
        var rows: Int
        /// « Publier », « Enregistrer ».
        var button: String
        var back: Back?

        struct Services: Sendable {
            var draft: Route
            var uploads: Route
            var preview: Route
            /// Per publication.
            var maximumPhotos: Int
            /// Of one file.
            var maximumPhotoBytes: Int
        }

        /// Where one was before, and is again afterwards.
        struct Back: Sendable {
            var route: Route
            var anchor: String
        }
    }
}
