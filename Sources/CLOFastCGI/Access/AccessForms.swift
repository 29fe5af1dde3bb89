import CLOModel

/// Fields that several pages of access share, with what password managers need to know them (ASVS 2.1.11).
enum AccessForms {
    static let style = "access.css"

    static func identifier(
        _ typed: String, label: String = "Identifiant", error: String? = nil, errorID: String = "acces-erreur"
    ) -> HTML {
        """
        <div class="champ">
        <label for="identifiant">\(label)</label>
        <input id="identifiant" name="identifiant" value="\(typed)" required maxlength="254" autocomplete="username" autocapitalize="none" spellcheck="false"\(Parts.describedBy(error, id: errorID))>
        </div>
        """
    }

    static func newPassword(minimumLength: Int, error: String?) -> HTML {
        """
        <div class="champ">
        <label for="nouveau_mot_de_passe">Nouveau mot de passe <span class="indice">\(minimumLength)\u{A0}caractères au moins\u{A0}; une phrase convient très bien</span></label>
        <input id="nouveau_mot_de_passe" name="nouveau_mot_de_passe" type="password" required minlength="\(minimumLength)" maxlength="128" autocomplete="new-password"\(Parts.describedBy(error, id: "nmdp-erreur"))>
        \(Parts.error(error, id: "nmdp-erreur"))
        </div>
        """
    }

    static func presentPassword(error: String?) -> HTML {
        """
        <div class="champ">
        <label for="mot_de_passe">Mot de passe</label>
        <input id="mot_de_passe" name="mot_de_passe" type="password" required autocomplete="current-password"\(Parts.describedBy(error, id: "acces-erreur"))>
        </div>
        """
    }

    /// Six figures, or a recovery code: no more than these two can be typed into it.
    static func oneTimeCode(error: String?, acceptsRecoveryCodes: Bool) -> HTML {
        let hint: HTML =
            acceptsRecoveryCodes
            ? "six chiffres de votre application, ou l’un de vos codes de secours"
            : "les six chiffres que l’application affiche"
        let mode: HTML = acceptsRecoveryCodes ? "" : " inputmode=\"numeric\" pattern=\"[0-9 ]*\""
        return """
            <div class="champ">
            <label for="code">Code à usage unique <span class="indice">\(hint)</span></label>
            <input id="code" name="code" required autofocus maxlength="20" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false"\(mode)\(Parts.describedBy(error, id: "acces-erreur"))>
            </div>
            """
    }

    static func error(_ sentence: String?) -> HTML? {
        Parts.error(sentence, id: "acces-erreur")
    }

    /// Where to go afterwards, and what was being written when a session expired.
    static func carried(returnTo: String?, kept: KeptForm?) -> HTML {
        let goal = returnTo.map { "<input type=\"hidden\" name=\"retour\" value=\"\($0)\">" as HTML }
        guard let kept else { return goal ?? HTML() }
        let fields = kept.fields.map { field -> HTML in
            "<input type=\"hidden\" name=\"garde:\(field.name)\" value=\"\(field.value)\">"
        }
        return "\(goal)<input type=\"hidden\" name=\"garde:action\" value=\"\(kept.action)\">\(fields)"
    }
}
