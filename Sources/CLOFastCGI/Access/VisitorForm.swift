import CLOModel
import CLOSecurity
import CLOStore
import Glibc

/// Forms for people who are not signed in: their token is derived from a cookie of the visit.
struct VisitorForm {
    /// What was posted; `nil` when the form cannot be accepted, for the reason that ``objection`` gives.
    let fields: Fields
    /// A French sentence: the cookie is missing, or the page had been open for too long.
    let objection: String?

    init(_ visitor: Visitor) throws {
        fields = try visitor.request.form()
        guard let token = visitor.request.cookie(.visit).flatMap({ SecretToken($0) }) else {
            objection = "Votre navigateur n’a pas gardé le témoin de connexion (cookie). Réessayez."
            return
        }
        do {
            try visitor.exchange.checkOriginAndToken(of: token)
            objection = nil
        } catch Refusal.formExpired {
            objection = "La page était ouverte depuis trop longtemps. Réessayez."
        }
    }
}

extension Visitor {
    /// A page with a form for somebody who is not signed in, under the visit's cookie.
    func visitorPage(status: Response.Status = .ok, _ page: (HTML) -> Page) -> Response {
        let visit = SignIn.visit(of: request)
        let response = self.page(page(FormTokens.html(for: visit.token)), status: status)
        return visit.cookie.map(response.setting) ?? response
    }
}

/// Answers that take the same time whatever was found: what may not be known is not told by a watch either.
struct EvenPace {
    /// Longer than any of these answers takes: a few queries.
    private static let floor = Duration.milliseconds(300)
    private let start = ContinuousClock.now

    /// Returns when the time is up.
    func hold() {
        let spent = ContinuousClock.now - start
        guard spent < Self.floor else { return }
        // A signal may end the sleep early, which gives nothing away that could be asked for again.
        usleep(UInt32((Self.floor - spent).wholeMilliseconds) * 1_000)
    }
}
