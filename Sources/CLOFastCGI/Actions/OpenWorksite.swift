import CLOModel
import CLOStore

/// An employee types a worksite code and gets to its sheet (S9).
enum OpenWorksite {
    static func show(_ person: SignedIn, typed: String) throws -> Response {
        let typed = typed.bounded(100)
        if typed.allSatisfy(\.isWhitespace) { return .redirect(to: Route.home(.office).path) }
        let choices = try person.store.worksites.choices(like: typed, visibleTo: person.viewer, limit: 10)
        if let code = WorksiteCode(typed), choices.contains(where: { $0.code == code }) {
            return .redirect(to: Route.sheet(.office, code, .first).path)
        }
        var model = try model(person)
        model.typedCode = typed
        model.suggestions = choices.map(OfficeHomePage.Model.Worksite.init)
        model.error =
            choices.isEmpty
            ? "Aucune fiche d’avancement ne porte l’identifiant «\u{A0}\(typed)\u{A0}». Vérifiez-le sur le contrat ou le planning."
            : "Aucune fiche ne porte exactement l’identifiant «\u{A0}\(typed)\u{A0}». Est-ce l’une de celles-ci\u{A0}?"
        return person.page(OfficeHomePage.page(model), status: .notFound)
    }

    static func suggest(_ person: SignedIn, typed: String) throws -> Response {
        let choices = try person.store.worksites.choices(
            like: typed.bounded(100), visibleTo: person.viewer, limit: 8)
        return Response(
            status: .ok, body: .html(OfficeHomePage.suggestions(choices.map(OfficeHomePage.Model.Worksite.init))))
    }

    static func model(_ person: SignedIn) throws -> OfficeHomePage.Model {
        OfficeHomePage.Model(
            viewer: person.viewer, formTokens: person.formTokens(),
            recent: try person.store.worksites.recent(visibleTo: person.viewer, limit: 6)
                .map(OfficeHomePage.Model.Worksite.init))
    }
}

extension OfficeHomePage.Model.Worksite {
    fileprivate init(_ choice: WorksiteStore.Choice) {
        self.init(code: choice.code, title: choice.title, clientName: choice.clientName)
    }
}
