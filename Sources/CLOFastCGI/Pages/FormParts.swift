import CLOModel

/// Fields of forms, all alike: label, hint, what was typed, and the sentence about what is wrong.
enum FormParts {
    struct Field {
        var name: String
        var label: String
        var hint: String?
        var control: Control
        var isRequired: Bool
        /// `autocomplete`: what the browser may fill in. « off » where another person's data are typed.
        var autocomplete: String?

        init(
            _ name: String, _ label: String, _ control: Control = .text(), hint: String? = nil,
            isRequired: Bool = false, autocomplete: String? = nil
        ) {
            self.name = name
            self.label = label
            self.control = control
            self.hint = hint
            self.isRequired = isRequired
            self.autocomplete = autocomplete
        }
    }

    enum Control {
        /// `type` of the input; `limit` in characters.
        case text(type: String = "text", limit: Int? = nil)
        case lines(rows: Int, limit: Int?)
        case choice([(value: String, label: String)])
        /// Shown in words beside its box; sends `oui`.
        case flag
        case file(accept: String)
    }

    /// A field with its label, its hint and, when it was refused, the sentence that says why.
    static func field(_ field: Field, _ form: TypedForm) -> HTML {
        let error = form.error(field.name)
        let hint: HTML? = field.hint.map { "<span class=\"indice\" id=\"\(field.name)-indice\">\($0)</span>" }
        let described = [field.hint.map { _ in "\(field.name)-indice" }, error.map { _ in "\(field.name)-erreur" }]
            .compactMap { $0 }.joined(separator: " ")
        var attributes: HTML = " id=\"\(field.name)\" name=\"\(field.name)\""
        if field.isRequired { attributes += " required" }
        if error != nil { attributes += " aria-invalid=\"true\"" }
        if !described.isEmpty { attributes += " aria-describedby=\"\(described)\"" }
        if let autocomplete = field.autocomplete { attributes += " autocomplete=\"\(autocomplete)\"" }
        let sentence = Parts.error(error, id: "\(field.name)-erreur")
        if case .flag = field.control {
            return """
                <div class="champ champ-case"><label><input type="checkbox" value="oui"\(attributes)\(" checked", if: form[field.name] == "oui")> \(field.label)</label>\(hint)\(sentence)</div>
                """
        }
        return """
            <div class="champ"><label for="\(field.name)">\(field.label)\(" <span class=\"facultatif\">(facultatif)</span>", if: !field.isRequired)</label>\(hint)
            \(control(field.control, form[field.name], attributes))
            \(sentence)</div>
            """
    }

    private static func control(_ control: Control, _ value: String, _ attributes: HTML) -> HTML {
        switch control {
        case .text(let type, let limit):
            let length: HTML? = limit.map { " maxlength=\"\($0)\"" }
            return "<input type=\"\(type)\" value=\"\(value)\"\(attributes)\(length)>"
        case .lines(let rows, let limit):
            let length: HTML? = limit.map { " maxlength=\"\($0)\"" }
            return "<textarea rows=\"\(rows)\"\(attributes)\(length)>\n\(value)</textarea>"
        case .choice(let options):
            let choices = options.map { option -> HTML in
                "<option value=\"\(option.value)\"\(" selected", if: option.value == value)>\(option.label)</option>"
            }
            return "<select\(attributes)>\(choices)</select>"
        case .file(let accept): return "<input type=\"file\" accept=\"\(accept)\"\(attributes)>"
        // Its box stands inside its label.
        case .flag: return HTML()
        }
    }

    /// Above a form that was refused: what is wrong, with a link to each field.
    static func summary(_ fields: [Field], _ form: TypedForm) -> HTML? {
        let wrong = fields.filter { form.error($0.name) != nil }
        let others = form.errors.filter { error in !fields.contains { $0.name == error.key } }.values.sorted()
        guard !wrong.isEmpty || !others.isEmpty else { return nil }
        let entries = wrong.map { field -> HTML in
            "<li><a href=\"#\(field.name)\">\(field.label)</a>\u{A0}: \(form[error: field.name])</li>"
        }
        return """
            <div class="erreur bilan-erreurs" role="alert"><p>Rien n’est encore enregistré\u{A0}:</p><ul>\(entries)\(others.map { "<li>\($0)</li>" as HTML })</ul></div>
            """
    }

    /// A whole form: what is wrong, the fields, its button and the way back.
    static func form(
        _ action: Route, tokens: HTML, _ fields: [Field], _ form: TypedForm, button: String, back: Route,
        before: HTML? = nil
    ) -> HTML {
        """
        \(summary(fields, form))
        <form method="post" action="\(action)" class="form-bureau" novalidate>
        \(tokens)\(before)
        \(fields.map { field($0, form) })
        <div class="barre-choix"><button type="submit" class="bouton principal">\(button)</button> <a class="bouton" href="\(back)">Ne rien changer</a></div>
        </form>
        """
    }
}

extension TypedForm {
    /// The sentence about a field; empty when nothing is wrong.
    subscript(error field: String) -> String { errors[field] ?? "" }

    /// What was sent for these fields, as it was typed; a box that was not ticked is empty.
    init(_ fields: Fields, _ names: [String]) throws {
        self.init()
        for name in names { values[name] = try fields.optional(name) ?? "" }
    }
}
