import CLOModel
import CLOStore

/// S13: a publication is cancelled, with an optional reason. It stays readable, and can be restored.
enum CancelPublication {
    static let reasonLength = 500

    static func show(_ here: OnSheet, _ number: Int) throws -> Response {
        let publication = try here.publication(number)
        guard publication.cancellation == nil else { return here.back(to: number) }
        return page(here, number, typed: "", error: nil, status: .ok)
    }

    static func submit(_ here: OnSheet, _ number: Int) throws -> Response {
        let typed = try here.request.form().optional("motif") ?? ""
        let reason: LineText
        do {
            reason = try LineText(typed: typed, limit: reasonLength)
        } catch {
            return page(here, number, typed: typed, error: error.sentence, status: .unprocessable)
        }
        return try here.answer(
            here.store.publications.cancel(
                number: number, in: here.sheet.id, reason: reason.text.isEmpty ? nil : reason.text,
                by: here.viewer.account, at: here.now))
    }

    private static func page(
        _ here: OnSheet, _ number: Int, typed: String, error: String?, status: Response.Status
    ) -> Response {
        here.page(
            ConfirmPage.page(
                .init(
                    area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(),
                    action: .cancelPublication(here.ownArea, here.code, number: number),
                    question: "Annuler la publication n°\u{A0}\(number)\u{A0}?",
                    consequences: [
                        "Elle et ses commentaires restent lisibles, en grisé, avec la mention «\u{A0}Annulée\u{A0}».",
                        "Vous pourrez la rétablir.",
                    ],
                    reason: .init(
                        field: "motif", label: "Motif (facultatif, visible par le client)", typed: typed,
                        maximumLength: reasonLength, error: error),
                    button: "Annuler la publication", isDestructive: false,
                    back: .sheet(here.ownArea, here.code, .startingWith(number: number)),
                    backAnchor: "publication-\(number)")),
            status: status)
    }
}

enum RestorePublication {
    static func show(_ here: OnSheet, _ number: Int) throws -> Response {
        let publication = try here.publication(number)
        guard publication.cancellation != nil else { return here.back(to: number) }
        return here.page(
            ConfirmPage.page(
                .init(
                    area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(),
                    action: .restorePublication(here.ownArea, here.code, number: number),
                    question: "Rétablir la publication n°\u{A0}\(number)\u{A0}?",
                    consequences: ["Elle et ses commentaires ne seront plus grisés."],
                    reason: nil, button: "Rétablir la publication", isDestructive: false,
                    back: .sheet(here.ownArea, here.code, .startingWith(number: number)),
                    backAnchor: "publication-\(number)")))
    }

    static func submit(_ here: OnSheet, _ number: Int) throws -> Response {
        try here.answer(
            here.store.publications.restore(
                number: number, in: here.sheet.id, by: here.viewer.account, at: here.now))
    }
}

/// S12: any employee deletes any publication; what hangs on it goes with it.
enum DeletePublication {
    static func show(_ here: OnSheet, _ number: Int) throws -> Response {
        guard
            let counts = try here.store.publications.contentsCount(
                number: number, in: here.sheet.id, visibleTo: here.viewer)
        else { throw Refusal.notFound }
        let parts = [
            "1\u{A0}publication", counted(counts.comments, "commentaire"), counted(counts.photos, "photo"),
        ].compactMap { $0 }
        let list = parts.dropLast().joined(separator: ", ") + (parts.count > 1 ? " et " : "") + parts[parts.count - 1]
        return here.page(
            ConfirmPage.page(
                .init(
                    area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(),
                    action: .deletePublication(here.ownArea, here.code, number: number),
                    question: "Supprimer la publication n°\u{A0}\(number)\u{A0}?",
                    consequences: [
                        "\(list) \(parts.count > 1 ? "seront supprimés" : "sera supprimée"), définitivement.",
                        "Si ce qu’elle annonçait a été défait depuis, il vaut mieux l’annuler\u{A0}: elle reste alors lisible.",
                    ],
                    reason: nil, button: "Supprimer définitivement", isDestructive: true,
                    back: .sheet(here.ownArea, here.code, .startingWith(number: number)),
                    backAnchor: "publication-\(number)")))
    }

    static func submit(_ here: OnSheet, _ number: Int) throws -> Response {
        let outcome = try here.store.publications.delete(
            number: number, in: here.sheet.id, by: here.viewer.account, at: here.now)
        switch outcome {
        case .done(_, let revision):
            return here.changed(revision, at: .first, anchor: "publications")
                .setting(
                    Notice(.publicationDeleted, number: number).cookie(isSecure: here.request.isSecure))
        case .gone:
            // Deleted already, by a double tap or by somebody else: that is what was wanted.
            return here.changed(here.sheet.revision, at: .first, anchor: "publications")
        }
    }

    private static func counted(_ count: Int, _ noun: String) -> String? {
        count == 0 ? nil : "\(count)\u{A0}\(noun)\(count > 1 ? "s" : "")"
    }
}

extension OnSheet {
    /// - Throws: ``Refusal/notFound`` when this sheet has no publication of that number.
    func publication(_ number: Int) throws -> Publication {
        guard let found = try store.publications.find(number: number, in: sheet.id, visibleTo: viewer) else {
            throw Refusal.notFound
        }
        return found
    }

    func back(to number: Int) -> Response {
        .redirect(
            to: Route.sheet(ownArea, code, .startingWith(number: number)).path(anchor: "publication-\(number)"))
    }

    func answer(_ outcome: PublicationStore.Outcome) throws -> Response {
        guard case .done(let number, let revision) = outcome else { throw Refusal.notFound }
        return changed(revision, at: .startingWith(number: number), anchor: "publication-\(number)")
    }
}
