import CLOModel

/// Shows a new secret to a telephone, and asks for the first code that it makes.
enum OneTimeCodesPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Codes à usage unique", area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-acces", styles: [AccessForms.style])
    }

    private static func content(_ model: Model) -> HTML {
        let reason: HTML =
            model.isRequired
            ? "<p>Votre compte donne accès à ceux des autres\u{A0}: un code de votre téléphone s’ajoute au mot de passe.</p>"
            : "<p>Un code de votre téléphone s’ajoutera à votre mot de passe\u{A0}: celui qui l’apprendrait n’entrerait pas pour autant.</p>"
        return """
            <div class="carte">
            <h1>Codes à usage unique</h1>
            \(reason)
            <ol class="etapes">
            <li>Installez une application d’authentification sur votre téléphone (FreeOTP, Aegis, Google Authenticator…), si vous n’en avez pas.</li>
            <li>\(model.offer.picture == nil ? "Ajoutez-y ce compte avec la clé ci-dessous." : "Avec elle, photographiez ce dessin. Sans appareil photo, recopiez la clé.")
            \(model.offer.picture.map(picture))
            <p class="cle"><span class="indice">Clé</span> <code>\(model.offer.text)</code></p></li>
            <li>Recopiez le code qu’elle affiche.</li>
            </ol>
            \(AccessForms.error(model.error))
            <form method="post" action="\(model.action)" class="form-code">
            \(model.formTokens)\(AccessForms.carried(returnTo: model.returnTo, kept: model.kept))
            <input type="hidden" name="numero" value="\(model.offer.nonce)">
            \(AccessForms.oneTimeCode(error: model.error, acceptsRecoveryCodes: false))
            <button type="submit" class="bouton principal">Activer</button>
            </form>
            </div>
            """
    }

    /// Dark on light whatever the colour scheme, with the margin of four modules that readers need.
    static func picture(_ code: QRCode) -> HTML {
        let side = code.size + 8
        return """
            <svg class="qr" viewBox="-4 -4 \(side) \(side)" role="img" aria-label="Dessin à photographier avec l’application" shape-rendering="crispEdges"><rect x="-4" y="-4" width="\(side)" height="\(side)" fill="#fff"/><path d="\(code.svgPath)" fill="#000"/></svg>
            """
    }
}

/// The recovery codes, shown once.
enum RecoveryCodesPage {
    static func page(_ model: Model) -> Page {
        Page(
            title: "Codes de secours", area: model.area, viewer: model.viewer, formTokens: model.formTokens,
            content: content(model), sectionClass: "clo-acces", styles: [AccessForms.style])
    }

    private static func content(_ model: Model) -> HTML {
        """
        <div class="carte">
        <h1>Vos codes de secours</h1>
        <p role="status">Les codes à usage unique sont activés.</p>
        <p><strong>Imprimez cette page ou recopiez ces codes</strong>, et gardez-les loin de votre téléphone\u{A0}: si vous le perdez, chacun d’eux ouvre votre compte une fois. Ils ne seront plus montrés.</p>
        <ul class="codes-secours">\(model.codes.map { "<li><code>\($0)</code></li>" as HTML })</ul>
        <p class="hors-papier"><a class="bouton principal" href="\(model.next)">Je les ai gardés</a></p>
        </div>
        """
    }
}
