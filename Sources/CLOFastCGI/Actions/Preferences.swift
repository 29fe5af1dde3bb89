import CLOModel
import CLOSecurity
import CLOStore

/// How somebody wants to be told, chosen by the link of a message: the link opens the page, only a button acts (B12).
/// A mail program's own « unsubscribe » posts here at once (RFC 8058).
enum Preferences {
    static func show(_ visitor: Visitor, token: String) throws -> Response {
        page(visitor, token, try find(visitor, token), isSaved: false)
    }

    static func submit(_ visitor: Visitor, token: String) throws -> Response {
        var found = try find(visitor, token)
        let form = try visitor.request.form()
        var preferences = found.preferences
        if try form.optional("List-Unsubscribe") == "One-Click" {
            preferences.channels.remove(.email)
        } else if try form.optional("rien") != nil {
            preferences.channels = []
        } else {
            preferences = try NoticePreferences(form)
        }
        try visitor.store.preferences.set(preferences, of: found.account, at: visitor.now)
        found = try find(visitor, token)
        return page(visitor, token, found, isSaved: true)
    }

    private static func find(_ visitor: Visitor, _ token: String) throws -> PreferenceStore.Found {
        guard let account = SignedAccount.account(token, key: visitor.responder.configuration.pepper),
            let found = try visitor.store.preferences.find(.init(account))
        else { throw Refusal.notFound }
        return found
    }

    private static func page(
        _ visitor: Visitor, _ token: String, _ found: PreferenceStore.Found, isSaved: Bool
    ) -> Response {
        let model = PreferencesPage.Model(
            token: token, firstName: found.firstName, isEmployee: found.role.isEmployee,
            fields: .init(
                preferences: found.preferences, email: found.email?.masked, mobile: found.mobile?.masked,
                offersSMS: visitor.store.notices?.channels.contains(.sms) == true),
            isSaved: isSaved)
        return visitor.page(PreferencesPage.page(model))
    }
}

extension NoticePreferences {
    /// What ``NoticeFields/preferences(_:)`` asks.
    init(_ form: Fields) throws {
        var channels: Set<NoticeChannel> = []
        if try form.optional("courriel") != nil { channels.insert(.email) }
        if try form.optional("sms") != nil { channels.insert(.sms) }
        let isDaily = try form.required("rythme") == "resume"
        self.init(channels: channels, rhythm: isDaily ? .daily(hour: try form.number("heure", in: 0...23)) : .atOnce)
    }
}

extension NoticeChoice {
    /// What ``NoticeFields/choice(_:idPrefix:)`` asks; without it, the client's preferences decide.
    init(publication form: Fields) throws {
        guard try form.optional("prevenir") != nil else {
            self = .asPreferred
            return
        }
        var channels: Set<NoticeChannel> = []
        if try form.optional("prevenir_courriel") != nil { channels.insert(.email) }
        if try form.optional("prevenir_sms") != nil { channels.insert(.sms) }
        self = .only(channels)
    }
}

extension OnSheet {
    /// Who would be told of a publication of this viewer's, and how.
    func noticeChoice(_ header: ProgressSheet.Header) throws -> NoticeFields.Choice? {
        guard let settings = responder.configuration.messaging,
            let recipient = try store.preferences.client(of: sheet.id, publisher: viewer.account)
        else { return nil }
        // The next number is not known before it is taken; its digits are what counts here.
        let link = NoticeLink.place(.client, code, publication: 1_000, comment: nil)
        let sms = try store.templates.find(.publication).sms([
            .recipient: header.clientName, .author: viewer.name, .worksite: header.title, .code: code.description,
            .number: "1000", .date: ParisTime(now).sentence, .link: "\(settings.site)\(link)",
        ])
        return .init(recipient: recipient, clientName: header.clientName, smsSegments: sms.segmentCount)
    }
}
