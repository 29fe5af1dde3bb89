import CLOModel
import CLOStore

/// « Sécurité »: password, one-time codes, open sessions.
enum SecurityPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Sécurité", area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-securite", styles: [AccessForms.style], tab: .security)
    }

    private static func content(_ model: Model) -> HTML {
        """
        <h1>Sécurité</h1>
        <div class="volets">
        <section class="volet" aria-labelledby="titre-mot-de-passe">
        <h2 id="titre-mot-de-passe">Mot de passe</h2>
        \(model.passwordChangedAt.map { "<p>Choisi le \(Parts.time($0)).</p>" as HTML })
        <p><a class="bouton" href="\(Route.password(model.area))">Changer de mot de passe</a></p>
        </section>
        <section class="volet" id="codes" aria-labelledby="titre-codes">
        <h2 id="titre-codes">Codes à usage unique</h2>
        \(codes(model))
        </section>
        </div>
        <section id="sessions" aria-labelledby="titre-sessions">
        <h2 id="titre-sessions">Sessions ouvertes</h2>
        <p class="indice">Vous ne reconnaissez pas l’une d’elles\u{A0}? Fermez-la, puis changez de mot de passe.</p>
        <ul class="sessions">\(model.sessions.map { session($0, model) })</ul>
        \(others(model))
        </section>
        """
    }

    private static func codes(_ model: Model) -> HTML {
        guard let enabledAt = model.codes.enabledAt else {
            return """
                <p>Un code de votre téléphone s’ajoute à votre mot de passe, qui alors ne suffit plus à entrer.</p>
                <p><a class="bouton" href="\(Route.access(model.area, .oneTimeCodes))">Activer</a></p>
                """
        }
        let left = Parts.counted(
            model.codes.remainingCodes, "code de secours n’a pas servi", "codes de secours n’ont pas servi")
        let remove: HTML =
            model.codesAreRequired
            ? "<p class=\"indice\">CLO les demande à tous les comptes comme le vôtre.</p>"
            : "<a class=\"bouton\" href=\"\(Route.access(model.area, .removeOneTimeCodes))\">Désactiver</a>"
        return """
            <p>Activés le \(Parts.time(enabledAt)). \(model.codes.remainingCodes == 0 ? "Tous vos codes de secours ont servi." : left + ".")</p>
            <div class="choix">
            <a class="bouton" href="\(Route.access(model.area, .oneTimeCodes))">Changer de téléphone</a>
            <form method="post" action="\(Route.access(model.area, .recoveryCodes))">\(model.formTokens)<button type="submit" class="bouton">Nouveaux codes de secours</button></form>
            \(remove)
            </div>
            """
    }

    private static func session(_ session: SessionStore.Own, _ model: Model) -> HTML {
        let device = DeviceName.french(userAgent: session.userAgent)
        let action: HTML =
            session.isPresent
            ? "<span class=\"session-presente\">celle-ci</span>"
            : """
            <form method="post" action="\(Route.access(model.area, .endSessions))">\(model.formTokens)<input type="hidden" name="session" value="\(session.handle)"><button type="submit" class="bouton" aria-label="Fermer la session de \(device), ouverte le \(ParisTime(session.beganAt).sentence)">Fermer</button></form>
            """
        return """
            <li class="session">
            <div><strong>\(device)</strong>
            <span>Ouverte le \(Parts.time(session.beganAt))</span>
            <span>Dernière page le \(Parts.time(session.seenAt)), depuis \(session.address)</span></div>
            \(action)
            </li>
            """
    }

    private static func others(_ model: Model) -> HTML? {
        guard model.sessions.contains(where: { !$0.isPresent }) else { return nil }
        return """
            <form method="post" action="\(Route.access(model.area, .endSessions))" class="form-autres-sessions">\(model.formTokens)<input type="hidden" name="session" value="autres"><button type="submit" class="bouton">Fermer toutes les autres</button></form>
            """
    }
}
