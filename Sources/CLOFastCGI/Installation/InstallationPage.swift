import CLOModel
import CLOStore

/// « Installation »: the three steps, one under the other.
enum InstallationPage {
    static let withoutKey: HTML = """
        <h1>Installation</h1>
        <p>Cette page s’ouvre avec une clé à usage unique. Ajoutez à <code>clo.conf</code> la ligne</p>
        <p><code>CLO_INSTALLATION_KEY = …</code></p>
        <p>avec \(InstallationKey.minimumLength)\u{A0}caractères au moins, tirés au hasard par votre gestionnaire de mots de passe, puis rechargez cette page.</p>
        """

    static func keyForm(error: String?, _ tokens: HTML) -> HTML {
        """
        <h1>Installation</h1>
        <p>Recopiez la clé que vous avez mise dans <code>clo.conf</code>, à la ligne <code>CLO_INSTALLATION_KEY</code>.</p>
        <form method="post" action="\(Route.installation(.page))" class="form-bureau">
        \(tokens)
        <div class="champ"><label for="cle">Clé d’installation</label>
        <input id="cle" name="cle" type="password" required maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false"\(Parts.describedBy(error, id: "cle-erreur"))>
        \(Parts.error(error, id: "cle-erreur"))</div>
        <div class="barre-choix"><button type="submit" class="bouton principal">Continuer</button></div>
        </form>
        """
    }

    static func content(
        _ findings: [HostFindings.Finding], _ database: DatabaseState, _ state: InstallationScreen.State,
        canMail: Bool, _ tokens: HTML
    ) -> HTML {
        """
        <h1>Installation</h1>
        <p>Trois étapes\u{A0}: regarder l’hébergement, préparer la base, créer le premier administrateur. Ensuite, cette page n’existera plus.</p>
        \(Parts.error(state.problem, id: "installation-erreur"))
        <h2 id="hebergement">1. L’hébergement</h2>
        \(host(findings))
        <div class="barre-choix"><a class="bouton" href="\(Route.installation(.page))">Vérifier de nouveau</a></div>
        \(trial(state.arrived, tokens))
        <h3 id="essai-courriel">Lettre d’essai</h3>
        \(canMail ? letter(state.letter, state.letterForm, tokens) : withoutMail)
        <h2 id="base">2. La base de données</h2>
        \(step(database, tokens))
        <h2 id="administrateur">3. Le premier administrateur</h2>
        \(administrator(database, state.form, tokens))
        """
    }

    // MARK: 1

    private static func host(_ findings: [HostFindings.Finding]) -> HTML {
        let rows = findings.map { finding -> [HTML] in
            let remedy: HTML? = finding.remedy.map { "<br><span class=\"indice\">\($0)</span>" }
            return ["\(finding.subject)", mark(finding.level), "\(finding.sentence.capitalizedFirst)\(remedy)"]
        }
        return ListParts.table(
            .init(
                caption: "Ce que demande le programme, et ce qu’offre cet hébergement",
                columns: ["Sujet", "État", "Constat"], rows: rows))
    }

    private static func mark(_ level: HostFindings.Finding.Level) -> HTML {
        switch level {
        case .good: return ListParts.status("Bien", .calm)
        case .warning: return ListParts.status("À voir", .waiting)
        case .bad: return ListParts.status("À corriger", .closed)
        }
    }

    /// With the rest of the form, a little less than ``Gateway/bodyLimit``: what a browser sends of it is the largest
    /// request that the program will ever be sent.
    static let trialLength = Gateway.bodyLimit - 1_024

    private static func trial(_ arrived: Int?, _ tokens: HTML) -> HTML {
        let said: HTML? = arrived.map { bytes in
            bytes > trialLength
                ? "<p class=\"avis\" role=\"status\">\(bytes)\u{A0}octets sont arrivés entiers\u{A0}: les photos passeront.</p>"
                : "<p class=\"erreur\" role=\"alert\">\(bytes)\u{A0}octets seulement sont arrivés.</p>"
        }
        return """
            <h3>Taille des envois</h3>
            \(said)
            <p>Les photos arrivent par morceaux\u{A0}; une demande compte 131\u{202F}072\u{A0}octets au plus. Si une page d’erreur vient au lieu d’une réponse, la limite du serveur web est trop basse\u{A0}: demandez à l’hébergeur 131\u{202F}072\u{A0}octets au moins (FcgidMaxRequestLen, client_max_body_size).</p>
            <form method="post" action="\(Route.installation(.trial))">
            \(tokens)<input type="hidden" name="essai" value="\(String(repeating: "0", count: trialLength))">
            <div class="barre-choix"><button type="submit" class="bouton">Essayer</button></div>
            </form>
            """
    }

