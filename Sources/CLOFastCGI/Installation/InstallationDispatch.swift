import CLOModel
import CLOStore

/// The way to the steps of the installation: closed for good or not, then the key, then the form's token.
///
/// The ordinary guard asks the database who somebody is; here there may be no database yet, or half of one. So this path
/// goes without sessions: a pass in a signed cookie (``InstallationKey``) says that the key was typed.
enum InstallationDispatch {
    static func respond(to route: InstallationRoute, _ visitor: Visitor) throws -> Response {
        guard !isClosed(visitor) else { throw Refusal.notFound }
        guard let key = visitor.responder.configuration.installationKey else {
            return InstallationScreen.withoutKey(visitor)
        }
        let pass = visitor.request.cookie(.installation)
        guard let pass, key.accepts(pass: pass, at: visitor.now) else {
            return visitor.isPost && route == .page
                ? try submit(key, visitor)
                : InstallationScreen.askForKey(visitor, error: nil, status: visitor.isPost ? .forbidden : .ok)
        }
        guard visitor.isPost else { return InstallationScreen.show(visitor) }
        // The key once more, from another window.
        if route == .page { return .redirect(to: Route.installation(.page).path) }
        let form = try VisitorForm(visitor)
        if let objection = form.objection {
            return InstallationScreen.show(visitor, .init(problem: objection), status: .forbidden)
        }
        switch route {
        case .page, .trial: return InstallationScreen.show(visitor, .init(arrived: visitor.request.body.count))
        case .letter: return try sendLetter(visitor, form.fields)
        case .migrations: return applyMigrations(visitor)
        case .administrator: return try FirstAdministrator.submit(visitor, form.fields)
        }
    }

    /// A database that cannot be asked has not said that there is an administrator; then only the file speaks.
    private static func isClosed(_ visitor: Visitor) -> Bool {
        let files = InstallationFiles(dataFolder: visitor.responder.configuration.dataFolder)
        guard !files.saysClosed else { return true }
        do {
            guard try visitor.store.installation.isClosed() else { return false }
        } catch {
            Log.write("installation-undecided", ["error": "\(error)"])
            return false
        }
        files.noteClosed()
        return true
    }

    private static func submit(_ key: InstallationKey, _ visitor: Visitor) throws -> Response {
        let pace = EvenPace()
        defer { pace.hold() }
        let form = try VisitorForm(visitor)
        let typed = try form.fields.required("cle")
        if let objection = form.objection {
            return InstallationScreen.askForKey(visitor, error: objection, status: .forbidden)
        }
        let network = NetworkPrefix(visitor.request.remoteAddress).description
        let files = InstallationFiles(dataFolder: visitor.responder.configuration.dataFolder)
        do throws(InstallationFiles.Unwritable) {
            if let next = try files.registerTry(from: network, at: visitor.now) {
                return InstallationScreen.askForKey(
                    visitor, error: "Trop d’essais. Réessayez \(ParisTime(next).sentence).", status: .tooManyRequests)
            }
            guard key.accepts(typed) else {
                Log.write("installation-key-refused", ["address": visitor.request.remoteAddress])
                return InstallationScreen.askForKey(
                    visitor, error: "Ce n’est pas la clé que contient clo.conf.", status: .forbidden)
            }
            try files.forgive(network)
        } catch {
            Log.write("installation-tries-uncounted", ["error": "\(error)"])
            return InstallationScreen.askForKey(
                visitor,
                error: "Les essais ne peuvent pas être comptés\u{A0}: ni le dossier CLO_DATA ni /tmp ne peuvent être"
                    + " écrits. Donnez au compte du site le droit d’écrire dans CLO_DATA.",
                status: .unavailable)
        }
        Log.write("installation-key-accepted", ["address": visitor.request.remoteAddress])
        let cookie = Cookie(
            name: .installation, value: key.pass(at: visitor.now), lifetime: InstallationKey.passLifetime,
            isSecure: visitor.request.isSecure)
        return Response.redirect(to: Route.installation(.page).path).setting(cookie)
    }

    /// By a child, as all letters are.
    private static func sendLetter(_ visitor: Visitor, _ fields: Fields) throws -> Response {
        var typed = try TypedForm(fields, [InstallationPage.letterAddress.name])
        guard let address = EmailAddress(typed: typed[InstallationPage.letterAddress.name]) else {
            typed.errors[InstallationPage.letterAddress.name] = "Une adresse s’écrit comme claire.olivier@exemple.fr."
            return InstallationScreen.show(visitor, .init(letterForm: typed), status: .unprocessable)
        }
        let outcome = HostFindings.trialLetter(to: address, visitor)
        Log.write("installation-letter", ["address": visitor.request.remoteAddress, "outcome": outcome.level.rawValue])
        return InstallationScreen.show(visitor, .init(letter: outcome, letterForm: typed))
    }

    /// By the responder itself rather than by a child: it works where the host lets nobody start one, too. An
    /// interrupted one is taken up again by the next.
    private static func applyMigrations(_ visitor: Visitor) -> Response {
        let sqlFolder = visitor.responder.configuration.sqlFolder
        do {
            let applied = try Migrations(visitor.store.database).apply(Migrations.files(in: sqlFolder), at: visitor.now)
            try visitor.store.search.indexWhatIsMissing(of: nil)
            Log.write("installation-migrated", ["count": "\(applied.count)"])
        } catch {
            Log.write("installation-migration-failed", ["error": "\(error)"])
            return InstallationScreen.show(
                visitor,
                .init(
                    problem: "La base n’a pas pu être préparée\u{A0}: \(error). Ce qui est fait reste fait\u{A0}; "
                        + "corrigez, puis recommencez."),
                status: .unprocessable)
        }
        return .redirect(to: Route.installation(.page).path + "#base")
    }
}
