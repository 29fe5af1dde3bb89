import CLOModel
import CLOSecurity
import CLOStore

/// Letting a person in who has no password yet, or has lost it: a link by e-mail, or a card on paper with a code and a
/// QR code for those without e-mail. CLO never knows the password itself.
enum Invite {
    static func respond(_ person: SignedIn, _ id: Account.ID, _ kind: AccountStore.Kind) throws -> Response {
        let profile = try person.profile(id, kind)
        guard person.isPost else { return ask(person, profile, kind, error: nil, status: .ok) }
        let purpose: AccessPurpose = profile.status == .toActivate ? .activation : .recovery
        let byCard = try person.request.form().optional("par") == "carte"
        if !byCard && !canBeSent(person, profile) {
            return ask(
                person, profile, kind, error: "Aucun courriel ne peut être envoyé\u{A0}: imprimez une carte.",
                status: .unprocessable)
        }
        guard let issued = try person.store.tokens.issue(purpose, to: id, by: person.viewer.account, at: person.now)
        else {
            return ask(
                person, profile, kind, error: "Ce compte est suspendu\u{A0}: rouvrez-le d’abord.", status: .conflict)
        }
        try person.store.journal.record(
            .init(byCard ? .cardPrinted : .accountInvited, by: person.viewer.account, on: id), at: person.now)
        let area: Area = kind == .client ? .client : .office
        if byCard { return card(person, profile, kind, issued, area) }
        let link = address(person, issued, area)
        try person.tell(purpose == .activation ? .activation(link: link) : .recovery(link: link), id)
        return person.done(.accountInvited, then: .office(AccountPages.page(of: id, kind)))
    }

    private static func canBeSent(_ person: SignedIn, _ profile: AccountStore.Profile) -> Bool {
        profile.details[.email] != nil && person.store.letters.canSend
    }

    /// The whole address that lets the person in, once.
    private static func address(_ person: SignedIn, _ issued: TokenStore.Issued, _ area: Area) -> String {
        let route = Route.access(area, .link(token: issued.token.text))
        return person.address(of: route) ?? site(person) + route.path
    }

    /// Where the employee who asks is himself: an installation that sends nothing has not been told its own address.
    private static func site(_ person: SignedIn) -> String {
        "\(person.request.isSecure ? "https" : "http")://\(person.request.host)"
    }

    private static func ask(
        _ person: SignedIn, _ profile: AccountStore.Profile, _ kind: AccountStore.Kind, error: String?,
        status: Response.Status
    ) -> Response {
        let isNew = profile.status == .toActivate
        let action = Route.office(kind == .client ? .inviteClient(profile.id) : .inviteEmployee(profile.id))
        let purpose: AccessPurpose = isNew ? .activation : .recovery
        func button(_ way: String, _ label: HTML, _ tone: HTML) -> HTML {
            """
            <form method="post" action="\(action)">\(person.formTokens())<input type="hidden" name="par" value="\(way)"><button type="submit" class="bouton\(tone)">\(label)</button></form>
            """
        }
        let email = canBeSent(person, profile) ? profile.details[.email] : nil
        let byMail = email.map { button("courriel", "Envoyer un lien à \($0)", " principal") }
        return OfficeScreen(
            title: isNew ? "Inviter \(profile.details.fullName)" : "Redonner un accès à \(profile.details.fullName)",
            trail: trail(profile, kind),
            content: """
                \(error.map { "<p class=\"erreur\" role=\"alert\">\($0)</p>" as HTML })
                <p>\(isNew ? "Le compte n’a pas encore de mot de passe." : "Le compte a déjà un mot de passe\u{A0}; il restera valable tant qu’un nouveau n’est pas choisi.") Lien et carte servent une fois, pendant \(lifetime(purpose)).</p>
                <div class="barre-choix">\(byMail)\(button("carte", "Imprimer une carte", byMail == nil ? " principal" : ""))</div>
                """
        ).response(person, status: status)
    }

    private static func lifetime(_ purpose: AccessPurpose) -> String {
        switch purpose {
        case .activation: return "14\u{A0}jours"
        case .recovery: return "10\u{A0}minutes"
        }
    }

    private static func trail(
        _ profile: AccountStore.Profile, _ kind: AccountStore.Kind
    ) -> [(label: String, route: Route)] {
        let person = (label: profile.details.fullName, route: Route.office(AccountPages.page(of: profile.id, kind)))
        switch kind {
        case .client: return [("Clients", .office(.clients(ListQuery()))), person]
        case .employee: return Administration.trail + [("Employés", .office(.employees(ListQuery()))), person]
        }
    }

    /// Shown once: neither code nor link can be shown again, only new ones made.
    private static func card(
        _ person: SignedIn, _ profile: AccountStore.Profile, _ kind: AccountStore.Kind, _ issued: TokenStore.Issued,
        _ area: Area
    ) -> Response {
        let firstSignIn =
            person.address(of: .access(area, .firstSignIn)) ?? site(person) + Route.access(area, .firstSignIn).path
        let settings = person.responder.settings()
        let contact = [
            settings[.companyPhone].nonEmpty.map { DetailField.phone.shown($0) }, settings[.companyEmail].nonEmpty,
        ]
        .compactMap { $0 }
        return OfficeScreen(
            title: "Carte de première connexion", trail: trail(profile, kind),
            content: """
                <p class="sans-impression">Imprimez cette page et remettez-la en main propre. Elle ne pourra plus être affichée\u{A0}; une nouvelle carte peut être faite à tout moment.</p>
                <section class="carte-acces" aria-label="Carte de première connexion">
                <p class="carte-acces-tete"><img src="\(Route.logo(area))" alt="\(settings.companyName)" width="96" height="48"> <b>\(profile.details.fullName)</b></p>
                <div class="carte-acces-corps">
                <ol>
                <li>Avec un téléphone, photographiez le carré ci-contre. Ou, sur un ordinateur, ouvrez <b>\(firstSignIn)</b>.</li>
                <li>Identifiant\u{A0}: <b class="carte-acces-code">\(profile.identifier)</b></li>
                <li>Code\u{A0}: <b class="carte-acces-code">\(issued.code.description)</b></li>
                <li>Choisissez votre mot de passe. Vous seul le connaîtrez.</li>
                </ol>
                \(qrCode(address(person, issued, area)))
                </div>
                <p>Valable jusqu’au \(Parts.time(issued.expiresAt)), une seule fois.\(contact.isEmpty ? nil : " Une question\u{A0}? \(contact.joined(separator: ", "))" as HTML?)</p>
                </section>
                <p class="sans-impression"><a class="bouton" href="\(Route.office(AccountPages.page(of: profile.id, kind)))">C’est fait</a></p>
                """
        ).response(person)
    }

    private static func qrCode(_ link: String) -> HTML? {
        guard let code = QRCode(link) else { return nil }
        // Four modules of margin: ISO/IEC 18004, 9.1.
        return """
            <svg class="qr" viewBox="-4 -4 \(code.size + 8) \(code.size + 8)" role="img" aria-label="Code QR\u{A0}: le lien de première connexion"><path d="\(code.svgPath)"/></svg>
            """
    }
}
