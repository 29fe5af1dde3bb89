import CLOModel
import CLOStore

/// S10: an employee publishes.
enum AddPublication {
    static func submit(_ here: OnSheet) throws -> Response {
        let form = try here.request.form()
        let typed = try TypedForm(publication: form)
        let text: PublicationText
        do {
            text = try PublicationText(
                text: typed["texte"], date: typed["date"], milestone: typed["etape"], now: here.now)
        } catch {
            var refused = typed
            refused.errors = error.errors
            return try ShowSheet.show(here, .first, form: refused, status: .unprocessable)
        }
        let content = PublicationStore.Content(
            body: text.body.canonicalHTML, datedAt: text.datedAt, milestone: text.milestone)
        let outcome = try here.store.publications.add(
            content, to: here.sheet.id, by: here.viewer.account,
            telling: try NoticeChoice(publication: form),
            submission: try here.submission(form, [typed["texte"], typed["date"], typed["etape"]]), at: here.now)
        guard case .done(let number, let revision) = outcome else { throw Refusal.notFound }
        return here.changed(revision, at: .startingWith(number: number), anchor: "publication-\(number)")
    }
}

extension TypedForm {
    /// The fields of a publication's form, as typed.
    init(publication form: Fields) throws {
        self.init(values: [
            "texte": try form.required("texte"),
            "date": try form.optional("date") ?? "",
            "etape": try form.optional("etape") ?? "",
        ])
    }
}
