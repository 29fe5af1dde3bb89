import CLOModel
import CLOStore

/// The words of messages: read, tried out with an example, kept.
enum Templates {
    static func list(_ person: SignedIn) throws -> Response {
        let all = try person.store.templates.all()
        let entries = NoticeTemplate.Name.allCases.map { name in
            TemplatesPage.Entry(
                name: name, subject: all[name]?.template.subject ?? "",
                change: all[name]?.change.map { ($0.at, $0.by) })
        }
        return person.page(
            TemplatesPage.page(.init(viewer: person.viewer, formTokens: person.formTokens(), entries: entries)))
    }

    static func show(_ person: SignedIn, _ name: NoticeTemplate.Name) throws -> Response {
        let template = try person.store.templates.find(name)
        return page(person, name, TypedForm(template), template, status: .ok, isSaved: false)
    }

    static func submit(_ person: SignedIn, _ name: NoticeTemplate.Name) throws -> Response {
        let form = try person.request.form()
        if try form.optional("origine") != nil {
            try person.store.templates.reset(name)
            return .redirect(to: Route.template(name).path)
        }
        var typed = TypedForm(values: [
            "objet": try form.required("objet"), "texte": try form.required("texte"),
            "sms": try form.optional("sms") ?? "",
        ])
        let template: NoticeTemplate
        do {
            template = try NoticeTemplate(
                typed: name, subject: typed["objet"], text: typed["texte"], sms: typed["sms"])
        } catch {
            typed.errors = error.errors
            return page(person, name, typed, nil, status: .unprocessable, isSaved: false)
        }
        let isPreview = try form.optional("apercu") != nil
        if !isPreview {
            try person.store.templates.set(template, as: name, by: person.viewer.account, at: person.now)
        }
        return page(person, name, TypedForm(template), template, status: .ok, isSaved: !isPreview)
    }

    /// - Parameter template: to be shown as an example; `nil` when what was typed cannot be.
    private static func page(
        _ person: SignedIn, _ name: NoticeTemplate.Name, _ form: TypedForm, _ template: NoticeTemplate?,
        status: Response.Status, isSaved: Bool
    ) -> Response {
        let values = NoticeTemplate.example(name, site: person.responder.configuration.messaging?.site)
        let preview = template.map { template in
            TemplatePage.Preview(
                subject: NoticeTemplate.fill(template.subject, values),
                paragraphs: NoticeTemplate.fill(template.text, values), sms: template.sms(values))
        }
        return person.page(
            TemplatePage.page(
                .init(
                    viewer: person.viewer, formTokens: person.formTokens(), name: name, form: form, preview: preview,
                    isSaved: isSaved)),
            status: status)
    }
}

extension TypedForm {
    fileprivate init(_ template: NoticeTemplate) {
        self.init(values: ["objet": template.subject, "texte": template.text, "sms": template.sms])
    }
}

extension NoticeTemplate {
    /// What an example is filled with.
    static func example(_ name: Name, site: SiteAddress?) -> Values {
        guard let code = WorksiteCode("CH-2026-014") else { preconditionFailure("an example's code is a code") }
        let isClients = name == .clientComment
        let path = NoticeLink.place(
            isClients ? .office : .client, code, publication: 12, comment: name == .publication ? nil : 3)
        return [
            .recipient: isClients ? "Julie Moreau" : "Martin Dupont",
            .author: isClients ? "Martin Dupont" : "Julie Moreau", .worksite: "Rénovation de la longère",
            .code: code.description, .number: name == .publication ? "12" : "12.3", .count: "4",
            .news: "4\u{A0}nouveautés", .date: ParisTime(Instant(seconds: 1_795_352_700)).sentence,
            .excerpt: "La chape est coulée, elle sèche trois semaines.",
            .link: "\(site?.description ?? "https://www.clo.example")\(path)", .device: "Firefox sur Android",
        ]
    }
}
