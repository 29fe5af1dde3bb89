import CLOModel
import CLOSecurity
import CLOStore

/// The answers to what cannot be done: the right status, a plain French page, and nothing of what was typed lost.
enum RefusalPages {
    static func response(to refusal: Refusal, _ exchange: Exchange, area: Area) -> Response {
        switch refusal {
        case .notFound: return plain(.notFound, exchange, area)
        case .forbidden: return plain(.forbidden, exchange, area)
        case .tooLarge: return plain(.contentTooLarge, exchange, area)
        case .unsupportedMediaType: return plain(.unsupportedMediaType, exchange, area)
        case .methodNotAllowed(let allowed):
            let names = allowed.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }
            return plain(.methodNotAllowed, exchange, area).adding("Allow", names.joined(separator: ", "))
        case .signInNeeded: return signInNeeded(exchange, area)
        case .formExpired(let mayResend): return formExpired(exchange, area, mayResend: mayResend)
        }
    }

    static func response(toBadRequest bad: BadRequest, _ exchange: Exchange, area: Area) -> Response {
        var model = model(for: .badRequest, area: area)
        model.sentences = [bad.sentence]
        model.kept = KeptForm(of: exchange.request)
        model.formTokens = resendTokens(exchange)
        return exchange.responder.response(MessagePage.page(model), status: .badRequest, to: exchange.request)
    }

    /// Something of ours failed: the database is away, a file is missing, or worse.
    static func response(toFailure error: any Error, _ exchange: Exchange, area: Area) -> Response {
        let reference = Base64URL.encode(Randomness.bytes(6))
        Log.write(
            "request-failed",
            [
                "reference": reference, "method": exchange.request.methodName, "path": exchange.request.path,
                "error": "\(error)",
            ])
        let status: Response.Status
        switch error as? StoreError {
        case .unavailable, .outcomeUnknown, .conflict: status = .unavailable
        case .duplicate, .failed, .unexpectedRow, nil: status = .internalError
        }
        var model = model(for: status, area: area)
        model.reference = reference
        model.kept = KeptForm(of: exchange.request)
        model.formTokens = resendTokens(exchange)
        let response = exchange.responder.response(MessagePage.page(model), status: status, to: exchange.request)
        let isTold = response.headers.contains { $0.name == "Retry-After" }
        return status == .unavailable && !isTold ? response.adding("Retry-After", "5") : response
    }

    /// A backup is being put back (``RestorationMark``): what is in the database is not to be read, nor changed, yet.
    static func duringRestoration(_ exchange: Exchange) -> Response {
        var model = model(for: .unavailable, area: .client)
        model.sentences = ["Nos données sont en cours de remise en place. Réessayez dans quelques minutes."]
        model.kept = KeptForm(of: exchange.request)
        model.formTokens = resendTokens(exchange)
        model.links = []
        return exchange.responder
            .response(MessagePage.page(model), .standard, status: .unavailable, to: exchange.request)
            .adding("Retry-After", "60")
    }

    static func page(for status: Response.Status, area: Area) -> Page {
        MessagePage.page(model(for: status, area: area))
    }

    /// The program is there, its database is not: nothing is said of what is missing.
    static func beforeInstallation(_ area: Area) -> Page {
        MessagePage.page(
            .init(
                area: area, viewer: nil, formTokens: HTML(), title: "Bientôt ouvert",
                sentences: ["Le compte client n’est pas encore en service. Revenez un peu plus tard."], reference: nil,
                kept: nil, links: []))
    }

    private static func plain(_ status: Response.Status, _ exchange: Exchange, _ area: Area) -> Response {
        exchange.responder.response(page(for: status, area: area), status: status, to: exchange.request)
    }

    /// A page asked for leads to the sign-in and then on to where one wanted to go; a form that was sent is kept
    /// through the sign-in.
    private static func signInNeeded(_ exchange: Exchange, _ area: Area) -> Response {
        let request = exchange.request
        if request.method != .post && !request.wantsFragment {
            let home = Route.home(area).path
            return .redirect(to: Route.signIn(area, returnTo: request.target == home ? nil : request.target).path)
        }
        let visit = SignIn.visit(of: request)
        let model = SignInPage.Model(
            area: area, formTokens: FormTokens.html(for: visit.token),
            error: "Votre session a expiré. Connectez-vous de nouveau\u{A0}: rien n’est perdu.",
            returnTo: nil,
            kept: KeptForm(of: request).map { kept in
                let submission = KeptForm.submission(of: request).map { KeptForm.Field(name: "envoi", value: $0) }
                return KeptForm(action: kept.action, fields: kept.fields + [submission].compactMap { $0 })
            })
        let response = exchange.responder.response(SignInPage.page(model), status: .unauthorized, to: request)
        return visit.cookie.map(response.setting) ?? response
    }

    private static func formExpired(_ exchange: Exchange, _ area: Area, mayResend: Bool) -> Response {
        var model = model(for: .forbidden, area: area)
        model.title = "Ce formulaire a expiré"
        if mayResend, let kept = KeptForm(of: exchange.request) {
            model.sentences = [
                "La page était ouverte depuis trop longtemps. Votre texte est conservé ci-dessous\u{A0}: envoyez-le de nouveau."
            ]
            model.kept = kept
            model.formTokens = resendTokens(exchange)
        } else {
            model.sentences = ["Rechargez la page d’où vous venez, puis recommencez."]
        }
        return exchange.responder.response(MessagePage.page(model), status: .forbidden, to: exchange.request)
    }

    /// Fresh CSRF token, same submission token: what was carried out after all is not carried out twice.
    private static func resendTokens(_ exchange: Exchange) -> HTML {
        guard let token = exchange.request.cookie(.session).flatMap({ SecretToken($0) }) else { return HTML() }
        return FormTokens.html(for: token, submission: KeptForm.submission(of: exchange.request))
    }

    private static func model(for status: Response.Status, area: Area) -> MessagePage.Model {
        let title: String
        let sentences: [String]
        switch status {
        case .badRequest:
            title = "Cette demande est incomplète"
            sentences = ["Votre navigateur a envoyé une demande que nous n’avons pas pu lire."]
        case .forbidden:
            title = "Accès refusé"
            sentences = ["Vous n’avez pas le droit de faire cela avec ce compte."]
        case .notFound:
            title = "Page introuvable"
            sentences = ["Cette page n’existe pas, ou n’est pas accessible avec votre compte."]
        case .methodNotAllowed:
            title = "Action impossible"
            sentences = ["Cette page ne peut pas être utilisée de cette façon."]
        case .contentTooLarge:
            title = "Envoi trop volumineux"
            sentences = [
                "Le texte envoyé dépasse la taille admise (128\u{A0}ko).",
                "Revenez en arrière\u{A0}: votre texte est encore dans la page. Vous pouvez l’envoyer en plusieurs fois.",
            ]
        case .unsupportedMediaType:
            title = "Format non pris en charge"
            sentences = ["Ce type d’envoi n’est pas accepté ici."]
        case .unavailable:
            title = "Service momentanément indisponible"
            sentences = ["Nos serveurs font une courte pause. Réessayez dans quelques instants."]
        case .internalError, .ok, .noContent, .partialContent, .seeOther, .notModified, .unauthorized, .conflict,
            .rangeNotSatisfiable, .unprocessable, .tooManyRequests, .insufficientStorage:
            title = "Une erreur est survenue"
            sentences = [
                "Ce n’est pas de votre fait. Réessayez\u{A0}; si cela se reproduit, appelez-nous en citant la référence."
            ]
        }
        return MessagePage.Model(
            area: area, viewer: nil, formTokens: HTML(), title: title, sentences: sentences, reference: nil, kept: nil,
            links: [.init(label: area == .client ? "Retour à mon compte" : "Retour aux chantiers", route: .home(area))])
    }
}

