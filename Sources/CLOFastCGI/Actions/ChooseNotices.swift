import CLOModel
import CLOStore

/// « Notifications »: by what means, and how often, a client is told of news, as far as CLO lets him choose (S3, S16).
/// The signed link of a message leads to a page of its own, which needs no session: see ``Preferences``.
enum ChooseNotices {
    static func show(_ person: SignedIn) throws -> Response {
        let notice = Notice(person.request)
        let response = person.page(NoticesPage.page(try model(person, notice: notice?.sentence)))
        return notice == nil ? response : response.setting(Notice.removal(isSecure: person.request.isSecure))
    }

    static func submit(_ person: SignedIn) throws -> Response {
        let preferences = try NoticePreferences(try person.request.form())
        switch try person.store.preferences.change(to: preferences, by: person.viewer, at: person.now) {
        case .done: return person.done(.noticesSaved, next: .account(.notices))
        case .forbidden: throw Refusal.forbidden
        case .gone: throw Refusal.signInNeeded
        }
    }

    private static func model(_ person: SignedIn, notice: String?) throws -> NoticesPage.Model {
        let level = try person.store.settings.fieldPolicy()[.notifications]
        guard level != .hidden else { throw Refusal.notFound }
        guard let found = try person.store.preferences.find(person.viewer.account) else { throw Refusal.signInNeeded }
        return NoticesPage.Model(
            viewer: person.viewer, formTokens: person.formTokens(),
            fields: .init(
                preferences: found.preferences, email: found.email?.description, mobile: found.mobile?.french,
                offersSMS: person.store.notices?.channels.contains(.sms) == true),
            mayChange: level == .modifiable, notice: notice)
    }
}
