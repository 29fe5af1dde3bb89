import CLOModel
import CLOStore

/// « Mes données »: the archive to take away, and the request of erasure (B11).
enum MyDataPage {
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        var archive: Archive
        /// The latest request, open or answered.
        var erasure: ErasureStore.Request?
        /// To whom one writes about one's data; empty when CLO has said nothing.
        var contact: String
        var notice: String?
    }

    enum Archive: Hashable, Sendable {
        case none
        case underway(percent: Int)
        /// `size` in bytes.
        case ready(size: Int, madeAt: Instant)
        case failed
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Mes données", area: .client, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-donnees", styles: ["account.css"], tab: .details)
    }

    private static func content(_ model: Model) -> HTML {
        let contact: HTML =
            model.contact.isEmpty
            ? ""
            : "<p>Une question sur vos données\u{A0}? Écrivez à <a href=\"mailto:\(model.contact)\">\(model.contact)</a>.</p>"
        return """
            \(model.notice.map { "<p class=\"avis\" role=\"status\">\($0)</p>" as HTML })
            <h1>Mes données</h1>
            <p>CLO ne garde de vous que ce qui sert à vos chantiers, et ne le donne à personne d’autre.</p>
            <section class="donnees-partie" aria-labelledby="archive-titre">
            <h2 id="archive-titre">Télécharger mes données</h2>
            <p>Un fichier ZIP avec vos informations, vos fiches d’avancement, vos commentaires, vos contrats et les photos de vos chantiers.</p>
            \(archive(model))
            </section>
            <section class="donnees-partie" aria-labelledby="effacement-titre">
            <h2 id="effacement-titre">Faire effacer mes données</h2>
            \(erasure(model))
            </section>
            \(contact)
            <p class="suite"><a href="\(Route.account(.details))">Revenir à mes informations</a></p>
            """
    }

    // MARK: The archive

    private static func archive(_ model: Model) -> HTML {
        switch model.archive {
        case .none:
            return "<div id=\"archive\">\(prepare("Préparer l’archive", isMain: true, model))</div>"
        case .failed:
            return """
                <div id="archive"><p class="erreur" role="alert">L’archive n’a pas pu être préparée. Recommencez dans un moment\u{A0}; si cela se répète, téléphonez-nous.</p>
                \(prepare("Recommencer", isMain: true, model))</div>
                """
        case .underway(let percent):
            let again = Route.account(.myData)
            return """
                <div id="archive" role="status" hx-get="\(again)" hx-trigger="load delay:2s" hx-select="#archive" hx-swap="outerHTML">
                <p><progress max="100" value="\(percent)" aria-label="Préparation de l’archive"></progress> Préparation\u{A0}: \(percent)\u{A0}%. Vous pouvez quitter cette page, l’archive vous attendra ici.</p>
                <noscript><meta http-equiv="refresh" content="3;url=\(again)"></noscript>
                <p><a class="bouton" href="\(again)">Actualiser</a></p>
                </div>
                """
        case .ready(let size, let madeAt):
            return """
                <div id="archive" role="status">
                <p>L’archive est prête, préparée le \(Parts.time(madeAt)). Elle reste disponible 24\u{A0}heures.</p>
                <div class="barre-choix"><a class="bouton principal" href="\(Route.account(.dataArchive))">Télécharger (ZIP, \(ByteCount(size).description))</a>
                \(prepare("La préparer de nouveau", isMain: false, model))</div>
                </div>
                """
        }
    }

    private static func prepare(_ label: String, isMain: Bool, _ model: Model) -> HTML {
        """
        <form method="post" action="\(Route.account(.dataArchive))" class="form-archive">\(model.formTokens)<button type="submit" class="bouton\(" principal", if: isMain)">\(label)</button></form>
        """
    }

    // MARK: Erasure

    private static func erasure(_ model: Model) -> HTML {
        guard let request = model.erasure else { return ask("Vous pouvez demander l’effacement de vos données.") }
        switch request.outcome {
        case nil:
            return """
                <p>Votre demande du \(Parts.time(request.requestedAt)) est entre les mains de CLO. La loi lui donne un mois pour vous répondre.</p>
                <form method="post" action="\(Route.account(.withdrawErasure))">\(model.formTokens)<button type="submit" class="bouton">Retirer ma demande</button></form>
                """
        case .refused:
            let answer = request.answer.map {
                "<blockquote class=\"citation\"><p>\($0)</p><footer>CLO</footer></blockquote>" as HTML
            }
            return """
                <p>CLO n’a pas pu donner suite à votre demande du \(Parts.time(request.requestedAt)).</p>
                \(answer)
                \(ask("Vous pouvez demander de nouveau, ou saisir la CNIL (cnil.fr)."))
                """
        case .withdrawn, .erased: return ask("Vous pouvez demander l’effacement de vos données.")
        }
    }

    private static func ask(_ sentence: String) -> HTML {
        """
        <p>\(sentence)</p>
        <p><a class="bouton" href="\(Route.account(.erasure))">Demander l’effacement</a></p>
        """
    }
}
