import CLOModel
import CLOStore

/// `/admin/envois`: failures with their reasons first, then the ledger, then what went out.
enum MessagesPage {
    struct Model: Sendable {
        var viewer: Viewer
        var formTokens: HTML
        /// What this installation can send by.
        var channels: Set<NoticeChannel>
        var waitingCount: Int
        var troubled: [MessageStore.Entry]
        var settled: [MessageStore.Entry]
        /// The present month, and a year.
        var month: [MessageStore.LedgerLine]
        var year: [MessageStore.LedgerLine]
        /// For SMS in a month, in millionths of a euro; `nil`: no limit.
        var budget: Int?
        /// Secret: whoever opens it has what waits sent. `nil` where nothing is sent.
        var deliveryAddress: String?
    }

    static func page(_ model: Model) -> Page {
        Page(
            title: "Envois", area: .office, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-envois", styles: ["office.css"])
    }

    private static func content(_ model: Model) -> HTML {
        """
        \(OfficeScreen.way(Administration.trail))
        <h1>Envois</h1>
        <p><a class="bouton" href="\(Route.templates)">Textes des messages</a></p>
        \(state(model))
        <h2>À voir</h2>
        \(troubled(model))
        <h2>Ce mois-ci</h2>
        \(budget(model))
        \(ledger(model.month))
        <h2>Depuis un an</h2>
        \(ledger(model.year))
        <h2>Derniers envois</h2>
        \(settled(model.settled))
        <p><a class="bouton" href="\(Route.office(.outbox(ListQuery())))">Tous les messages</a></p>
        \(regularly(model.deliveryAddress))
        """
    }

    private static func regularly(_ address: String?) -> HTML? {
        address.map { address in
            """
            <h2>Envoi régulier</h2>
            <p>Si le cron de l’hébergeur ne sait qu’ouvrir des pages, donnez-lui cette adresse, toutes les cinq minutes si possible. Elle fait partir ce qui attend, et rien d’autre\u{A0}; elle ne change pas, gardez-la pour vous.</p>
            <div class="champ"><label for="adresse-envoi">Adresse pour le cron</label>
            <input id="adresse-envoi" value="\(address)" readonly spellcheck="false"></div>
            """
        }
    }

    private static func state(_ model: Model) -> HTML {
        guard !model.channels.isEmpty else {
            return
                "<p class=\"erreur\">Aucun envoi n’est réglé sur cette installation\u{A0}: voyez le guide d’hébergement.</p>"
        }
        let ways = NoticeChannel.allCases.filter(model.channels.contains).map(name).joined(separator: " et ")
        let waiting =
            model.waitingCount == 0
            ? "Rien n’attend."
            : "\(Parts.counted(model.waitingCount, "message attend", "messages attendent")) son heure."
        return "<p>Par \(ways). \(waiting)</p>"
    }

    private static func troubled(_ model: Model) -> HTML {
        guard !model.troubled.isEmpty else { return "<p class=\"vide\">Aucun envoi n’a échoué.</p>" }
        let rows = model.troubled.map { entry -> HTML in
            let next: HTML =
                entry.state == .failed
                ? "Échec après \(Parts.counted(entry.attempts, "essai", "essais"))"
                : "Nouvel essai le \(Parts.time(entry.nextAttemptAt))"
            return """
                <tr id="envoi-\(entry.id.rawValue)"><td data-titre="Quand">\(Parts.time(entry.queuedAt))</td><td data-titre="À"><span class="code">\(entry.recipient)</span> <span class="indice">par \(name(entry.channel))</span></td><td data-titre="Objet"\(" class=\"code\"", if: entry.code != nil)>\(subject(entry))</td><td data-titre="Raison" class="raison">\(next)<br>\(entry.reason ?? "")</td><td><form method="post" action="\(Route.resendMessage(entry.id.rawValue))">\(model.formTokens)<button type="submit" class="bouton">Renvoyer</button></form></td></tr>
                """
        }
        return """
            <table class="tableau echecs"><thead><tr><th scope="col">Quand</th><th scope="col">À</th><th scope="col">Objet</th><th scope="col">Raison</th><th scope="col"><span class="pour-lecteur">Renvoi</span></th></tr></thead><tbody>
            \(rows)
            </tbody></table>
            """
    }

    private static func budget(_ model: Model) -> HTML {
        let spent = model.month.reduce(0) { $0 + $1.cost }
        let limit = model.budget.map { " sur \(euros($0)) de budget" } ?? ""
        return "<p>SMS\u{A0}: \(euros(spent))\(limit).</p>"
    }

    private static func ledger(_ lines: [MessageStore.LedgerLine]) -> HTML {
        guard !lines.isEmpty else { return "<p class=\"indice\">Rien n’a été envoyé.</p>" }
        let rows = lines.map { line -> HTML in
            let sheet: HTML =
                line.code.map { code in
                    "<a href=\"\(Route.sheet(.office, code, .first))\">\(code)</a> \(line.title ?? "")"
                } ?? "Plusieurs chantiers, ou aucun"
            return """
                <tr><td data-titre="Chantier">\(sheet)</td><td data-titre="Courriels" class="nombre">\(line.emails)</td><td data-titre="SMS" class="nombre">\(line.messages)</td><td data-titre="Segments" class="nombre">\(line.segments)</td><td data-titre="Coût" class="nombre">\(euros(line.cost))</td></tr>
                """
        }
        return """
            <table class="tableau registre"><thead><tr><th scope="col">Chantier</th><th scope="col">Courriels</th><th scope="col">SMS</th><th scope="col">Segments</th><th scope="col">Coût</th></tr></thead><tbody>
            \(rows)
            </tbody></table>
            """
    }

    private static func settled(_ entries: [MessageStore.Entry]) -> HTML {
        guard !entries.isEmpty else { return "<p class=\"indice\">Rien n’a encore été envoyé.</p>" }
        let rows = entries.map { entry -> HTML in
            let outcome: HTML =
                entry.state == .sent ? "Envoyé à \(entry.destination ?? "")" : "Non envoyé\u{A0}: \(entry.reason ?? "")"
            return """
                <tr><td data-titre="Quand">\(Parts.time(entry.settledAt ?? entry.queuedAt))</td><td data-titre="À">\(entry.recipient) <span class="indice">par \(name(entry.channel))</span></td><td data-titre="Objet"\(" class=\"code\"", if: entry.code != nil)>\(subject(entry))</td><td data-titre="Résultat" class="raison">\(outcome)</td></tr>
                """
        }
        return """
            <table class="tableau"><thead><tr><th scope="col">Quand</th><th scope="col">À</th><th scope="col">Objet</th><th scope="col">Résultat</th></tr></thead><tbody>
            \(rows)
            </tbody></table>
            """
    }

    static func subject(_ entry: MessageStore.Entry) -> String {
        entry.letter?.title ?? entry.code?.description ?? "Résumé de plusieurs chantiers"
    }

    static func name(_ channel: NoticeChannel) -> String {
        switch channel {
        case .email: return "courriel"
        case .sms: return "SMS"
        }
    }

    /// « 1,26 € »: to the cent, rounded up, so that something is never nothing.
    static func euros(_ millionths: Int) -> String {
        let cents = (millionths + 9_999) / 10_000
        return "\(cents / 100),\(cents % 100 < 10 ? "0" : "")\(cents % 100)\u{A0}€"
    }
}
