import CLOModel

/// « Mes informations »: each field as CLO's policy has it, hidden, visible, or open to change (S3).
enum DetailsPage {
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        var policy: FieldPolicy
        /// As they are kept now.
        var details: Details
        /// By ``DetailField``'s raw value: what the fields hold, and what is wrong with it.
        var form: TypedForm
        /// How he is told of news; shown as far as the policy has it.
        var preferences: NoticePreferences
        /// What became of the details, the latest first.
        var history: [DetailChange]
        var notice: String?
    }

    /// So many past changes are shown.
    static let historyLength = 5

    static func page(_ model: Model) -> Page {
        Page(
            title: "Mes informations", area: .client, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-informations", styles: ["account.css"], tab: .details)
    }

    private static func content(_ model: Model) -> HTML {
        let mayChange = model.policy.modifiable.contains { $0 != .notifications }
        let groups = DetailGroup.allCases.compactMap { group($0, model) }
        return """
            \(model.notice.map { "<p class=\"avis\" role=\"status\">\($0)</p>" as HTML })
            <h1>Mes informations</h1>
            <p>\(mayChange ? "Gardez vos coordonnées à jour\u{A0}: CLO voit chaque changement." : "Si quelque chose n’est pas juste, téléphonez-nous\u{A0}: CLO le corrigera.")</p>
            \(summary(model))
            \(mayChange ? form(groups, model) : "<div class=\"details\">\(groups)</div>")
            \(notices(model))
            \(history(model))
            <p class="suite"><a href="\(Route.account(.myData))">Télécharger mes données ou demander leur effacement</a></p>
            """
    }

    private static func form(_ groups: [HTML], _ model: Model) -> HTML {
        """
        <form method="post" action="\(Route.account(.details))" class="details" novalidate>
        \(model.formTokens)
        \(groups)
        <div class="barre-choix"><button type="submit" class="bouton principal">Enregistrer</button></div>
        </form>
        """
    }

    /// What is wrong, with a way to each field.
    private static func summary(_ model: Model) -> HTML? {
        let wrong = DetailField.texts.filter { model.form.error($0.rawValue) != nil }
        guard !wrong.isEmpty else { return nil }
        let entries = wrong.map { field -> HTML in
            let sentence = model.form.error(field.rawValue) ?? ""
            guard model.policy[field] == .modifiable else { return "<li>\(sentence)</li>" }
            return "<li><a href=\"#\(field.rawValue)\">\(field.label)</a>\u{A0}: \(sentence)</li>"
        }
        return """
            <div class="erreur bilan-erreurs" role="alert"><p>Rien n’est encore enregistré\u{A0}:</p><ul>\(entries)</ul></div>
            """
    }

    // MARK: Fields

    private static func group(_ group: DetailGroup, _ model: Model) -> HTML? {
        let fields = group.fields.filter { model.policy[$0] != .hidden }
        guard !fields.isEmpty else { return nil }
        let entries = fields.map { field -> HTML in
            model.policy[field] == .modifiable ? input(field, model) : reading(field, model)
        }
        let isOpen = fields.contains { model.policy[$0] == .modifiable }
        // A group of fields is named for those who hear the form; what is only read needs a heading.
        return isOpen
            ? "<fieldset class=\"details-groupe\"><legend>\(group.label)</legend>\(entries)</fieldset>"
            : "<section class=\"details-groupe\"><h2>\(group.label)</h2>\(entries)</section>"
    }

    private static func reading(_ field: DetailField, _ model: Model) -> HTML {
        let value: HTML =
            model.details[field].map { "\(field.shown($0))" } ?? "<span class=\"indice\">non renseigné</span>"
        return "<dl class=\"detail\"><dt>\(field.label)</dt><dd>\(value)</dd></dl>"
    }

    private static func input(_ field: DetailField, _ model: Model) -> HTML {
        let name = field.rawValue
        let error = model.form.error(name)
        let hint = field.hint
        let described = [hint.map { _ in "\(name)-indice" }, error.map { _ in "\(name)-erreur" }]
            .compactMap { $0 }.joined(separator: " ")
        var attributes: HTML = " id=\"\(name)\" name=\"\(name)\" autocomplete=\"\(field.autocomplete)\""
        if field.isRequired { attributes += " required" }
        if error != nil { attributes += " aria-invalid=\"true\"" }
        if !described.isEmpty { attributes += " aria-describedby=\"\(described)\"" }
        let before = model.details[field].map(field.shown) ?? ""
        return """
            <div class="champ champ-\(name)">
            <label for="\(name)">\(field.label)\(" <span class=\"facultatif\">(facultatif)</span>", if: !field.isRequired)</label>
            \(hint.map { "<span class=\"indice\" id=\"\(name)-indice\">\($0)</span>" as HTML })
            \(control(field, model.form[name], attributes))
            <input type="hidden" name="avant:\(name)" value="\(before)">
            \(Parts.error(error, id: "\(name)-erreur"))
            </div>
            """
    }

    private static func control(_ field: DetailField, _ value: String, _ attributes: HTML) -> HTML {
        guard field == .civility else {
            return """
                <input type="\(field.inputType)"\(attributes) value="\(value)" maxlength="\(field.maximumLength)">
                """
        }
        let usual = ["", "M.", "Mme"]
        let options = (usual.contains(value) ? usual : usual + [value]).map { option -> HTML in
            "<option value=\"\(option)\"\(" selected", if: option == value)>\(option.isEmpty ? "Non précisée" : option)</option>"
        }
        return "<select\(attributes)>\(options)</select>"
    }

    // MARK: Notifications

    private static func notices(_ model: Model) -> HTML? {
        guard model.policy[.notifications] != .hidden else { return nil }
        let change: HTML =
            "<p class=\"suite\"><a href=\"\(Route.account(.notices))\">Choisir comment je suis prévenu</a></p>"
        return """
            <section class="details-groupe details-notifications"><h2>Quand il y a du nouveau</h2>
            <dl class="detail"><dt>Messages</dt><dd>\(model.preferences.sentence)</dd></dl>
            \(change, if: model.policy[.notifications] == .modifiable)
            </section>
            """
    }

    // MARK: What became of them

    private static func history(_ model: Model) -> HTML? {
        // What is hidden now is not told by its past either.
        let changes = model.history.filter { model.policy[$0.field] != .hidden }.prefix(historyLength)
        guard !changes.isEmpty else { return nil }
        let entries = changes.map { change -> HTML in
            let who = change.changedBy == model.viewer.account ? "vous" : "CLO"
            return """
                <li><span class="historique-quand">\(Parts.time(change.changedAt)), par \(who)</span> <span class="historique-quoi">\(change.field.label)\u{A0}: \(value(change.old, change.field)) <span aria-hidden="true">→</span><span class="hors-ecran">devient</span> \(value(change.new, change.field))</span></li>
                """
        }
        return """
            <section class="historique" aria-labelledby="historique-titre"><h2 id="historique-titre">Derniers changements</h2><ul>\(entries)</ul></section>
            """
    }

    private static func value(_ value: String?, _ field: DetailField) -> HTML {
        value.map { "<b>\(field.shown($0))</b>" } ?? "<i>vide</i>"
    }
}

