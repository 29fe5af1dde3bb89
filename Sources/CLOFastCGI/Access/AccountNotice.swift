import CLOModel
import CLOSecurity
import CLOStore

extension Actor {
    /// Queues what the person is to be told, and has it sent after the answer. His preferences for news do not matter here.
    func tell(_ notice: AccountNotice, _ account: Account.ID) throws {
        try store.tell(notice, to: account, at: now)
        responder.noteNews()
    }

    /// The whole address of a page, as a message must say it; `nil` where the installation sends none.
    func address(of route: Route) -> String? {
        responder.configuration.messaging.map { "\($0.site)\(route.path)" }
    }
}