/// The answer while there is no usable `clo.conf`: the log says why, the visitor only that it will take a while.
enum UnconfiguredAnswer {
    static func answer(_ arrival: Gateway.Arrival) -> Response {
        let html: HTML = """
            <!doctype html>
            <html lang="fr"><head><meta charset="utf-8"><title>Service indisponible</title></head>
            <body><h1>Service momentanément indisponible</h1>
            <p>Le compte client n’est pas encore configuré sur cet hébergement.</p></body></html>

            """
        return SecurityHeaders.added(to: Response(status: .unavailable, body: .html(html)), isSecure: false)
    }
}

extension KeptForm {
    /// What was being sent, unless there is nothing worth keeping. Passwords and tokens are never kept.
    init?(of request: Request) {
        guard request.method == .post, let form = try? request.form() else {
            // A body that cannot be read holds nothing that could be shown.
            return nil
        }
        if let carried = KeptForm(carriedBy: form) {
            self.init(action: carried.action, fields: carried.fields.filter { $0.name != "envoi" })
            return
        }
        let fields = form.pairs.filter { pair in
            !pair.name.hasPrefix("mot_de_passe") && !pair.name.hasPrefix("nouveau_mot_de_passe")
                && !pair.name.hasPrefix("garde:") && pair.name != "jeton" && pair.name != "envoi"
                && pair.name != "cle"
        }
        let isWorthKeeping = fields.contains { field in
            field.name.hasPrefix("photo:") || Self.worthKeeping.contains(field.name) && !field.value.isEmpty
        }
        guard isWorthKeeping else { return nil }
        self.init(action: request.path, fields: fields.map { Field(name: $0.name, value: $0.value) })
    }

    /// What a sign-in form carries along for later, under names that begin with `garde:`.
    init?(carriedBy form: Fields) {
        guard let action = form.pairs.first(where: { $0.name == "garde:action" }).flatMap({ SignIn.ownPath($0.value) })
        else { return nil }
        let fields = form.pairs.compactMap { pair -> Field? in
            guard pair.name.hasPrefix("garde:"), pair.name != "garde:action" else { return nil }
            return Field(name: String(pair.name.dropFirst("garde:".count)), value: pair.value)
        }
        self.init(action: action, fields: fields)
    }

    /// The fields in which people write.
    private static let worthKeeping = Set(["texte", "texte_riche", "motif"] + DetailField.texts.map(\.rawValue))

    static func submission(of request: Request) -> String? {
        guard request.method == .post else { return nil }
        // Unreadable bodies have no token to keep.
        let pairs = (try? request.form())?.pairs ?? []
        return ["garde:envoi", "envoi"].compactMap { name in pairs.first { $0.name == name }?.value }.first
    }
}

extension Request {
    /// Path and query as one would ask for them again.
    var target: String {
        let pairs = query.pairs.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return pairs.isEmpty
            ? PercentEncoding.encode(path) : "\(PercentEncoding.encode(path))?\(pairs.joined(separator: "&"))"
    }
}
