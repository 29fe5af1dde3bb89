import CLOModel
import CLOSecurity
import CLOStore
import Glibc

/// The logo of the sheets' headers. Whatever is sent is drawn anew by the tool, as every picture is.
enum EditLogo {
    /// What fits into one request beside the form; a logo is a small picture.
    private static let byteLimit = 110_000

    static func show(_ person: SignedIn) throws -> Response {
        page(person, TypedForm(), status: .ok)
    }

    static func submit(_ person: SignedIn) throws -> Response {
        let form = try person.request.form()
        if try form.optional("retirer") == "oui" {
            try person.store.settings.setLogo(nil, by: person.viewer.account, at: person.now)
            return person.done(.saved, then: .office(.logo))
        }
        guard let file = try person.request.file("logo"), !file.bytes.isEmpty else {
            return page(person, refused("Choisissez une image."), status: .unprocessable)
        }
        guard file.bytes.count <= byteLimit else {
            return page(person, refused("Cette image dépasse 110\u{A0}ko. Réduisez-la."), status: .unprocessable)
        }
        guard let name = try draw(file.bytes, person) else {
            return page(
                person, refused("Cette image ne peut pas être lue. Envoyez un PNG ou un JPEG."), status: .unprocessable)
        }
        try person.store.settings.setLogo(name, by: person.viewer.account, at: person.now)
        return person.done(.saved, then: .office(.logo))
    }

    private static func refused(_ sentence: String) -> TypedForm {
        TypedForm(errors: ["logo": sentence])
    }

    /// - Returns: where the picture then lies below `logo/` in the data folder; `nil` when it could not be drawn.
    private static func draw(_ bytes: [UInt8], _ person: SignedIn) throws -> String? {
        let configuration = person.responder.configuration
        let folder = "\(configuration.dataFolder)/logo"
        let name = SecretToken().text
        try DataFile.makeFolder(folder)
        let source = "\(folder)/\(name).recu"
        try DataFile.write(bytes, to: source)
        defer { unlink(source) }
        let lines = try ChildProcess.run(
            configuration.toolFile, ["photo", source, "--out", "\(folder)/\(name)", "--lines"], patience: .seconds(30)
        ).lines
        // The smallest rendition is at most 480 pixels wide; drawings come out as PNG, all else as JPEG.
        guard let size = lines["sizes"]?.split(separator: ",").first, let kind = lines["extension"] else { return nil }
        return "\(name)/\(size).\(kind)"
    }

    private static func page(_ person: SignedIn, _ form: TypedForm, status: Response.Status) -> Response {
        let field = FormParts.Field(
            "logo", "Image", .file(accept: "image/png,image/jpeg,image/webp"),
            hint: "PNG, JPEG ou WebP, 110\u{A0}ko au plus\u{A0}; deux fois plus large que haute de préférence",
            isRequired: true)
        return OfficeScreen(
            title: "Logo", trail: Administration.trail,
            content: """
                <p class="logo-actuel"><img src="\(Route.logo(.office))" alt="Logo actuel" width="192"></p>
                \(FormParts.summary([field], form))
                <form method="post" action="\(Route.office(.logo))" enctype="multipart/form-data" class="form-bureau" novalidate>
                \(person.formTokens())
                \(FormParts.field(field, form))
                <div class="barre-choix"><button type="submit" class="bouton principal">Enregistrer</button></div>
                </form>
                <form method="post" action="\(Route.office(.logo))" class="form-bureau">
                \(person.formTokens())<input type="hidden" name="retirer" value="oui">
                <p><button type="submit" class="bouton">Revenir au logo d’origine</button></p>
                </form>
                """
        ).response(person, status: status)
    }
}
