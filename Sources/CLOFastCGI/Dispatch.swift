import CLOModel
import CLOStore

/// From a route that the guard has let through to the one action that serves it.
enum Dispatch {
    static func respond(
        to route: Route, _ visitor: Visitor, signedIn: (SignedIn, SessionStore.SheetGlimpse?)?
    ) throws -> Response {
        if case .signIn(let area, let returnTo) = route {
            return try visitor.isPost
                ? SignIn.submit(visitor, area)
                : SignIn.show(visitor, area, returnTo: returnTo, viewer: signedIn?.0.viewer)
        }
        if let response = try Appearance.respond(to: route, visitor) { return response }
        if case .access(let area, let access) = route,
            let response = try AccessDispatch.respond(to: access, area, visitor)
        {
            return response
        }
        if case .preferences(let token) = route {
            return try visitor.isPost
                ? Preferences.submit(visitor, token: token) : Preferences.show(visitor, token: token)
        }
        if case .deliver(let secret) = route { return try StartDelivery.start(visitor, secret: secret) }
        if case .sendFileTrial(let name) = route { return try TrySendFile.answer(visitor, name: name) }
        // The guard lets nobody else through to what follows; a mistake there must not open anything.
        guard let (person, glimpse) = signedIn else { throw Refusal.signInNeeded }
        guard route.sheet != nil else { return try respond(to: route, person) }
        guard let glimpse else { throw Refusal.notFound }
        return try respond(to: route, OnSheet(signedIn: person, sheet: glimpse, area: route.area))
    }

    private static func respond(to route: Route, _ person: SignedIn) throws -> Response {
        switch route {
        case .signOut(let area): return try SignOut.submit(person, area)
        case .password(let area): return try person.isPost ? Password.submit(person, area) : Password.show(person, area)
        case .home(let area): return try Home.show(person, area)
        case .access(let area, let access): return try AccessDispatch.respond(to: access, area, person)
        case .openWorksite(let typed): return try OpenWorksite.show(person, typed: typed)
        case .worksiteSuggestions(let typed): return try OpenWorksite.suggest(person, typed: typed)
        case .photo(_, let name, let size, let fileExtension):
            return try ShowPhoto.send(person, name: name, size: size, as: fileExtension)
        case .account(let route): return try AccountDispatch.respond(to: route, person)
        case .office(let route): return try OfficeDispatch.respond(to: route, person)
        case .messages: return try Messages.show(person)
        case .resendMessage(let message): return try Messages.resend(person, message)
        case .templates: return try Templates.list(person)
        case .template(let name):
            return try person.isPost ? Templates.submit(person, name) : Templates.show(person, name)
        case .appearance, .logo, .signIn, .sheet, .news, .order, .publications, .editPublication, .cancelPublication,
            .restorePublication, .deletePublication, .draft, .preview, .versions, .gallery, .search, .uploads, .upload,
            .abandonUpload, .comments, .deleteComment, .pdf, .place, .preferences, .deliver,
            .sendFileTrial, .installation, .health:
            throw Refusal.notFound
        }
    }

    private static func respond(to route: Route, _ here: OnSheet) throws -> Response {
        switch route {
        case .sheet(_, _, let window): return try ShowSheet.show(here, window)
        case .news(_, _, let since): return try ShowNews.show(here, since: since)
        case .order(_, _, let order): return try ChooseOrder.choose(here, order)
        case .pdf(_, _, let choice): return try ShowPDF.show(here, choice)
        case .publications: return try AddPublication.submit(here)
        case .uploads: return try Uploads.begin(here)
        case .upload(_, _, let name):
            return try here.isPost ? Uploads.receive(here, name) : Uploads.show(here, name)
        case .abandonUpload(_, _, let name): return try Uploads.abandon(here, name)
        case .editPublication(_, _, let number):
            return try here.isPost ? EditPublication.submit(here, number) : EditPublication.show(here, number)
        case .cancelPublication(_, _, let number):
            return try here.isPost ? CancelPublication.submit(here, number) : CancelPublication.show(here, number)
        case .restorePublication(_, _, let number):
            return try here.isPost ? RestorePublication.submit(here, number) : RestorePublication.show(here, number)
        case .deletePublication(_, _, let number):
            return try here.isPost ? DeletePublication.submit(here, number) : DeletePublication.show(here, number)
        case .draft(_, _, let number, let erases):
            return try erases ? Drafts.erase(here, number) : Drafts.keep(here, number)
        case .preview(_, _, let number): return try PreviewPublication.show(here, number)
        case .versions(_, _, let number, let version):
            return try ShowVersions.show(here, number, version: version)
        case .gallery(_, _, let month): return try ShowGallery.show(here, from: month)
        case .search(_, _, let typed, let after): return try SearchSheet.show(here, typed: typed, after: after)
        case .comments(_, _, let publication, let replyTo):
            return try here.isPost
                ? AddComment.submit(here, publication) : AddComment.show(here, publication, replyTo: replyTo)
        case .deleteComment(_, _, let publication, let number):
            return try here.isPost
                ? DeleteComment.submit(here, publication, number) : DeleteComment.show(here, publication, number)
        case .place(_, _, let publication, let comment):
            return GoToPlace.redirect(here, publication: publication, comment: comment)
        case .signIn, .signOut, .password, .home, .openWorksite, .worksiteSuggestions, .photo, .account, .appearance,
            .logo, .office, .access, .preferences, .deliver, .messages, .resendMessage, .templates, .template,
            .sendFileTrial, .installation, .health:
            throw Refusal.notFound
        }
    }
}
