import CLOModel
import CLOStore

/// Puts a page into CLO's own page shell, or sends the bare fragment to those who embed it.
///
/// The shell is a file of the site with three placeholders; whatever else it holds, server-side includes among
/// it, is passed on untouched. It is read again when it changes.
final class Layout {
    private let file: String
    private let assetsFolder: String
    private var shell: Shell?

    private struct Shell {
        let fingerprint: String
        /// Up to the title, from there to the head's end, from there to the content, and the rest.
        let parts: [HTML]
    }

    /// How much of the page is asked for.
    enum Form {
        /// The page in CLO's shell.
        case site
        /// The section alone, for our own scripts.
        case section
        /// Head and section, parted by the content's placeholder, for a page of the site that includes them (a PHP
        /// page, or the embed script): what goes where, and the title, come with the answer.
        case parts
    }

    static let placeholders = ["<!--clo:titre-->", "<!--clo:tete-->", "<!--clo:contenu-->"]

    init(file: String, assetsFolder: String) {
        self.file = file
        self.assetsFolder = assetsFolder
    }

    func html(_ page: Page, settings: Settings = .standard, as form: Form) -> HTML {
        let section = section(page, settings)
        let parts: [HTML]
        switch form {
        case .section: return section
        case .parts: parts = Self.bareShell
        case .site: parts = self.parts()
        }
        return """
            \(parts[0])\(page.title) – \(settings.companyName)\(parts[1])\(head(page, settings))\(parts[2])\(section)\(parts[3])
            """
    }

    private func section(_ page: Page, _ settings: Settings) -> HTML {
        var attributes = HTML()
        for attribute in page.attributes {
            attributes += " \(HTML(trustedFile: attribute.name))=\"\(attribute.value)\""
        }
        let classes = page.sectionClass.isEmpty ? "clo" : "clo \(page.sectionClass)"
        return """
            <section class="\(classes)" lang="fr"\(attributes)>
            \(SectionBar.html(for: page))
            \(page.content)
            \(Imprint.html(settings))
            </section>

            """
    }

    /// htmx gets its settings here: no style of its own, no evaluation, our host only (strict CSP).
    private func head(_ page: Page, _ settings: Settings) -> HTML {
        let style =
            (["clo.css"] + page.styles).map { name -> HTML in
                "<link rel=\"stylesheet\" href=\"\(asset("css/\(name)"))\">"
            }.joined() + (Appearance.link(settings, page.area) ?? HTML())
        let module: HTML = "<script type=\"module\" src=\"\(asset("js/clo.js"))\"></script>"
        guard page.viewer != nil else { return style + module }
        return """
            \(style)
            <meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true}'>
            <script src="\(asset("vendor/htmx.min.js"))" defer></script>
            \(module)
            """
    }

    /// An address that changes when the file does, so that browsers may keep it for good.
    private func asset(_ name: String) -> String {
        let address = "\(SitePaths.installed.assets)/\(name)"
        guard let fingerprint = DataFile.fingerprint("\(assetsFolder)/\(name)") else { return address }
        return "\(address)?v=\(fingerprint)"
    }

    private func parts() -> [HTML] {
        let fingerprint = DataFile.fingerprint(file)
        if let shell, shell.fingerprint == fingerprint { return shell.parts }
        guard let fingerprint, let bytes = DataFile.read(file),
            let parts = Self.split(String(decoding: bytes, as: UTF8.self))
        else {
            // The pages must be reachable even while somebody is uploading the shell.
            Log.write("layout-unusable", ["file": file])
            return shell?.parts ?? Self.plainShell
        }
        shell = Shell(fingerprint: fingerprint, parts: parts)
        return parts
    }

    /// - Returns: `nil` when a placeholder is missing, or they do not come in the order title, head, content.
    static func split(_ text: String) -> [HTML]? {
        var rest = text.utf8[...]
        var parts: [HTML] = []
        for placeholder in placeholders {
            // Byte by byte: the search of strings for strings goes by characters, and shows in a CGI process.
            guard let start = rest.indices.first(where: { rest[$0...].starts(with: placeholder.utf8) }) else {
                return nil
            }
            parts.append(HTML(trustedFile: String(Substring(rest[..<start]))))
            rest = rest[rest.index(start, offsetBy: placeholder.utf8.count)...]
        }
        return parts + [HTML(trustedFile: String(Substring(rest)))]
    }

    private static let bareShell: [HTML] = ["<title>", "</title>\n", "\n<!--clo:contenu-->\n", ""]

    private static let plainShell: [HTML] = [
        """
        <!doctype html>
        <html lang="fr"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>
        """,
        "</title>", "</head><body>", "</body></html>",
    ]
}
