import CLOModel

/// « Mot de passe »: changing it ends every other session of the account.
enum PasswordPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Mot de passe", area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: model.isDone ? done(model) : form(model), sectionClass: "clo-mot-de-passe",
            styles: [AccessForms.style], tab: .security)
    }

    private static func done(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>Mot de passe changé</h1>
        <p role="status">Votre nouveau mot de passe est enregistré. Vos sessions ouvertes sur d’autres appareils sont fermées.</p>
        <p><a class="bouton" href="\(Route.home(model.area))">Continuer</a></p>
        </div>
        """
    }

    private static func form(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>Changer de mot de passe</h1>
        <form method="post" action="\(Route.password(model.area))">
        \(model.formTokens)
        <div class="champ">
        <label for="mot_de_passe">Mot de passe actuel</label>
        <input id="mot_de_passe" name="mot_de_passe" type="password" required autocomplete="current-password"\(Parts.describedBy(model.form.error("mot_de_passe"), id: "mdp-erreur"))>
        \(Parts.error(model.form.error("mot_de_passe"), id: "mdp-erreur"))
        </div>
        \(AccessForms.newPassword(minimumLength: model.minimumLength, error: model.form.error("nouveau_mot_de_passe")))
        <p class="indice">Vos autres sessions seront fermées.</p>
        <button type="submit" class="bouton principal">Changer le mot de passe</button>
        </form>
        </div>
        """
    }
}
