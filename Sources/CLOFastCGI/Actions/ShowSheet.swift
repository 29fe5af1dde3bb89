import CLOModel
import CLOStore

/// The page of a sheet: header and publications (S6, S7, B5).
///
/// Costs, however long the sheet, when the process knows its present revision: the session with the sheet's row
/// (in the guard), the header, and for an employee his draft. Otherwise one more for the list of publications, and three for what is not
/// rendered yet.
enum ShowSheet {
    static let pageSize = 20
    /// « Tout afficher » shows all that a worksite ever has; beyond it, pages go on.
    static let everythingLimit = 5_000

    static func show(_ here: OnSheet, _ window: Route.SheetWindow) throws -> Response {
        if here.area != here.ownArea { return .redirect(to: Route.sheet(here.ownArea, here.code, window).path) }
        let form = here.viewer.role.isEmployee ? try here.newPublicationForm() : nil
        return try show(here, window, form: form, status: .ok)
    }

    /// - Parameter form: what an employee is writing, with what is wrong in it.
    static func show(
        _ here: OnSheet, _ window: Route.SheetWindow, form: PublicationForm.Model?, status: Response.Status
    ) throws -> Response {
        let order = here.request.readingOrder
        let page = try here.rendered(
            window.stored, order, limit: window == .everything ? everythingLimit : pageSize)
        let listing = page.listing
        // An anchor that was deleted meanwhile: the sheet is still worth showing.
        if listing.references.isEmpty && window != .first && window != .everything {
            return .redirect(to: Route.sheet(here.ownArea, here.code, .first).path)
        }
        let baseline = try here.store.sheets.noteVisit(to: here.sheet, by: here.viewer, at: here.now)
        let overview = try here.overview(since: baseline)
        let notice = Notice(here.request)
        var form = form
        if form != nil { form?.noticeChoice = try here.noticeChoice(overview.header) }
        let model = SheetPage.Model(
            area: here.ownArea, viewer: here.viewer, header: overview.header, revision: here.sheet.revision,
            order: order, publications: page.fragments,
            reader: here.reader(baseline: baseline), publicationCount: overview.publicationCount,
            previous: listing.hasMoreBefore ? .first : nil,
            next: listing.hasMoreAfter ? listing.references.last.map { .after(number: $0.number) } : nil,
            showsEverything: window == .everything, newCount: overview.newCount,
            clientLastVisit: here.viewer.role.isEmployee ? overview.clientLastVisit : nil,
            unansweredCount: here.viewer.role.isEmployee ? overview.unansweredCount : 0, now: here.now,
            notice: notice?.sentence, publicationForm: form)
        let response = here.page(SheetPage.page(model), status: status)
        guard notice != nil else { return response }
        return response.setting(Notice.removal(isSecure: here.request.isSecure))
    }
}

extension Route.SheetWindow {
    fileprivate var stored: PublicationStore.Window {
        switch self {
        case .first, .everything: return .first
        case .startingWith(let number): return .startingWith(number: number)
        case .after(let number): return .after(number: number)
        }
    }
}

extension Request {
    /// B5: newest first unless this browser chose otherwise.
    var readingOrder: ProgressSheet.Order {
        cookie(.order).flatMap { ProgressSheet.Order(rawValue: $0) } ?? .newestFirst
    }
}

extension OnSheet {
    /// The publications of a page, rendered: by this process, before or now, or by an earlier one.
    fileprivate func rendered(
        _ window: PublicationStore.Window, _ order: ProgressSheet.Order, limit: Int
    ) throws -> RenderedFiles.Page {
        // Pages further down are asked for seldom, and there are many.
        let key =
            window == .first
            ? RenderedFiles.Key(
                sheet: sheet.id, revision: sheet.revision, readerIsEmployee: viewer.role.isEmployee, order: order,
                limit: limit) : nil
        if let key, let page = responder.files.page(key) { return page }
        let listing = try listing(window, order, limit: limit)
        let page = RenderedFiles.Page(
            listing: listing, fragments: try RenderedPublications(self).fragments(listing.references))
        if let key { responder.files.keep(page, key) }
        return page
    }

    /// The publications of a page, from what is known of the present revision if it is.
    fileprivate func listing(
        _ window: PublicationStore.Window, _ order: ProgressSheet.Order, limit: Int
    ) throws -> PublicationStore.Listing {
        let key = SheetCache.ListingKey(window: window, order: order, limit: limit)
        if let known = responder.sheets.listing(of: sheet, key) { return known }
        let listing = try store.publications.listing(
            of: sheet.id, window, order: order, limit: limit, visibleTo: viewer)
        responder.sheets.keep(listing, of: sheet, key)
        return listing
    }

    /// Header and figures, likewise.
    /// - Parameter baseline: what the viewer had seen before this visit; nothing is counted as new at a first one.
    func overview(since baseline: ProgressSheet.Revision?) throws -> SheetStore.Overview {
        let baseline = baseline.flatMap { $0 < sheet.revision ? $0 : nil }
        let key = SheetCache.OverviewKey(account: viewer.account, baseline: baseline)
        if let known = responder.sheets.overview(of: sheet, key) {
            guard let overview = try store.sheets.overview(of: sheet.id, unchangedSince: known, visibleTo: viewer)
            else { throw Refusal.notFound }
            return overview
        }
        guard let overview = try store.sheets.overview(of: sheet.id, since: baseline, visibleTo: viewer) else {
            throw Refusal.notFound
        }
        responder.sheets.keep(overview, of: sheet, key)
        return overview
    }

