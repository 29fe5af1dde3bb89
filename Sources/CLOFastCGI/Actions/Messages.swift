import CLOModel
import CLOSecurity
import CLOStore

/// What was sent, what was not and why, and what it cost.
enum Messages {
    static func show(_ person: SignedIn) throws -> Response {
        let store = person.store.messages
        let month = ParisTime.startOfMonth(person.now)
        let model = MessagesPage.Model(
            viewer: person.viewer, formTokens: person.formTokens(),
            channels: person.store.notices?.channels ?? [], waitingCount: try store.waitingCount(),
            troubled: try store.troubled(limit: 100), settled: try store.settled(limit: 30),
            month: try store.ledger(from: month, until: person.now + .days(1)),
            year: try store.ledger(from: person.now - .days(365), until: person.now + .days(1)),
            budget: person.responder.configuration.messaging?.sms?.budget, deliveryAddress: deliveryAddress(person))
        return person.page(MessagesPage.page(model))
    }

    /// The same as of « clo deliver --adresse ».
    private static func deliveryAddress(_ person: SignedIn) -> String? {
        let configuration = person.responder.configuration
        return configuration.messaging.map {
            "\($0.site)\(NoticeLink.deliver(secret: DeliverySecret.text(key: configuration.pepper)))"
        }
    }

    static func resend(_ person: SignedIn, _ message: UInt64) throws -> Response {
        guard try person.store.messages.resend(.init(message), at: person.now) else { throw Refusal.notFound }
        return .redirect(to: Route.messages.path)
    }
}
