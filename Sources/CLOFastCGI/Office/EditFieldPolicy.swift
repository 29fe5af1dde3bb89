import CLOModel
import CLOStore

/// S3: field by field, what a client sees of his details and what he may change.
enum EditFieldPolicy {
    static func show(_ person: SignedIn) throws -> Response {
        page(person, try person.store.settings.fieldPolicy(), error: nil, status: .ok)
    }

    static func submit(_ person: SignedIn) throws -> Response {
        let form = try person.request.form()
        var policy = try person.store.settings.fieldPolicy()
        for field in DetailField.allCases {
            guard let level = FieldPolicy.Level(rawValue: try form.required(field.rawValue)) else {
                throw BadRequest("Ce choix n’existe pas.")
            }
            policy[field] = level
        }
        try person.store.settings.change(to: policy, by: person.viewer.account, at: person.now)
        return person.done(.saved, then: .office(.fieldPolicy))
    }

    private static func page(
        _ person: SignedIn, _ policy: FieldPolicy, error: String?, status: Response.Status
    ) -> Response {
        let rows = DetailField.allCases.map { field -> HTML in
            let choices = FieldPolicy.Level.allCases.map { level -> HTML in
                """
                <label class="choix"><input type="radio" name="\(field.rawValue)" value="\(level.rawValue)"\(" checked", if: policy[field] == level)> \(level.label)</label>
                """
            }
            return "<fieldset class=\"choix-ligne\"><legend>\(field.label)</legend>\(choices)</fieldset>"
        }
        return OfficeScreen(
            title: "Données des clients", trail: Administration.trail,
            content: """
                <p>Ce que chaque client trouve sur sa page «\u{A0}Mes informations\u{A0}». Ce qu’il modifie lui-même vous est signalé sur le tableau de bord.</p>
                <form method="post" action="\(Route.office(.fieldPolicy))" class="form-bureau">
                \(person.formTokens())
                \(rows)
                <div class="barre-choix"><button type="submit" class="bouton principal">Enregistrer</button> <a class="bouton" href="\(Route.office(.administration))">Ne rien changer</a></div>
                </form>
                """
        ).response(person, status: status)
    }
}