    /// - Parameter baseline: what the viewer had seen before this visit; at a first visit nothing is new to him.
    func reader(baseline: ProgressSheet.Revision?) -> Reader {
        Reader(
            account: viewer.account, seenRevision: baseline ?? sheet.revision, formTokens: signedIn.formTokens())
    }
}

/// Publications as they stand on the page, from the process's cache or newly rendered.
struct RenderedPublications {
    let here: OnSheet

    init(_ here: OnSheet) {
        self.here = here
    }

    /// - Returns: in the order given; those that were deleted since they were listed are left out.
    func fragments(_ references: [PublicationStore.Reference]) throws -> [Personalised] {
        var fragments: [Publication.ID: Personalised] = [:]
        fragments.reserveCapacity(references.count)
        for reference in references {
            fragments[reference.id] = here.responder.rendered.fragment(key(reference.id), revision: reference.revision)
        }
        let missing = references.map(\.id).filter { fragments[$0] == nil }
        for (id, fragment) in try render(missing) { fragments[id] = fragment }
        return references.compactMap { fragments[$0.id] }
    }

    func fragments(_ ids: [Publication.ID]) throws -> [Personalised] {
        let rendered = try render(ids)
        return ids.compactMap { rendered[$0] }
    }

    /// What is kept is kept under the revision that was read first: comments that were added while reading only
    /// make it fresher than its label, never staler.
    private func render(_ ids: [Publication.ID]) throws -> [Publication.ID: Personalised] {
        let publications = try here.store.publications.find(ids, visibleTo: here.viewer)
        guard !publications.isEmpty else { return [:] }
        let threads = try here.store.comments.threads(of: ids, visibleTo: here.viewer)
        let photos = try here.store.photos.photos(of: ids, visibleTo: here.viewer)
        var fragments: [Publication.ID: Personalised] = [:]
        for publication in publications {
            let fragment = PublicationView.fragment(
                .init(
                    area: here.ownArea, code: here.code, readerIsEmployee: here.viewer.role.isEmployee,
                    publication: publication, photos: photos[publication.id] ?? [],
                    thread: threads[publication.id] ?? CommentThread([])))
            here.responder.rendered.keep(fragment, key(publication.id), revision: publication.revision)
            fragments[publication.id] = fragment
        }
        return fragments
    }

    private func key(_ id: Publication.ID) -> RenderCache.Key {
        .init(publication: id, area: here.ownArea, readerIsEmployee: here.viewer.role.isEmployee)
    }
}

/// What has just been done, told once on the next page: carried by a cookie from the action to the page.
struct Notice {
    enum Kind: String {
        case publicationDeleted = "publication-supprimee"
        case commentDeleted = "commentaire-supprime"
        case detailsSaved = "informations-enregistrees"
        case noticesSaved = "notifications-enregistrees"
        case erasureAsked = "effacement-demande"
        case erasureWithdrawn = "effacement-retire"
        // The office
        case saved = "enregistre"
        case accountAdded = "compte-cree"
        case accountInvited = "compte-invite"
        case accountSuspended = "compte-suspendu"
        case accountReopened = "compte-rouvert"
        case codesRemoved = "codes-retires"
        case worksiteMoved = "chantier-confie"
        case contractAdded = "contrat-ajoute"
        case contractDeleted = "contrat-supprime"
        case dataErased = "donnees-effacees"
        case erasureRefused = "effacement-refuse"
    }

    let kind: Kind
    let number: Int

    init(_ kind: Kind, number: Int) {
        self.kind = kind
        self.number = number
    }

    init?(_ request: Request) {
        guard let parts = request.cookie(.notice)?.split(separator: "."), parts.count == 2,
            let kind = Kind(rawValue: String(parts[0])), let number = Int(parts[1]), number > 0
        else { return nil }
        self.init(kind, number: number)
    }

    var sentence: String {
        switch kind {
        case .publicationDeleted: return "La publication n°\u{A0}\(number) est supprimée."
        case .commentDeleted:
            return number == 1 ? "Le commentaire est supprimé." : "Le commentaire et ses réponses sont supprimés."
        case .detailsSaved: return "Vos informations sont enregistrées."
        case .noticesSaved: return "Votre choix est enregistré."
        case .erasureAsked: return "Votre demande est transmise à CLO."
        case .erasureWithdrawn: return "Votre demande est retirée. Vos données restent en place."
        case .saved: return "C’est enregistré."
        case .accountAdded: return "Le compte est créé. Il pourra servir quand son mot de passe aura été choisi."
        case .accountInvited: return "L’invitation part par courriel."
        case .accountSuspended: return "Le compte est suspendu\u{A0}; ses sessions sont fermées."
        case .accountReopened: return "Le compte est rouvert."
        case .codesRemoved: return "Les codes à usage unique sont retirés."
        case .worksiteMoved: return "Le chantier est confié à ce client."
        case .contractAdded: return "Le contrat est ajouté\u{A0}; le client peut le lire."
        case .contractDeleted: return "Le contrat est supprimé."
        case .dataErased: return "Les données du client sont effacées."
        case .erasureRefused: return "Le refus est enregistré\u{A0}; le client le lit sur sa page."
        }
    }

    func cookie(isSecure: Bool) -> Cookie {
        Cookie(name: .notice, value: "\(kind.rawValue).\(number)", lifetime: .minutes(5), isSecure: isSecure)
    }

    static func removal(isSecure: Bool) -> Cookie {
        Cookie(name: .notice, value: "", lifetime: .zero, isSecure: isSecure)
    }
}
