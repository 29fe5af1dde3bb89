import CLOModel
import CLOStore

/// The page of installation, as one of the office's. It is made without the database: the company's name and colours
/// are set later.
enum InstallationScreen {
    /// What the last step has to say.
    struct State {
        var problem: String?
        /// Bytes of the trial's request.
        var arrived: Int?
        /// What became of a letter.
        var letter: HostFindings.Finding?
        var letterForm = TypedForm()
        var form = TypedForm()
    }

    static func show(_ visitor: Visitor, _ state: State = State(), status: Response.Status = .ok) -> Response {
        let findings = HostFindings.all(visitor)
        let database = DatabaseState(visitor)
        return answer(visitor, status) { tokens in
            InstallationPage.content(
                findings, database, state, canMail: visitor.responder.configuration.messaging?.mail != nil, tokens)
        }
    }

    static func askForKey(_ visitor: Visitor, error: String?, status: Response.Status) -> Response {
        answer(visitor, status) { InstallationPage.keyForm(error: error, $0) }
    }

    static func withoutKey(_ visitor: Visitor) -> Response {
        answer(visitor, .ok) { _ in InstallationPage.withoutKey }
    }

    private static func answer(
        _ visitor: Visitor, _ status: Response.Status, _ content: (HTML) -> HTML
    ) -> Response {
        let visit = SignIn.visit(of: visitor.request)
        let page = Page(
            title: "Installation", area: .office, viewer: nil, formTokens: HTML(),
            content: content(FormTokens.html(for: visit.token)), sectionClass: "clo-office clo-installation",
            styles: ["office.css"])
        let response = Response(
            status: status,
            body: .html(visitor.responder.layout.html(page, as: visitor.request.wantsFragment ? .section : .site)))
        return visit.cookie.map(response.setting) ?? response
    }
}

/// How far the database is.
enum DatabaseState {
    case unreachable(String)
    /// The files that were not applied; all of them when it is empty.
    case incomplete([String])
    case ready

    init(_ visitor: Visitor) {
        do {
            let files = try Migrations.files(in: visitor.responder.configuration.sqlFolder)
            let missing = try Migrations(visitor.store.database).missing(among: files)
            self = missing.isEmpty ? .ready : .incomplete(missing.map(\.name))
        } catch {
            self = .unreachable("\(error)")
        }
    }
}
