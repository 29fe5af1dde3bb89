import CLOModel

/// The list of messages whose words can be changed.
enum TemplatesPage {
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        var entries: [Entry]
    }

    struct Entry: Sendable {
        var name: NoticeTemplate.Name
        var subject: String
        /// `nil`: the words of the program.
        var change: (at: Instant, by: String)?
    }

    static func page(_ model: Model) -> Page {
        let entries = model.entries.map { entry -> HTML in
            let change: HTML =
                entry.change.map { "modifié le \(Parts.time($0.at)) par \($0.by)" } ?? "texte d’origine"
            return """
                <li><a class="fiche" href="\(Route.template(entry.name))"><span class="fiche-titre">\(entry.name.title)</span> <span class="fiche-client">\(entry.subject)</span> <span class="indice">\(change)</span></a></li>
                """
        }
        return Page(
            title: "Textes des messages", area: .office, viewer: model.viewer, formTokens: model.formTokens,
            content: """
                \(OfficeScreen.way(Administration.trail + [("Envois", .messages)]))
                <h1>Textes des messages</h1>
                <ul class="fiches">\(entries)</ul>
                """, sectionClass: "clo-modeles", styles: ["office.css"])
    }
}

/// The words of one kind of message, and an example of it.
enum TemplatePage {
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        var name: NoticeTemplate.Name
        /// Fields `objet`, `texte`, `sms`.
        var form: TypedForm
        /// `nil` when what was typed cannot be.
        var preview: Preview?
        var isSaved: Bool
    }

    struct Preview: Sendable {
        var subject: String
        var paragraphs: String
        var sms: SMSText
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Texte\u{A0}: \(model.name.title)", area: .office, viewer: model.viewer,
            formTokens: model.formTokens, content: content(model), sectionClass: "clo-modele", styles: ["office.css"])
    }

    private static func content(_ model: Model) -> HTML {
        let places = model.name.fields.map { "{\($0.rawValue)}" }.joined(separator: " ")
        return """
            \(OfficeScreen.way(Administration.trail + [("Envois", .messages), ("Textes des messages", .templates)]))
            <h1>\(model.name.title)</h1>
            \("<p class=\"avis\" role=\"status\">C’est enregistré.</p>", if: model.isSaved)
            <form method="post" action="\(Route.template(model.name))" class="form-modele">
            \(model.formTokens)
            <p class="indice">Ces mots seront remplacés\u{A0}: \(places)</p>
            \(field(model, "objet", "Objet", rows: nil))
            \(field(model, "texte", "Texte du courriel", rows: 10))
            \(field(model, "sms", "SMS", rows: 3), if: !model.name.isSecurity)
            <div class="barre-choix"><button type="submit" class="bouton principal">Enregistrer</button> <button type="submit" class="bouton" name="apercu" value="1">Aperçu</button> <button type="submit" class="bouton" name="origine" value="1" formnovalidate>Revenir au texte d’origine</button></div>
            </form>
            \(model.preview.map { preview($0, model.name) })
            """
    }

    private static func field(_ model: Model, _ name: String, _ label: String, rows: Int?) -> HTML {
        let error = model.form.error(name)
        let attributes = Parts.describedBy(error, id: "\(name)-erreur")
        let input: HTML =
            if let rows {
                """
                <textarea id="\(name)" name="\(name)" rows="\(rows)" required\(attributes)>
                \(model.form[name])</textarea>
                """
            } else {
                "<input id=\"\(name)\" name=\"\(name)\" value=\"\(model.form[name])\" maxlength=\"\(NoticeTemplate.subjectLimit)\" required\(attributes)>"
            }
        return """
            <div class="champ"><label for="\(name)">\(label)</label>
            \(input)
            \(Parts.error(error, id: "\(name)-erreur"))
            </div>
            """
    }

    private static func preview(_ preview: Preview, _ name: NoticeTemplate.Name) -> HTML {
        let paragraphs = preview.paragraphs.split(separator: "\n").map { "<p>\($0)</p>" as HTML }
        let sms: HTML = """
            <p class="exemple-moyen exemple-sms">Par SMS</p><p>\(preview.sms.text)</p><p class="indice">\(Parts.counted(preview.sms.septetCount, "signe", "signes")), \(Parts.counted(preview.sms.segmentCount, "message", "messages"))</p>
            """
        return """
            <section class="exemple" aria-labelledby="exemple"><h2 id="exemple">Aperçu, avec un exemple</h2>
            <p class="exemple-moyen">Par courriel</p>
            <p class="exemple-objet">\(preview.subject)</p>
            \(paragraphs)
            \(sms, if: !name.isSecurity)
            </section>
            """
    }
}
