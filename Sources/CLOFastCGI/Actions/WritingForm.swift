import CLOModel
import CLOStore

extension OnSheet {
    var photosPerPublication: Int { responder.settings().photosPerPublication }

    func draftPlace(_ number: Int?) -> DraftStore.Place {
        .init(account: viewer.account, sheet: sheet.id, number: number)
    }

    /// The form in which a publication is written, filled with what was written so far.
    ///
    /// - Parameters:
    ///   - number: of the publication that is being changed; `nil` for a new one.
    ///   - errors: sentences by field.
    ///   - draftSavedAt: when what is shown is a draft of the server.
    func form(
        of written: WrittenPublication, _ number: Int? = nil, errors: [String: String] = [:],
        draftSavedAt: Instant? = nil
    ) throws -> PublicationForm.Model {
        let back = number.map { number in
            PublicationForm.Model.Back(
                route: .sheet(ownArea, code, .startingWith(number: number)), anchor: "publication-\(number)")
        }
        let typed = written.typedForm(errors: errors)
        return PublicationForm.Model(
            action: number.map { .editPublication(ownArea, code, number: $0) } ?? .publications(ownArea, code),
            draftKey: number.map { "publication-\($0)" } ?? "publication-nouvelle",
            idPrefix: number == nil ? "nouvelle" : "modifiee", formTokens: signedIn.formTokens(), form: typed,
            hasFormatting: try RichText(html: typed["texte_riche"]).hasFormatting,
            photos: try store.photos.chosen(written.photos, of: sheet.id, visibleTo: viewer),
            services: .init(
                draft: .draft(ownArea, code, number: number, erases: false), uploads: .uploads(ownArea, code),
                preview: .preview(ownArea, code, number: number), maximumPhotos: photosPerPublication,
                maximumPhotoBytes: responder.settings().photoLimit),
            draftSavedAt: draftSavedAt, draftErasure: .draft(ownArea, code, number: number, erases: true),
            rows: number == nil ? 8 : 12, button: number == nil ? "Publier" : "Enregistrer", back: back)
    }

    /// The form of a new publication as it stands on the sheet: with the draft, if there is one.
    func newPublicationForm() throws -> PublicationForm.Model {
        guard let (draft, savedAt) = try store.drafts.find(draftPlace(nil)) else {
            return try form(of: WrittenPublication())
        }
        return try form(of: WrittenPublication(draft), draftSavedAt: savedAt)
    }
}
