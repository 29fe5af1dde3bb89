import CLOModel
import CLOStore

/// A page of the office: its title, where it stands, what has just been done, and its content.
struct OfficeScreen {
    var title: String
    /// The pages above this one, the nearest last.
    var trail: [(label: String, route: Route)] = []
    var content: HTML

    func response(_ person: SignedIn, status: Response.Status = .ok) -> Response {
        let notice = Notice(person.request)
        let response = person.page(page(person, notice: notice?.sentence), status: status)
        guard notice != nil else { return response }
        return response.setting(Notice.removal(isSecure: person.request.isSecure))
    }

    private func page(_ person: SignedIn, notice: String?) -> Page {
        let way = trail.map { step -> HTML in
            "<a href=\"\(step.route)\">\(step.label)</a> <span aria-hidden=\"true\">›</span> "
        }
        return Page(
            title: title, area: .office, viewer: person.viewer, formTokens: person.formTokens(),
            content: """
                \(notice.map { "<p class=\"avis\" role=\"status\">\($0)</p>" as HTML })
                \(trail.isEmpty ? nil : "<nav class=\"chemin\" aria-label=\"Vous êtes ici\">\(way)</nav>" as HTML?)
                <h1>\(title)</h1>
                \(content)
                """,
            sectionClass: "clo-office", styles: ["office.css"])
    }
}

extension SignedIn {
    /// After a change: to a page that says what was done.
    func done(_ kind: Notice.Kind, then route: Route) -> Response {
        Response.redirect(to: route.path).setting(Notice(kind, number: 1).cookie(isSecure: request.isSecure))
    }

    /// The form that was sent, recognised when it comes again.
    /// - Throws: ``BadRequest`` when the form's token is missing or is none of ours.
    func submission(_ form: Fields, _ content: [String]) throws -> Submission {
        let token = try form.required("envoi")
        guard (16...64).contains(token.utf8.count), token.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw BadRequest("Ce formulaire est incomplet. Rechargez la page puis recommencez.")
        }
        return Submission(token: token, account: viewer.account, content: [request.path] + content)
    }

    func confirmation(
        _ action: OfficeRoute, question: String, consequences: [String], button: String, isDestructive: Bool,
        back: OfficeRoute, reason: ConfirmPage.Model.Reason? = nil, status: Response.Status = .ok
    ) -> Response {
        page(
            ConfirmPage.page(
                .init(
                    area: .office, viewer: viewer, formTokens: formTokens(), action: .office(action),
                    question: question, consequences: consequences, reason: reason, button: button,
                    isDestructive: isDestructive, back: .office(back), backAnchor: "")), status: status)
    }
}

/// Lists of the office show so many lines a page.
let officePageSize = 25

extension ListQuery {
    var request: PageRequest { PageRequest(page: page, size: officePageSize) }
}
