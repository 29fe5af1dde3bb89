import CLOModel

/// « Mot de passe oublié ».
enum ForgottenPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Mot de passe oublié", area: model.area, viewer: nil, formTokens: HTML(),
            content: model.isSent ? sent(model) : form(model), sectionClass: "clo-acces", styles: [AccessForms.style])
    }

    private static func form(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>Mot de passe oublié</h1>
        <p>Nous vous enverrons un lien qui permet d’en choisir un nouveau.</p>
        \(AccessForms.error(model.error))
        <form method="post" action="\(Route.access(model.area, .forgotten))" class="form-oubli">
        \(model.formTokens)
        \(AccessForms.identifier(model.typed, label: "Identifiant ou adresse électronique", error: model.error))
        <button type="submit" class="bouton principal">Recevoir un lien</button>
        </form>
        <p><a href="\(Route.signIn(model.area, returnTo: nil))">Revenir à la connexion</a></p>
        </div>
        """
    }

    private static func sent(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>Regardez votre courrier</h1>
        <p role="status">Si un compte répond à ce nom ou à cette adresse, un message vient de partir vers l’adresse électronique que nous lui connaissons. Son lien sert une fois, pendant dix\u{A0}minutes.</p>
        <p>Rien n’arrive\u{A0}? Regardez parmi les indésirables. Si CLO n’a pas votre adresse électronique, appelez-nous\u{A0}: nous vous remettrons un code.</p>
        <p><a class="bouton" href="\(Route.access(model.area, .firstSignIn))">J’ai un code</a> <a class="bouton" href="\(Route.signIn(model.area, returnTo: nil))">Se connecter</a></p>
        </div>
        """
    }
}

/// The choice of a password, by a link that was sent or a code that was handed over.
enum ChoosePasswordPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: title(model), area: model.area, viewer: nil, formTokens: HTML(), content: content(model),
            sectionClass: "clo-acces", styles: [AccessForms.style])
    }

    private static func title(_ model: Model) -> String {
        switch model.way {
        case .typedCode: return "Première connexion"
        case .link(_, _, _, let isFirst, _): return isFirst ? "Bienvenue" : "Nouveau mot de passe"
        }
    }

    private static func content(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>\(title(model))</h1>
        \(introduction(model))
        \(AccessForms.error(model.error))
        <form method="post" action="\(action(model))" class="form-choix">
        \(model.formTokens)
        \(person(model))
        \(AccessForms.newPassword(minimumLength: minimumLength(model), error: model.form.error("nouveau_mot_de_passe")))
        <button type="submit" class="bouton principal">Enregistrer et continuer</button>
        </form>
        </div>
        """
    }

    private static func introduction(_ model: Model) -> HTML {
        switch model.way {
        case .typedCode:
            return "<p>Recopiez l’identifiant et le code que CLO vous a remis, puis choisissez votre mot de passe.</p>"
        case .link(_, _, let fullName, let isFirst, _):
            return isFirst
                ? "<p>\(fullName), votre compte est ouvert. Choisissez le mot de passe que vous seul connaîtrez.</p>"
                : "<p>\(fullName), choisissez votre nouveau mot de passe. Vos sessions ouvertes seront fermées.</p>"
        }
    }

    private static func action(_ model: Model) -> Route {
        switch model.way {
        case .typedCode: return .access(model.area, .firstSignIn)
        case .link(let token, _, _, _, _): return .access(model.area, .link(token: token))
        }
    }

    /// Who it is. By a link it is known, and said for the password manager's sake.
    private static func person(_ model: Model) -> HTML {
        switch model.way {
        case .typedCode:
            return """
                \(AccessForms.identifier(model.form["identifiant"], error: model.error))
                <div class="champ">
                <label for="code">Code <span class="indice">16\u{A0}signes\u{A0}; les tirets et les espaces ne comptent pas</span></label>
                <input id="code" name="code" class="code-saisi" value="\(model.form["code"])" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX-XXXX-XXXX"\(Parts.describedBy(model.error, id: "acces-erreur"))>
                </div>
                """
        case .link(_, let name, _, _, _):
            return """
                <div class="champ">
                <label for="identifiant">Votre identifiant</label>
                <input id="identifiant" value="\(name)" readonly autocomplete="username">
                </div>
                """
        }
    }

    private static func minimumLength(_ model: Model) -> Int {
        switch model.way {
        case .typedCode: return 12
        case .link(_, _, _, _, let length): return length
        }
    }
}

/// The one-time code that follows a right password.
enum SecondFactorPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Code à usage unique", area: model.area, viewer: nil, formTokens: HTML(), content: content(model),
            sectionClass: "clo-acces", styles: [AccessForms.style])
    }

    private static func content(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>Encore un code</h1>
        <p>Ouvrez l’application d’authentification de votre téléphone.</p>
        \(AccessForms.error(model.error))
        <form method="post" action="\(Route.access(model.area, .secondFactor))" class="form-code">
        \(model.formTokens)\(AccessForms.carried(returnTo: model.returnTo, kept: model.kept))
        \(AccessForms.oneTimeCode(error: model.error, acceptsRecoveryCodes: true))
        <button type="submit" class="bouton principal">Continuer</button>
        </form>
        <p class="indice">Ni téléphone, ni codes de secours\u{A0}? Appelez CLO\u{A0}: après avoir vérifié qui vous êtes, nous vous rouvrirons l’accès.</p>
        </div>
        """
    }
}

/// The password once more.
enum IdentityPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Confirmez votre identité", area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-acces", styles: [AccessForms.style])
    }

    private static func content(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>Confirmez que c’est bien vous</h1>
        <p>Ce que vous demandez est important\u{A0}: saisissez votre mot de passe une fois encore.\(" Ce que vous envoyiez est gardé.", if: model.kept != nil)</p>
        \(AccessForms.error(model.error))
        <form method="post" action="\(Route.access(model.area, .identity(returnTo: nil)))" class="form-identite">
        \(model.formTokens)\(AccessForms.carried(returnTo: model.returnTo, kept: model.kept))
        \(AccessForms.presentPassword(error: model.error))
        <button type="submit" class="bouton principal">Continuer</button>
        </form>
        </div>
        """
    }
}
