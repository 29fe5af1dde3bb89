import CLOModel

/// « Connexion » (S9).
enum SignInPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Connexion", area: model.area, viewer: nil, formTokens: HTML(), content: content(model),
            sectionClass: "clo-connexion", styles: [AccessForms.style])
    }

    private static func content(_ model: Model) -> HTML {
        let hint: HTML =
            model.area == .client
            ? "<p>Suivez votre chantier, échangez avec vos interlocuteurs. Votre identifiant vous a été remis par CLO.</p>"
            : "<p>Réservé aux employés de CLO.</p>"
        return """
            <div class="carte">
            <h1>\(model.area == .client ? "Mon compte client" : "Espace CLO")</h1>
            \(hint)
            \(model.kept.map(keptText))
            \(model.error.map { "<p class=\"erreur\" role=\"alert\" id=\"connexion-erreur\">\($0)</p>" as HTML })
            <form method="post" action="\(Route.signIn(model.area, returnTo: nil))" class="form-connexion">
            \(model.formTokens)\(model.returnTo.map { "<input type=\"hidden\" name=\"retour\" value=\"\($0)\">" as HTML })\(model.kept.map(keptFields))
            <div class="champ">
            <label for="identifiant">Identifiant</label>
            <input id="identifiant" name="identifiant" value="\(model.typedName)" required autocomplete="username" autocapitalize="none" spellcheck="false"\(Parts.describedBy(model.error, id: "connexion-erreur"))>
            </div>
            <div class="champ">
            <label for="mot_de_passe">Mot de passe</label>
            <input id="mot_de_passe" name="mot_de_passe" type="password" required autocomplete="current-password"\(Parts.describedBy(model.error, id: "connexion-erreur"))>
            </div>
            <button type="submit" class="bouton principal">Se connecter</button>
            </form>
            <p class="autres-acces"><a href="\(Route.access(model.area, .forgotten))">Mot de passe oublié</a> <a href="\(Route.access(model.area, .firstSignIn))">J’ai reçu un code</a></p>
            </div>
            """
    }

    private static func keptText(_ kept: KeptForm) -> HTML {
        let texts = kept.fields.filter { kept.isShown($0) && !$0.value.isEmpty }
        return """
            <div class="texte-conserve"><p><strong>Votre texte est conservé.</strong> Vous pourrez l’envoyer après vous être connecté.</p>
            \(kept.richText.map { "<blockquote class=\"texte\">\($0.canonicalHTML)</blockquote>" as HTML })\(texts.map { "<blockquote>\($0.value)</blockquote>" as HTML })
            </div>
            """
    }

    private static func keptFields(_ kept: KeptForm) -> HTML {
        let fields = kept.fields.map { field -> HTML in
            "<input type=\"hidden\" name=\"garde:\(field.name)\" value=\"\(field.value)\">"
        }
        return "<input type=\"hidden\" name=\"garde:action\" value=\"\(kept.action)\">\(fields)"
    }
}
