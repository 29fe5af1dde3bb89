import CLOModel
import CLOStore

/// A publication as its form holds it: typed, unchecked, complete enough to show the form again with nothing lost.
struct WrittenPublication: Sendable {
    /// What the editor wrote; `nil` when the text area was used.
    var richText: String?
    var typedText: String
    /// The text that the text area was filled with, when the server has it nowhere else: it came back from a refusal.
    var shownText: String?
    var date: String
    var milestone: String
    /// The version that is being changed; `nil` for a new publication.
    var version: Int?
    /// In the order in which they are to be shown.
    var photos: [ChosenPhoto]
    /// Why files that came with the form were not taken; the rest is kept.
    var photoRefusals: [String] = []

    /// - Throws: ``BadRequest`` when a field is sent twice, or a number cannot be read.
    init(_ form: Fields) throws {
        richText = try form.optional("texte_riche")
        typedText = try form.optional("texte") ?? ""
        shownText = try form.optional("texte_montre")
        date = try form.optional("date") ?? ""
        milestone = try form.optional("etape") ?? ""
        version = try form.optionalNumber("version", in: 1...999_999_999)
        photos = []
        for pair in form.pairs where pair.name.hasPrefix("photo:") {
            let name = String(pair.name.dropFirst("photo:".count))
            guard RichText.PhotoName(name) != nil, !photos.contains(where: { $0.name == name }) else {
                throw BadRequest("Ce formulaire est incomplet. Rechargez la page puis recommencez.")
            }
            photos.append(ChosenPhoto(name: name, caption: pair.value))
        }
        photos = try Self.arranged(photos, by: form)
    }

    /// What the plain form asks of its photos, where no script arranges them: « Retirer », and a new place.
    ///
    /// Those whose place was changed go there; the others keep their order around them.
    private static func arranged(_ photos: [ChosenPhoto], by form: Fields) throws -> [ChosenPhoto] {
        var arranged: [ChosenPhoto] = []
        var moved: [(place: Int, photo: ChosenPhoto)] = []
        for (index, photo) in photos.enumerated() {
            if try form.optional("retirer:\(photo.name)") != nil { continue }
            let place = try form.optional("rang:\(photo.name)").flatMap { Int($0) } ?? index + 1
            if place == index + 1 {
                arranged.append(photo)
            } else {
                moved.append((place, photo))
            }
        }
        for (place, photo) in moved.sorted(by: { $0.place < $1.place }) {
            arranged.insert(photo, at: max(0, min(place - 1, arranged.count)))
        }
        return arranged
    }

    /// With the files that came with the form (B7): they are photos from now on, whatever becomes of the rest.
    init(_ form: Fields, sentTo here: OnSheet) throws {
        try self.init(form)
        let sent = try PlainPhotos(of: here, form, taken: photos.count)
        // Sent again with the same form they have the same names.
        photos += sent.photos.filter { photo in !photos.contains { $0.name == photo.name } }
        photoRefusals = sent.refusals
    }

    init(_ draft: DraftStore.Draft) {
        richText = draft.body?.text
        typedText = draft.typedText
        date = draft.datedAt
        milestone = draft.milestone
        version = draft.baseVersion == 0 ? nil : draft.baseVersion
        photos = draft.photos
    }

    init(_ face: Publication.Face, version: Int) {
        richText = face.body.html
        typedText = ""
        date = ParisTime(face.datedAt).inputValue
        milestone = face.milestone?.rawValue ?? ""
        self.version = version
        photos = face.photos
    }

    /// Nothing is written yet.
    init() {
        typedText = ""
        date = ""
        milestone = ""
        photos = []
    }

    /// Whether there is anything that would be missed.
    var isEmpty: Bool {
        typedText.allSatisfy(\.isWhitespace) && (richText ?? "").isEmpty && photos.isEmpty && date.isEmpty
            && milestone.isEmpty
    }

    /// All that tells one sending of the form from another (``Submission``).
    var submissionContent: [String] {
        [richText ?? typedText, date, milestone, version.map { String($0) } ?? ""]
            + photos.flatMap { [$0.name, $0.caption] }
    }

    // MARK: Checking

    /// - Parameter shown: what the text area may have been filled with; what was not changed in it keeps its
    ///   formatting. Asked for only when the text came from there.
    func body(shown: () throws -> [RichText]) throws -> TypedBody {
        if let richText { return .rich(richText) }
        let last = try shownText.map { [try RichText(html: $0)] } ?? []
        return .plain(typedText, shown: last + (try shown()))
    }

    /// Photos with their captions as they are kept.
    /// - Throws: what to say beside the photos.
    func checkedPhotos(limit: Int) throws(FieldError) -> [ChosenPhoto] {
        guard photoRefusals.isEmpty else { throw FieldError(photoRefusals.joined(separator: " ")) }
        guard photos.count <= limit else {
            throw FieldError("\(limit)\u{A0}photos au plus par publication\u{A0}: il y en a \(photos.count).")
        }
        var checked: [ChosenPhoto] = []
        for photo in photos {
            do {
                let caption = try LineText(typed: photo.caption, limit: Photo.captionLimit).text
                checked.append(ChosenPhoto(name: photo.name, caption: caption))
            } catch {
                throw FieldError("La légende de la photo \(checked.count + 1) est trop longue. \(error.sentence)")
            }
        }
        return checked
    }

    /// What to say of photos that another publication took meanwhile, or that are gone.
    func errors(_ missing: PhotoStore.Unavailable) -> [String: String] {
        let places = photos.indices.filter { missing.names.contains(photos[$0].name) }.map { "\($0 + 1)" }
        let sentence =
            places.count == 1
            ? "La photo \(places[0]) n’est plus disponible\u{A0}: retirez-la, ou envoyez-la de nouveau."
            : "Les photos \(places.joined(separator: ", ")) ne sont plus disponibles\u{A0}: retirez-les, ou envoyez-les de nouveau."
        return ["photos": sentence]
    }

    // MARK: Showing it again

    /// The form's fields. What the editor wrote is shown by it, and without it by the words alone, in the text area.
    func typedForm(errors: [String: String] = [:]) -> TypedForm {
        var values = ["texte": typedText, "date": date, "etape": milestone]
        if let version { values["version"] = "\(version)" }
        values["texte_montre"] = shownText
        if let richText {
            do {
                let text = try RichText(html: richText)
                values["texte"] = text.plainText
                values["texte_riche"] = text.html
                if !errors.isEmpty { values["texte_montre"] = text.html }
            } catch {
                // Too long to be kept; the browser that wrote it still has it, and here it is to be shortened.
                values["texte"] = String(richText.prefix(RichText.maximumBytes))
            }
        }
        return TypedForm(values: values, errors: errors)
    }
}
