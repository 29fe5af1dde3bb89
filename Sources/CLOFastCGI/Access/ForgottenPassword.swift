import CLOModel
import CLOSecurity
import CLOStore

/// « Mot de passe oublié »: a link by e-mail. The answer is the same, and takes the same time, whether or not somebody has
/// that identifier or address (ASVS 2.5.6).
enum ForgottenPassword {
    static func show(_ visitor: Visitor, _ area: Area) throws -> Response {
        visitor.visitorPage { ForgottenPage.page(.init(area: area, formTokens: $0)) }
    }

    static func submit(_ visitor: Visitor, _ area: Area) throws -> Response {
        let pace = EvenPace()
        defer { pace.hold() }
        let form = try VisitorForm(visitor)
        let typed = LineOfAccess.cleaned(try form.fields.required("identifiant"))
        if let objection = form.objection {
            return refused(visitor, area, typed, objection, .forbidden)
        }
        guard !typed.isEmpty else {
            return refused(
                visitor, area, typed, "Écrivez votre identifiant ou votre adresse électronique.", .unprocessable)
        }
        // Counted whether or not somebody is found: neither the count nor the wait tells.
        let subjects: [ThrottleStore.Subject] = [
            .recovery(typed), .network(NetworkPrefix(visitor.request.remoteAddress).description),
        ]
        if let until = try visitor.store.throttle.registerTry(subjects, at: visitor.now) {
            return refused(visitor, area, typed, SignIn.waitSentence(until, visitor.now), .tooManyRequests)
        }
        for account in try visitor.store.accounts.reachable(by: typed) { try send(to: account, visitor) }
        return visitor.visitorPage { tokens in
            ForgottenPage.page(.init(area: area, formTokens: tokens, isSent: true))
        }
    }

    private static func send(to account: Account.ID, _ visitor: Visitor) throws {
        guard visitor.store.letters.canSend else {
            Log.write("recovery-without-mail", ["account": "\(account.rawValue)"])
            return
        }
        guard let credentials = try visitor.store.accounts.credentials(of: account),
            let issued = try visitor.store.tokens.issue(.recovery, to: account, at: visitor.now)
        else { return }
        let route = Route.access(
            credentials.role.isEmployee ? .office : .client, .link(token: issued.token.text))
        guard let link = visitor.address(of: route) else { return }
        try visitor.store.journal.record(.init(.resetAsked, by: nil, on: account), at: visitor.now)
        Log.write(
            "recovery-asked", ["account": "\(account.rawValue)", "address": visitor.request.remoteAddress])
        try visitor.tell(.recovery(link: link), account)
    }

    private static func refused(
        _ visitor: Visitor, _ area: Area, _ typed: String, _ sentence: String, _ status: Response.Status
    ) -> Response {
        visitor.visitorPage(status: status) { tokens in
            ForgottenPage.page(.init(area: area, formTokens: tokens, typed: typed, error: sentence))
        }
    }
}

/// An identifier or an address as somebody typed it: what is counted, looked up and shown again is the same text.
enum LineOfAccess {
    static func cleaned(_ typed: String) -> String {
        typed.bounded(254).lowercased().split(separator: " ").joined(separator: " ")
    }
}
