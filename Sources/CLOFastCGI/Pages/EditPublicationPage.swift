import CLOModel

/// Modifying a publication; in a conflict, both texts side by side (B2).
enum EditPublicationPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Modifier la publication n°\u{A0}\(model.number)", area: model.area, viewer: model.viewer,
            formTokens: model.formTokens, content: content(model),
            attributes: [("data-compte", "\(model.viewer.account.rawValue)")], sectionClass: "clo-modifier")
    }

    private static func content(_ model: Model) -> HTML {
        """
        <h1>Modifier la publication n°\u{A0}\(model.number)</h1>
        \(model.conflict.map { conflict($0, model) })
        \(PublicationForm.draftNote(model.form))
        \(PublicationForm.html(model.form))
        """
    }

    private static func conflict(_ conflict: Model.Conflict, _ model: Model) -> HTML {
        let saved = conflict.saved
        let written = conflict.written
        return """
            <div class="conflit">
            <p class="erreur" role="alert">Cette publication a changé pendant que vous la modifiiez\u{A0}: \(saved.note.savedBy) l’a enregistrée le \(Parts.time(saved.note.savedAt)). Rien n’est perdu\u{A0}: les deux versions sont ci-dessous, et le formulaire les réunit. Ce que vous avez changé tous les deux y est tel que vous l’avez écrit. Relisez, puis enregistrez.</p>
            <div class="cote-a-cote">
            <section class="texte-enregistre" aria-labelledby="conflit-enregistre"><h2 id="conflit-enregistre">Enregistré entre-temps par \(saved.note.savedBy)</h2>
            \(changes(conflict.savedChanges))
            \(side(saved.content.datedAt, saved.content.milestone, saved.content.body, saved.photos, model))
            </section>
            <section class="texte-tape" aria-labelledby="conflit-tape"><h2 id="conflit-tape">Ce que vous vouliez enregistrer</h2>
            \(changes(conflict.writtenChanges))
            \(side(written.datedAt, written.milestone, written.body.canonicalHTML, conflict.writtenPhotos, model))
            </section>
            </div>
            </div>
            """
    }

    private static func changes(_ changes: PublicationChanges) -> HTML {
        ComparisonView.html(changes) ?? "<p>Aucun changement.</p>"
    }

    private static func side(
        _ datedAt: Instant, _ milestone: Milestone?, _ body: CanonicalHTML, _ photos: [Photo], _ model: Model
    ) -> HTML {
        """
        <details class="version-entiere" open><summary>La version entière</summary>
        <p class="entree-date">\(Parts.time(datedAt))</p>
        \(milestone.map(Parts.milestone))
        \(PublicationView.content(body, photos, model.area))
        </details>
        """
    }
}
