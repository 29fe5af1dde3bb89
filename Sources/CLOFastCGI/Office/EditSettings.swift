import CLOModel
import CLOStore

/// The settings of the installation, all on one page, by subject.
enum EditSettings {
    static func show(_ person: SignedIn) throws -> Response {
        let settings = try person.store.settings.settings()
        let form = TypedForm(
            values: Dictionary(uniqueKeysWithValues: SettingKey.allCases.map { ($0.rawValue, settings[$0]) }))
        return page(person, form, status: .ok)
    }

    static func submit(_ person: SignedIn) throws -> Response {
        var typed = try TypedForm(try person.request.form(), SettingKey.allCases.map(\.rawValue))
        do {
            let settings = try Settings(typed: typed.values)
            try person.store.settings.change(to: settings, by: person.viewer.account, at: person.now)
        } catch let refused as Details.Refused {
            typed.errors = refused.errors
            return page(person, typed, status: .unprocessable)
        }
        person.responder.forgetSettings()
        return person.done(.saved, then: .office(.settings))
    }

    private static func page(_ person: SignedIn, _ form: TypedForm, status: Response.Status) -> Response {
        let groups = SettingKey.Group.allCases.map { group -> HTML in
            let fields = SettingKey.allCases.filter { $0.group == group }.map { FormParts.field(field($0), form) }
            return "<fieldset class=\"groupe\"><legend>\(group.label)</legend>\(fields)</fieldset>"
        }
        return OfficeScreen(
            title: "Réglages", trail: Administration.trail,
            content: """
                \(FormParts.summary(SettingKey.allCases.map(field), form))
                <form method="post" action="\(Route.office(.settings))" class="form-bureau" novalidate>
                \(person.formTokens())
                \(groups)
                <div class="barre-choix"><button type="submit" class="bouton principal">Enregistrer</button> <a class="bouton" href="\(Route.office(.administration))">Ne rien changer</a></div>
                </form>
                """
        ).response(person, status: status)
    }

    private static func field(_ key: SettingKey) -> FormParts.Field {
        let control: FormParts.Control
        var isRequired = true
        var label = key.label
        switch key.kind {
        case .line(let limit): control = .text(limit: limit)
        case .lines(let limit): (control, isRequired) = (.lines(rows: 3, limit: limit), false)
        case .phone: (control, isRequired) = (.text(type: "tel", limit: 30), false)
        case .email: (control, isRequired) = (.text(type: "email", limit: 254), false)
        case .link: control = .text(limit: 300)
        case .colour: control = .text(type: "color")
        case .number(_, let unit):
            control = .text(type: "number")
            label += " (\(unit))"
        case .flag: (control, isRequired) = (.flag, false)
        }
        return .init(key.rawValue, label, control, hint: key.hint, isRequired: isRequired, autocomplete: "off")
    }
}
