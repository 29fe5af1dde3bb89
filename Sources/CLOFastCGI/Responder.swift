import CLOModel
import CLOSecurity
import CLOStore

/// What a process keeps from one request to the next. Nothing of it matters: it can be lost at any moment.
final class Responder {
    let configuration: Configuration
    let store: Store
    let layout: Layout
    let rendered = RenderCache(byteLimit: 6 << 20)
    let sheets = SheetCache()
    let files: RenderedFiles
    let children = Children()
    /// Plain CGI, where the process ends after one answer.
    let servesOnce: Bool
    private let launcher: DelivererLauncher
    /// Something may have to be sent once the answer has gone out.
    private var mayHaveNews = false
    /// The database has no tables: what was last read of it.
    private var isBeforeInstallation = false
    private var knownSettings: (settings: Settings, readAt: ContinuousClock.Instant)?

    /// The addresses of pages begin from now on as the configuration says.
    /// - Parameter servesOnce: plain CGI, where the process ends after one answer.
    init(configuration: Configuration, servesOnce: Bool) {
        self.configuration = configuration
        self.servesOnce = servesOnce
        SitePaths.install(configuration.web.paths)
        files = RenderedFiles(
            folder: servesOnce ? configuration.renderedFolder : nil,
            programMark: Program.running.mark)
        store = Store(Database(configuration.database), notices: configuration.messaging?.policy)
        launcher = DelivererLauncher(configuration, duties: store.duties)
        layout = Layout(file: configuration.layoutFile, assetsFolder: configuration.assetsFolder)
    }

    /// The path of a request: route → guard → action → page → layout. Whatever happens on it, an answer comes.
    func answer(_ arrival: Gateway.Arrival) -> Response {
        children.askAfter()
        switch arrival {
        case .unreadable(let status):
            return unreadable(status)
        case .request(let arrived):
            guard let request = ForwardedRequest(arrived, configuration.web).asTheBrowserSentIt else {
                return unreadable(.badRequest)
            }
            let exchange = Exchange(request: request, responder: self, now: .now())
            let isClosed = RestorationMark.isPresent(in: configuration.dataFolder)
            let answered = isClosed ? RefusalPages.duringRestoration(exchange) : exchange.answer()
            let answer = FileHandOver.applied(
                to: answered.asEmbedded(request.embedding), configuration.sendFile,
                dataFolder: configuration.dataFolder)
            return SecurityHeaders.added(to: answer, isSecure: request.isSecure)
        }
    }

    private func unreadable(_ status: Response.Status) -> Response {
        Log.write("request-unreadable", ["status": "\(status.rawValue)"])
        let page = RefusalPages.page(for: status, area: .client)
        return SecurityHeaders.added(
            to: Response(status: status, body: .html(layout.html(page, as: .site))), isSecure: false)
    }
}

/// Messages on their way, where there is no cron.
extension Responder {
    /// To be called by whatever may have queued a notice or a letter.
    func noteNews() {
        if configuration.messaging?.startsDeliverer == true { mayHaveNews = true }
    }

    /// To be called when somebody's cron asks for it.
    func deliver() {
        mayHaveNews = true
    }

    /// What an answer leaves to be done once it has gone out.
    func afterwards() -> (() -> Void)? {
        guard mayHaveNews else { return nil }
        mayHaveNews = false
        return haveSent
    }

    /// Has what waits sent, when something does.
    private func haveSent() {
        // The web server of a plain CGI process listens no more.
        if servesOnce { Log.goOn(in: configuration.deliveryLogFile) }
        do {
            let now = Instant.now()
            guard let due = try store.messages.nextDue(), due <= now + DelivererLauncher.patience else { return }
            if let child = try launcher.start(at: now) { children.adopt(child) }
        } catch {
            // The next change asks again.
            Log.write("outbox-unreachable", ["error": "\(error)"])
        }
    }
}

extension Responder {
    /// For how long what was read of the settings is taken for what is set, by processes that live on.
    private static let settingsLifetime = Duration.seconds(5)

    /// What the administrators have set. While the database is away, what it said last: pages must still be shown.
    func settings() -> Settings {
        let now = ContinuousClock.now
        if let known = knownSettings, now - known.readAt < Self.settingsLifetime { return known.settings }
        do {
            let settings = try store.settings.settings()
            knownSettings = (settings, now)
            isBeforeInstallation = false
            return settings
        } catch {
            Log.write("settings-unreadable", ["error": "\(error)"])
            isBeforeInstallation = (error as? StoreError)?.isBeforeInstallation == true
            // A database without tables answers at once, and may have them at any moment.
            if isBeforeInstallation { return .standard }
            // Asking again for each page would make every one of them wait for the database.
            let settings = knownSettings?.settings ?? .standard
            knownSettings = (settings, now)
            return settings
        }
    }

    /// They have just been changed by this process.
    func forgetSettings() {
        knownSettings = nil
    }
}

/// Renders pages to responses, with the request's wish for a bare fragment.
extension Responder {
    func response(_ page: Page, status: Response.Status = .ok, to request: Request) -> Response {
        let settings = settings()
        // Whatever the page is, nothing on it could be used yet.
        if isBeforeInstallation {
            return response(RefusalPages.beforeInstallation(page.area), .standard, status: .unavailable, to: request)
                .adding("Retry-After", "300")
        }
        return response(page, settings, status: status, to: request)
    }

    /// The same without a look into the database.
    func response(_ page: Page, _ settings: Settings, status: Response.Status, to request: Request) -> Response {
        let form: Layout.Form = request.wantsFragment ? .section : request.embedding == nil ? .site : .parts
        return Response(
            status: status, headers: [("Vary", "HX-Request, CLO-Fragment")],
            body: .html(layout.html(page, settings: settings, as: form)))
    }
}
