import CLOModel
import CLOStore

/// B2: the texts that a publication has had can be read by whoever may read it.
enum ShowVersions {
    /// - Parameter version: `nil`: the present one.
    static func show(_ here: OnSheet, _ number: Int, version: Int?) throws -> Response {
        let versions = try here.store.publications.versions(of: number, in: here.sheet.id, visibleTo: here.viewer)
        guard let wanted = version ?? versions.first?.version else { throw Refusal.notFound }
        let found = try here.store.publications.versions(
            [wanted, wanted - 1], of: number, in: here.sheet.id, visibleTo: here.viewer)
        guard let shown = found.first(where: { $0.note.version == wanted }) else { throw Refusal.notFound }
        let former = found.first { $0.note.version == wanted - 1 }
        let model = VersionsPage.Model(
            area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(), code: here.code,
            number: number, versions: versions, shown: shown,
            changes: try former.map { PublicationChanges(from: try $0.face, to: try shown.face) })
        return here.page(VersionsPage.page(model))
    }
}
