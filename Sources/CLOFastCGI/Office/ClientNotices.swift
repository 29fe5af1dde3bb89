import CLOModel
import CLOStore

/// How a client is told of news, as he asked by letter or telephone, and what could not be sent to him (S3, S16).
enum ClientNotices {
    /// Failed messages are shown for so long; who reads of an older one has found another way meanwhile.
    static let failuresLast = Duration.days(30)

    /// What the pages about a client say of his messages.
    struct Model {
        /// `nil` while his account is suspended: nothing is sent to him.
        var found: PreferenceStore.Found?
        /// What this installation can send by.
        var channels: Set<NoticeChannel>
        var failed: [MessageStore.Entry]
    }

    static func model(_ person: SignedIn, _ id: Account.ID) throws -> Model {
        Model(
            found: try person.store.preferences.find(id), channels: person.store.notices?.channels ?? [],
            failed: try person.store.messages.failed(
                of: id, since: person.now - failuresLast, visibleTo: person.viewer, limit: 20))
    }

    // MARK: The page

    static func show(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .client)
        let model = try model(person, id)
        let name = profile.details.fullName
        return OfficeScreen(
            title: "Notifications de \(name)",
            trail: [("Clients", .office(.clients(ListQuery()))), (name, .office(.client(id)))],
            content: """
                \(warning(model).map { "<p class=\"erreur\">\($0)</p>" as HTML })
                \(model.found.map { form($0, model.channels, id, person.formTokens()) })
                \(failures(model.failed, id, person.formTokens()))
                """
        ).response(person)
    }

    /// One page, two buttons: how he is told, and one message once more.
    static func submit(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        _ = try person.profile(id, .client)
        let form = try person.request.form()
        if try form.optional("renvoyer") != nil {
            let message = try form.number("renvoyer", in: 1...Int.max)
            guard try person.store.messages.resend(.init(UInt64(message)), to: id, at: person.now) else {
                throw Refusal.notFound
            }
            person.responder.noteNews()
            return person.done(.messageResent, then: .office(.clientNotices(id)))
        }
        let preferences = try NoticePreferences(form)
        switch try person.store.preferences.change(to: preferences, of: id, by: person.viewer, at: person.now) {
        case .done: return person.done(.saved, then: .office(.client(id)))
        case .forbidden: throw Refusal.forbidden
        case .gone: throw Refusal.notFound
        }
    }

    private static func form(
        _ found: PreferenceStore.Found, _ channels: Set<NoticeChannel>, _ id: Account.ID, _ tokens: HTML
    ) -> HTML {
        let fields = NoticeFields.Preferences(
            preferences: found.preferences, email: found.email?.description, mobile: found.mobile?.french,
            offersSMS: channels.contains(.sms))
        return """
            <p>Selon ce que le client a demandé\u{A0}: sans son accord, n’ajoutez aucun moyen.</p>
            <form method="post" action="\(Route.office(.clientNotices(id)))" class="form-bureau">
            \(tokens)
            \(NoticeFields.preferences(fields))
            <div class="barre-choix"><button type="submit" class="bouton principal">Enregistrer</button> <a class="bouton" href="\(Route.office(.client(id)))">Ne rien changer</a></div>
            </form>
            """
    }

    private static func failures(_ failed: [MessageStore.Entry], _ id: Account.ID, _ tokens: HTML) -> HTML? {
        guard !failed.isEmpty else { return nil }
        let rows = failed.map { entry -> [HTML] in
            [
                Parts.time(entry.queuedAt), "\(MessagesPage.subject(entry))",
                "par \(MessagesPage.name(entry.channel))\u{A0}: \(entry.reason ?? "refusé")",
                """
                <form method="post" action="\(Route.office(.clientNotices(id)))">\(tokens)<input type="hidden" name="renvoyer" value="\(entry.id.rawValue)"><button type="submit" class="bouton">Renvoyer</button></form>
                """,
            ]
        }
        return """
            <h2>Messages non envoyés</h2>
            <p>Corrigez d’abord l’adresse ou le numéro\u{A0}: <a href="\(Route.office(.editClient(id)))">modifier les coordonnées</a>.</p>
            \(ListParts.table(.init(caption: "Messages non envoyés", columns: ["Quand", "Objet", "Raison", "Acte"], rows: rows)))
            """
    }

    // MARK: On the client's own page

    static func section(_ model: Model, _ id: Account.ID) -> HTML {
        let failed: HTML? =
            model.failed.isEmpty
            ? nil
            : "<p class=\"erreur\">\(Parts.counted(model.failed.count, "message n’a pas pu", "messages n’ont pas pu")) lui être envoyé\(model.failed.count == 1 ? "" : "s"). <a href=\"\(Route.office(.clientNotices(id)))\">Voir et renvoyer</a></p>"
        return """
            <h2>Notifications</h2>
            \(failed)
            \(warning(model).map { "<p class=\"erreur\">\($0)</p>" as HTML })
            \(model.found.map { "<p>\($0.preferences.sentence).</p>" as HTML })
            \(model.found == nil ? nil : "<p><a class=\"bouton\" href=\"\(Route.office(.clientNotices(id)))\">Modifier les notifications</a></p>" as HTML?)
            """
    }

    /// Why nobody is told, or otherwise than was asked for; `nil` when all is well.
    static func warning(_ model: Model) -> String? {
        guard let found = model.found else { return "Compte suspendu\u{A0}: aucun message ne lui est envoyé." }
        guard !model.channels.isEmpty else {
            return "Aucun envoi n’est réglé sur cette installation\u{A0}: personne n’est prévenu."
        }
        let recipient = NoticeRecipient(
            account: found.account, preferences: found.preferences, email: found.email?.description,
            mobile: found.mobile?.description, available: model.channels)
        if recipient.wantsNothing { return "À sa demande, il n’est prévenu de rien\u{A0}: téléphonez-lui." }
        let told = recipient.channels(.asPreferred)
        if told.isEmpty {
            return "Il ne peut pas être prévenu\u{A0}: ni courriel ni mobile utilisable. Complétez ses coordonnées."
        }
        let missing = found.preferences.channels.subtracting(told)
        guard let channel = missing.first else { return nil }
        let reason: String
        switch channel {
        case .email: reason = "aucune adresse n’est connue"
        case .sms:
            reason =
                model.channels.contains(.sms) ? "aucun mobile n’est connu" : "cette installation n’envoie pas de SMS"
        }
        return "Il ne peut pas être prévenu par \(MessagesPage.name(channel))\u{A0}: \(reason)."
    }
}
