import CLOModel

/// A page before the layout is put around it: its title and its content, a value made by a page's view.
struct Page: Sendable {
    /// For the window's title bar, without « CLO »: « Rénovation de la longère ».
    var title: String
    var area: Area
    /// Who is signed in; decides what the section's own bar offers.
    var viewer: Viewer?
    /// The hidden fields of the sign-out form in the bar. Empty when nobody is signed in.
    var formTokens: HTML
    /// What stands inside `<section class="clo …">`, under the bar.
    var content: HTML
    /// Put on the section itself: `["data-revision": "41"]`. Names are ours, values are escaped.
    var attributes: [(name: String, value: String)] = []
    /// Class of the section besides `clo`: `clo-fiche`.
    var sectionClass: String = ""
    /// Style sheets below `css/` that this page needs besides the common one: `office.css`.
    var styles: [String] = []
    /// Which of the client's places this is, for the bar.
    var tab: ClientTab? = nil
}

/// What somebody typed, and what was wrong with it: enough to show a form again with nothing lost.
struct TypedForm: Hashable, Sendable {
    /// By field name, as it was typed.
    var values: [String: String] = [:]
    /// By field name, a French sentence.
    var errors: [String: String] = [:]

    subscript(field: String) -> String { values[field] ?? "" }

    func error(_ field: String) -> String? { errors[field] }
}

/// A refused or interrupted submission, kept so that it can be sent again (B4): the session had expired,
/// the form was too old, the database was away.
struct KeptForm: Hashable, Sendable {
    /// Path of ours to which it was to be posted.
    var action: String
    /// In the order of the form, without tokens and without passwords.
    var fields: [Field]

    struct Field: Hashable, Sendable {
        var name: String
        var value: String
    }
}

extension KeptForm {
    /// What the editor wrote, read as it will be when it is sent; `nil` when there was no editor, or it wrote more
    /// than is taken.
    var richText: RichText? {
        guard let html = fields.first(where: { $0.name == "texte_riche" })?.value else { return nil }
        do {
            return try RichText(html: html)
        } catch {
            return nil
        }
    }

    /// Whether the field is one that people write in and read again. Beside what the editor wrote, the text area
    /// says nothing.
    func isShown(_ field: Field) -> Bool {
        field.name == "motif" || field.name == "texte" && !fields.contains { $0.name == "texte_riche" }
    }
}
