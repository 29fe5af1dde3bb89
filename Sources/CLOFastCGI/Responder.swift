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
    private let launcher: DelivererLauncher?
    /// Something was done that somebody may have to be told of.
    private var mayHaveNews = false
    private var knownSettings: (settings: Settings, readAt: ContinuousClock.Instant)?

    /// The addresses of pages begin from now on as the configuration says.
    /// - Parameter servesOnce: plain CGI, where the process ends after one answer.
    init(configuration: Configuration, servesOnce: Bool) {
        self.configuration = configuration
        SitePaths.install(configuration.web.paths)
        let startsDeliverer = configuration.messaging?.startsDeliverer == true
        launcher = startsDeliverer ? DelivererLauncher(configuration) : nil
        files = RenderedFiles(
            folder: servesOnce ? configuration.renderedFolder : nil,
            programMark: DataFile.fingerprint("/proc/self/exe") ?? "")
        store = Store(Database(configuration.database), notices: configuration.messaging?.policy)
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
            let answer = FileHandOver.applied(
                to: exchange.answer().asEmbedded(request.embedding), configuration.sendFile,
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
        mayHaveNews = true
    }

    /// After an answer has gone out: has what waits sent, when something does.
    func finish() {
        guard let launcher, mayHaveNews else { return }
        mayHaveNews = false
        do {
            guard let due = try store.messages.nextDue(), due < .now() + DelivererLauncher.patience else { return }
            launcher.start()
        } catch {
            // The next change asks again.
            Log.write("outbox-unreachable", ["error": "\(error)"])
        }
    }

    /// Somebody's cron asks for it. Without a wait: it will ask again.
    func deliverNow() {
        (launcher ?? DelivererLauncher(configuration)).start()
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
            return settings
        } catch {
            Log.write("settings-unreadable", ["error": "\(error)"])
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
        let form: Layout.Form = request.wantsFragment ? .section : request.embedding == nil ? .site : .parts
        return Response(
            status: status, headers: [("Vary", "HX-Request, CLO-Fragment")],
            body: .html(layout.html(page, settings: settings(), as: form)))
    }
}
