import CLOModel
import CLOStore

/// The texts that a publication has had: one of them, and what it changed (B2).
enum VersionsPage {
    struct Model: Sendable {
        var area: Area
        var viewer: Viewer
        var formTokens: HTML
        var code: WorksiteCode
        var number: Int
        /// The newest first.
        var versions: [PublicationStore.VersionNote]
        var shown: PublicationStore.Version
        /// Since the version before it; `nil` for the first.
        var changes: PublicationChanges?
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Versions de la publication n°\u{A0}\(model.number)", area: model.area, viewer: model.viewer,
            formTokens: model.formTokens, content: content(model), sectionClass: "clo-versions")
    }

    private static func content(_ model: Model) -> HTML {
        let back = Route.sheet(model.area, model.code, .startingWith(number: model.number))
        return """
            <p class="retour"><a href="\(back)#publication-\(model.number)">Retour à la publication n°\u{A0}\(model.number)</a></p>
            <h1>Versions de la publication n°\u{A0}\(model.number)</h1>
            <nav aria-label="Versions"><ul class="versions">
            \(model.versions.map { link($0, model) })</ul></nav>
            \(version(model))
            """
    }

    private static func link(_ note: PublicationStore.VersionNote, _ model: Model) -> HTML {
        let route = Route.versions(model.area, model.code, number: model.number, version: note.version)
        let isShown = note.version == model.shown.note.version
        let isPresent = note.version == model.versions.first?.version
        return """
            <li><a href="\(route)"\(" aria-current=\"page\"", if: isShown)>Version \(note.version)</a> <span class="indice">\(Parts.time(note.savedAt)), \(note.savedBy)\(", version actuelle", if: isPresent)</span></li>

            """
    }

    private static func version(_ model: Model) -> HTML {
        let note = model.shown.note
        let content = model.shown.content
        return """
            <article class="version" aria-labelledby="version-titre">
            <h2 id="version-titre">Version \(note.version), enregistrée le \(Parts.time(note.savedAt)) par \(note.savedBy)</h2>
            \(model.changes.map { changes($0, since: note.version - 1) })
            <section class="version-contenu" aria-labelledby="version-contenu-titre">
            <h3 id="version-contenu-titre">La publication dans cette version</h3>
            <p class="entree-date">\(Parts.time(content.datedAt))</p>
            \(content.milestone.map(Parts.milestone))
            \(PublicationView.content(content.body, model.shown.photos, model.area))
            </section>
            </article>
            """
    }

    private static func changes(_ changes: PublicationChanges, since version: Int) -> HTML {
        """
        <section class="changements" aria-labelledby="changements-titre">
        <h3 id="changements-titre">Ce qui a changé depuis la version \(version)</h3>
        \(ComparisonView.html(changes) ?? "<p>Rien\u{A0}: elle a été enregistrée telle quelle.</p>")
        </section>
        """
    }
}
