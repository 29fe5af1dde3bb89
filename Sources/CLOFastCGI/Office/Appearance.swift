import CLOModel
import CLOStore

/// What the company looks like, for everybody, signed in or not: its colours and its logo.
enum Appearance {
    /// - Returns: `nil` when the route is another one.
    static func respond(to route: Route, _ visitor: Visitor) throws -> Response? {
        switch route {
        case .appearance: return styleSheet(visitor.responder.settings(), visitor.request)
        case .logo: return try logo(visitor)
        default: return nil
        }
    }

    /// A style sheet of its own: the strict policy lets no style stand in the page.
    static func link(_ settings: Settings, _ area: Area) -> HTML? {
        guard let mark = mark(settings) else { return nil }
        return "<link rel=\"stylesheet\" href=\"\(Route.appearance(area))?v=\(mark)\">"
    }

    private static let colours: [(key: SettingKey, property: String)] = [
        (.accent, "--clo-accent"), (.ink, "--clo-encre"), (.paper, "--clo-papier"),
    ]

    /// The colours without their signs; `nil` when they are those of the program.
    private static func mark(_ settings: Settings) -> String? {
        guard colours.contains(where: { settings[$0.key] != $0.key.standard }) else { return nil }
        return colours.map { String(settings[$0.key].dropFirst()) }.joined()
    }

    private static func styleSheet(_ settings: Settings, _ request: Request) -> Response {
        // What is kept was checked when it was set; it is checked again, because it is put into a style sheet.
        let rules = colours.compactMap { colour in
            Colour(settings[colour.key]).map { "\(colour.property): \($0);" }
        }
        let tag = "\"\(mark(settings) ?? "0")\""
        let headers = [("Cache-Control", "public, max-age=3600"), ("ETag", tag)]
        if request.hasStored(tag) { return Response(status: .notModified, headers: headers) }
        return Response(
            status: .ok, headers: headers,
            body: .bytes(Array(".clo { \(rules.joined(separator: " ")) }\n".utf8), type: "text/css; charset=utf-8"))
    }

    /// The one that an administrator has sent, or the program's own.
    private static func logo(_ visitor: Visitor) throws -> Response {
        let configuration = visitor.responder.configuration
        let name = try visitor.store.settings.logo()
        let (path, type) =
            name.map { ("\(configuration.dataFolder)/logo/\($0)", $0.hasSuffix(".png") ? "image/png" : "image/jpeg") }
            ?? ("\(configuration.assetsFolder)/logo.svg", "image/svg+xml")
        guard let file = OpenFile(path) else { throw Refusal.notFound }
        return FileAnswer(
            file: file, type: type, tag: "\"\(name ?? DataFile.fingerprint(path) ?? "0")\"",
            headers: [
                ("Cache-Control", "private, no-cache"), ("Content-Security-Policy", SecurityHeaders.documentPolicy),
            ]
        ).response(to: visitor.request)
    }
}

/// The foot of every page: who answers for it (LCEN, article 1-1; B11).
enum Imprint {
    static func html(_ settings: Settings) -> HTML {
        var parts: [HTML] = ["<b>\(settings.companyName)</b>"]
        if !settings.companyAddress.isEmpty { parts.append("\(settings.companyAddress.joined(separator: ", "))") }
        if let phone = settings[.companyPhone].nonEmpty {
            parts.append("<a href=\"tel:\(phone)\">\(DetailField.phone.shown(phone))</a>")
        }
        if let email = settings[.companyEmail].nonEmpty { parts.append("<a href=\"mailto:\(email)\">\(email)</a>") }
        parts.append("<a href=\"\(settings[.legalNotice])\">Mentions légales</a>")
        return "<footer class=\"clo-pied\">\(parts.map { "<span>\($0)</span> " as HTML })</footer>"
    }
}