/// The fields as the page groups them.
private enum DetailGroup: CaseIterable {
    case identity
    case address
    case contact

    var label: String {
        switch self {
        case .identity: return "Qui vous êtes"
        case .address: return "Votre adresse"
        case .contact: return "Pour vous joindre"
        }
    }

    var fields: [DetailField] {
        switch self {
        case .identity: return [.civility, .firstName, .lastName, .company]
        case .address: return [.streetAddress, .postalCode, .city]
        case .contact: return [.phone, .mobile, .email]
        }
    }
}

extension DetailField {
    /// What browsers and password managers may fill in (WCAG 1.3.5).
    fileprivate var autocomplete: String {
        switch self {
        case .civility: return "honorific-prefix"
        case .lastName: return "family-name"
        case .firstName: return "given-name"
        case .company: return "organization"
        case .streetAddress: return "address-line1"
        case .postalCode: return "postal-code"
        case .city: return "address-level2"
        case .phone: return "home tel"
        case .mobile: return "mobile tel"
        case .email: return "email"
        case .notifications: return "off"
        }
    }

    /// So that a phone shows the keyboard that fits.
    fileprivate var inputType: String {
        switch self {
        case .phone, .mobile: return "tel"
        case .email: return "email"
        case .civility, .lastName, .firstName, .company, .streetAddress, .postalCode, .city, .notifications:
            return "text"
        }
    }

    fileprivate var hint: String? {
        switch self {
        case .mobile: return "celui qui reçoit les SMS"
        case .email: return "l’ancienne adresse sera prévenue du changement"
        case .civility, .lastName, .firstName, .company, .streetAddress, .postalCode, .city, .phone, .notifications:
            return nil
        }
    }
}