    static let letterAddress = FormParts.Field(
        "lettre", "Adresse où l’envoyer", .text(type: "email", limit: 254), isRequired: true, autocomplete: "email")

    private static let withoutMail: HTML =
        "<p>Les lignes CLO_MAIL… de <code>clo.conf</code> ne sont pas remplies\u{A0}: personne ne sera prévenu par courriel.</p>"

    private static func letter(_ outcome: HostFindings.Finding?, _ form: TypedForm, _ tokens: HTML) -> HTML {
        let said: HTML? = outcome.map { finding in
            let remedy: HTML? = finding.remedy.map { "<br>\($0)" }
            let sentence = finding.sentence.capitalizedFirst
            return finding.level == .bad
                ? "<p class=\"erreur\" role=\"alert\">\(sentence)\(remedy)</p>"
                : "<p class=\"avis\" role=\"status\">\(sentence)\(remedy)</p>"
        }
        return """
            \(said)
            <form method="post" action="\(Route.installation(.letter))#essai-courriel" class="form-bureau" novalidate>
            \(tokens)\(FormParts.field(letterAddress, form))
            <div class="barre-choix"><button type="submit" class="bouton">Envoyer une lettre d’essai</button></div>
            </form>
            """
    }

    // MARK: 2

    private static func step(_ database: DatabaseState, _ tokens: HTML) -> HTML {
        switch database {
        case .unreachable(let error):
            return """
                <p class="erreur">La base ne répond pas\u{A0}: \(error).</p>
                <p>Créez-la dans le panneau de l’hébergeur, recopiez son nom, son compte et son mot de passe dans <code>clo.conf</code> (CLO_DB_…), puis rechargez cette page.</p>
                """
        case .incomplete(let files):
            return """
                <p>Il y manque\u{A0}: \(files.joined(separator: ", ")).</p>
                <form method="post" action="\(Route.installation(.migrations))">
                \(tokens)<div class="barre-choix"><button type="submit" class="bouton principal">Préparer la base</button></div>
                </form>
                """
        case .ready: return "<p>\(ListParts.status("Bien", .calm)) Toutes les tables sont là.</p>"
        }
    }

    // MARK: 3

    private static func administrator(_ database: DatabaseState, _ form: TypedForm, _ tokens: HTML) -> HTML {
        guard case .ready = database else { return "<p>Quand la base sera prête.</p>" }
        let fields = FirstAdministrator.details.map { detail -> FormParts.Field in
            var field = DetailFields.field(detail)
            field.isRequired = true
            return field
        }
        let name = FormParts.Field(
            "identifiant", "Identifiant", .text(limit: 64), hint: "par exemple julie.moreau", isRequired: true,
            autocomplete: "username")
        let length = PasswordPolicy(role: FirstAdministrator.role, common: .known).minimumLength
        let passwords: [FormParts.Field] = [
            .init(
                "nouveau_mot_de_passe", "Mot de passe", .text(type: "password", limit: PasswordPolicy.maximumLength),
                hint: "\(length)\u{A0}caractères au moins\u{A0}; une phrase convient très bien", isRequired: true,
                autocomplete: "new-password"),
            .init(
                "nouveau_mot_de_passe_encore", "Le même, encore une fois",
                .text(type: "password", limit: PasswordPolicy.maximumLength), isRequired: true,
                autocomplete: "new-password"),
        ]
        let all = fields + [name] + passwords
        return """
            \(FormParts.summary(all, form))
            <form method="post" action="\(Route.installation(.administrator))" class="form-bureau" novalidate>
            \(tokens)\(all.map { FormParts.field($0, form) })
            <div class="barre-choix"><button type="submit" class="bouton principal">Créer l’administrateur et terminer</button></div>
            </form>
            """
    }
}

extension String {
    /// Findings begin small, after a colon.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
