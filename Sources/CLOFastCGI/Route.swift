import CLOModel

/// The two doors of the product: clients come in by the site's menu, employees by `/admin` (S19).
enum Area: Hashable, Sendable, CaseIterable {
    case client
    case office

    /// What its addresses begin with: `/compte-client`, unless the site has another name for it.
    var base: String { SitePaths.installed.base(of: self == .client ? .client : .office) }

    init(_ door: NoticeLink.Door) {
        switch door {
        case .client: self = .client
        case .office: self = .office
        }
    }
}

/// The map of the site: every address there is. One enum parses a path and prints one; no address is written
/// by hand anywhere else.
enum Route: Hashable, Sendable {
    /// « Connexion ». `returnTo` is a path of ours to go to afterwards.
    case signIn(Area, returnTo: String?)
    case signOut(Area)
    case password(Area)
    /// Getting in by other ways, the second factor, and one's own sessions.
    case access(Area, AccessRoute)
    /// For a client the list of his sheets, for an employee the field where he types a worksite code.
    case home(Area)
    /// An employee's way from a typed code to its sheet, or to a message that there is none.
    case openWorksite(typed: String)
    /// Worksites whose code, title or client begin like what an employee has typed so far.
    case worksiteSuggestions(typed: String)

    case sheet(Area, WorksiteCode, SheetWindow)
    /// What changed on a sheet since a revision (S8).
    case news(Area, WorksiteCode, since: ProgressSheet.Revision)
    case order(Area, WorksiteCode, ProgressSheet.Order)
    case publications(Area, WorksiteCode)
    case editPublication(Area, WorksiteCode, number: Int)
    case cancelPublication(Area, WorksiteCode, number: Int)
    case restorePublication(Area, WorksiteCode, number: Int)
    case deletePublication(Area, WorksiteCode, number: Int)
    /// What an employee is writing, kept on the server: a new publication (`nil`), or a change to one.
    case draft(Area, WorksiteCode, number: Int?, erases: Bool)
    /// A publication as it would be seen, before it is.
    case preview(Area, WorksiteCode, number: Int?)
    /// The texts that a publication has had; the present one unless another is asked for (B2).
    case versions(Area, WorksiteCode, number: Int, version: Int?)
    /// The photos of a sheet, by month; from one month back in time, the newest unless another is asked for (B10).
    case gallery(Area, WorksiteCode, from: Month?)
    /// What was typed, looked for in a sheet; the results after the publication of that number (B10).
    case search(Area, WorksiteCode, typed: String, after: Int?)
    /// Comments of a publication; `replyTo` is the number of the comment that is being answered.
    case comments(Area, WorksiteCode, publication: Int, replyTo: Int?)
    case deleteComment(Area, WorksiteCode, publication: Int, number: Int)
    /// Where an upload of a photo begins (B9).
    case uploads(Area, WorksiteCode)
    case upload(Area, WorksiteCode, name: String)
    case abandonUpload(Area, WorksiteCode, name: String)
    case photo(Area, name: String, size: Int, Photo.FileExtension)
    /// A sheet, or part of it, as a document to print (S17).
    case pdf(Area, WorksiteCode, PDFChoice)

    /// What a client has besides his sheets.
    case account(AccountRoute)
    /// The company's colours, when they are not those of the program: a style sheet.
    case appearance(Area)
    /// The company's logo.
    case logo(Area)
    /// What employees and administrators do besides.
    case office(OfficeRoute)

    /// A short way to a publication or a comment, as messages carry it (see ``NoticeLink``).
    case place(Area, WorksiteCode, publication: Int?, comment: Int?)
    /// How one wants to be told, by a signed link and without signing in (B12).
    case preferences(token: String)
    /// A panel's cron asks that messages be sent.
    case deliver(secret: String)
    /// What `clo doctor` asks of a running site (see ``SendFileTrial``).
    case sendFileTrial(name: String)
    /// Before there is an administrator.
    case installation(InstallationRoute)
    /// For monitors: whether all is well (see ``ShowHealth``).
    case health
    /// What was sent, what was not, and what it cost.
    case messages
    case resendMessage(UInt64)
    /// The words of messages, and those of one kind.
    case templates
    case template(NoticeTemplate.Name)

    /// The part of a long sheet that a page shows (B5).
    enum SheetWindow: Hashable, Sendable {
        /// The first publications in the reader's order.
        case first
        /// Those that begin with this one.
        case startingWith(number: Int)
        /// Those that come after this one.
        case after(number: Int)
        case everything
    }
}

// MARK: - Printing

extension Route {
    /// Path and query, ready for a `Location` header; for HTML, interpolate the route itself.
    var path: String {
        switch self {
        case .signIn(let area, let returnTo):
            return "\(area.base)/connexion" + Self.query([("retour", returnTo)])
        case .signOut(let area): return "\(area.base)/deconnexion"
        case .password(let area): return "\(area.base)/mot-de-passe"
        case .access(let area, let route): return "\(area.base)/\(route.relativePath)"
        case .home(let area): return "\(area.base)/"
        case .openWorksite(let typed):
            return "\(Area.office.base)/fiches" + Self.query([("chantier", typed.isEmpty ? nil : typed)])
        case .worksiteSuggestions(let typed):
            return "\(Area.office.base)/chantiers" + Self.query([("chantier", typed.isEmpty ? nil : typed)])
        case .sheet(let area, let code, let window): return Self.sheetPath(area, code) + window.query
        case .news(let area, let code, let since): return Self.sheetPath(area, code) + "/nouveautes?depuis=\(since)"
        case .order(let area, let code, let order): return Self.sheetPath(area, code) + "/ordre?ordre=\(order.rawValue)"
        case .publications(let area, let code): return Self.sheetPath(area, code) + "/publications"
        case .editPublication(let area, let code, let number):
            return Self.publicationPath(area, code, number) + "/modifier"
        case .cancelPublication(let area, let code, let number):
            return Self.publicationPath(area, code, number) + "/annuler"
        case .restorePublication(let area, let code, let number):
            return Self.publicationPath(area, code, number) + "/retablir"
        case .deletePublication(let area, let code, let number):
            return Self.publicationPath(area, code, number) + "/supprimer"
        case .draft(let area, let code, let number, let erases):
            return Self.writingPath(area, code, number) + "/brouillon" + Self.query([("effacer", erases ? "1" : nil)])
        case .preview(let area, let code, let number):
            return Self.sheetPath(area, code) + "/apercu" + Self.query([("n", number.map { String($0) })])
        case .versions(let area, let code, let number, let version):
            return Self.publicationPath(area, code, number) + "/versions"
                + Self.query([("version", version.map { String($0) })])
        case .gallery(let area, let code, let month):
            return Self.sheetPath(area, code) + "/galerie" + Self.query([("mois", month?.iso)])
        case .search(let area, let code, let typed, let after):
            return Self.sheetPath(area, code) + "/recherche"
                + Self.query([("q", typed.isEmpty ? nil : typed), ("apres", after.map { String($0) })])
        case .comments(let area, let code, let number, let replyTo):
            return Self.publicationPath(area, code, number) + "/commentaires"
                + Self.query([("parent", replyTo.map { String($0) })])
        case .deleteComment(let area, let code, let publication, let number):
            return Self.sheetPath(area, code) + "/commentaires/\(publication).\(number)/supprimer"
        case .uploads(let area, let code): return Self.sheetPath(area, code) + "/envois"
        case .upload(let area, let code, let name): return Self.sheetPath(area, code) + "/envois/\(name)"
        case .abandonUpload(let area, let code, let name):
            return Self.sheetPath(area, code) + "/envois/\(name)/abandonner"
        case .photo(let area, let name, let size, let fileExtension):
            return "\(area.base)/photos/\(name)/\(size).\(fileExtension.rawValue)"
        case .pdf(let area, let code, let choice): return Self.sheetPath(area, code) + "/pdf" + Self.query(choice.query)
        case .account(let route): return "\(Area.client.base)/\(route.relativePath)"
        case .place(let area, let code, let publication, let comment):
            return NoticeLink.place(
                area == .office ? .office : .client, code, publication: publication, comment: comment)
        case .preferences(let token): return NoticeLink.preferences(token: token)
        case .deliver(let secret): return NoticeLink.deliver(secret: secret)
        case .sendFileTrial(let name): return "\(Area.client.base)/essai/\(name)"
        case .installation(let route): return "\(Area.office.base)/\(route.relativePath)"
        case .health: return "\(Area.client.base)/sante"
        case .messages: return "\(Area.office.base)/envois"
        case .resendMessage(let message): return "\(Area.office.base)/envois/\(message)/renvoyer"
        case .templates: return "\(Area.office.base)/envois/modeles"
        case .template(let name): return "\(Area.office.base)/envois/modeles/\(name.rawValue)"
        case .appearance(let area): return "\(area.base)/apparence.css"
        case .logo(let area): return "\(area.base)/logo"
        case .office(let route): return "\(Area.office.base)/\(route.relativePath)"
        }
    }

    /// The path with an anchor: `…/fiches/CH-2026-001#commentaire-12-3`.
    func path(anchor: String) -> String {
        "\(path)#\(anchor)"
    }

    private static func sheetPath(_ area: Area, _ code: WorksiteCode) -> String {
        "\(area.base)/fiches/\(code)"
    }

    private static func publicationPath(_ area: Area, _ code: WorksiteCode, _ number: Int) -> String {
        "\(sheetPath(area, code))/publications/\(number)"
    }

    private static func writingPath(_ area: Area, _ code: WorksiteCode, _ number: Int?) -> String {
        number.map { publicationPath(area, code, $0) } ?? sheetPath(area, code)
    }

    static func query(_ pairs: [(name: String, value: String?)]) -> String {
        let given = pairs.compactMap { pair in pair.value.map { "\(pair.name)=\(PercentEncoding.encode($0))" } }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}

extension Route.SheetWindow {
    fileprivate var query: String {
        switch self {
        case .first: return ""
        case .startingWith(let number): return "?n=\(number)"
        case .after(let number): return "?apres=\(number)"
        case .everything: return "?tout=1"
        }
    }
}

// MARK: - Parsing

extension Route {
    /// - Parameters:
    ///   - path: as the browser sent it, without the query.
    ///   - query: the decoded query. Parameters that a route does not know are ignored.
    /// - Returns: `nil` when no page has this address.
    /// - Throws: ``BadRequest`` when the page exists but a parameter of its address cannot be read.
    init?(path: String, query: Fields) throws {
        guard let (door, behind) = SitePaths.installed.door(of: path) else { return nil }
        let area = Area(door)
        // What stands behind the door begins with a slash, and so with an empty piece.
        let rest = behind.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
            .map { String(Substring($0)) }

        switch (rest.first, rest.count) {
        case (nil, 0), ("", 1): self = .home(area)
        case ("connexion", 1): self = .signIn(area, returnTo: try query.optional("retour"))
        case ("deconnexion", 1): self = .signOut(area)
        case ("mot-de-passe", 1): self = .password(area)
        case ("fiches", 1) where area == .office: self = .openWorksite(typed: try query.optional("chantier") ?? "")
        case ("chantiers", 1) where area == .office:
            self = .worksiteSuggestions(typed: try query.optional("chantier") ?? "")
        case ("apparence.css", 1): self = .appearance(area)
        case ("logo", 1): self = .logo(area)
        case ("photos", 3):
            guard let photo = Self.photo(area, name: rest[1], file: rest[2]) else { return nil }
            self = photo
        case ("v", 2...3):
            guard let place = Self.place(area, Array(rest.dropFirst())) else { return nil }
            self = place
        case ("preferences", 2) where area == .client: self = .preferences(token: rest[1])
        case ("envoi", 2) where area == .client: self = .deliver(secret: rest[1])
        case ("essai", 2) where area == .client && Self.isFileName(rest[1]): self = .sendFileTrial(name: rest[1])
        case ("sante", 1) where area == .client: self = .health
        case ("installation", 1...2) where area == .office:
            guard let route = InstallationRoute(rest) else { return nil }
            self = .installation(route)
        case ("envois", 1...3) where area == .office:
            guard let route = Self.messagesRoute(Array(rest.dropFirst())) else { return nil }
            self = route
        case ("fiches", 2...):
            guard let code = WorksiteCode(rest[1]), code.description == rest[1] else { return nil }
            guard let route = try Self.sheetRoute(area, code, Array(rest.dropFirst(2)), query) else { return nil }
            self = route
        default:
            if let route = try AccessRoute(rest, query) {
                self = .access(area, route)
                return
            }
            switch area {
            case .client:
                guard let route = AccountRoute(rest) else { return nil }
                self = .account(route)
            case .office:
                guard let route = try OfficeRoute(rest, query) else { return nil }
                self = .office(route)
            }
        }
    }

    private static func place(_ area: Area, _ rest: [String]) -> Route? {
        guard let code = WorksiteCode(rest[0]), code.description == rest[0] else { return nil }
        guard rest.count == 2 else { return .place(area, code, publication: nil, comment: nil) }
        let numbers = rest[1].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(numbers.count), let publication = positive(numbers[0]) else { return nil }
        guard numbers.count == 2 else { return .place(area, code, publication: publication, comment: nil) }
        guard let comment = positive(numbers[1]) else { return nil }
        return .place(area, code, publication: publication, comment: comment)
    }

    private static func messagesRoute(_ rest: [String]) -> Route? {
        switch rest.count {
        case 0: return .messages
        case 1 where rest[0] == "modeles": return .templates
        case 2 where rest[0] == "modeles": return NoticeTemplate.Name(rawValue: rest[1]).map { .template($0) }
        case 2 where rest[1] == "renvoyer": return positive(rest[0]).map { .resendMessage(UInt64($0)) }
        default: return nil
        }
    }

    private static func sheetRoute(_ area: Area, _ code: WorksiteCode, _ rest: [String], _ query: Fields) throws
        -> Route?
    {
        switch rest.count {
        case 0: return .sheet(area, code, try window(query))
        case 1 where rest[0] == "nouveautes":
            return .news(area, code, since: UInt64(try query.number("depuis", in: 0...Int.max)))
        case 1 where rest[0] == "ordre":
            guard let order = ProgressSheet.Order(rawValue: try query.required("ordre")) else {
                throw BadRequest("Cet ordre d’affichage n’existe pas.")
            }
            return .order(area, code, order)
        case 1 where rest[0] == "publications": return .publications(area, code)
        case 1 where rest[0] == "envois": return .uploads(area, code)
        case 2 where rest[0] == "envois" && isFileName(rest[1]): return .upload(area, code, name: rest[1])
        case 3 where rest[0] == "envois" && isFileName(rest[1]) && rest[2] == "abandonner":
            return .abandonUpload(area, code, name: rest[1])
        case 1 where rest[0] == "pdf": return .pdf(area, code, try PDFChoice(query))
        case 1 where rest[0] == "brouillon":
            return .draft(area, code, number: nil, erases: try query.optional("effacer") == "1")
        case 1 where rest[0] == "apercu":
            return .preview(area, code, number: try query.optionalNumber("n", in: numbers))
        case 1 where rest[0] == "galerie":
            guard let typed = try query.optional("mois") else { return .gallery(area, code, from: nil) }
            guard let month = Month(iso: typed) else { throw BadRequest("Ce mois n’existe pas.") }
            return .gallery(area, code, from: month)
        case 1 where rest[0] == "recherche":
            return .search(
                area, code, typed: try query.optional("q") ?? "",
                after: try query.optionalNumber("apres", in: numbers))
        case 3 where rest[0] == "publications":
            guard let number = positive(rest[1]) else { return nil }
            switch rest[2] {
            case "modifier": return .editPublication(area, code, number: number)
            case "annuler": return .cancelPublication(area, code, number: number)
            case "retablir": return .restorePublication(area, code, number: number)
            case "supprimer": return .deletePublication(area, code, number: number)
            case "brouillon":
                return .draft(area, code, number: number, erases: try query.optional("effacer") == "1")
            case "versions":
                return .versions(
                    area, code, number: number, version: try query.optionalNumber("version", in: numbers))
            case "commentaires":
                let parent = try query.optionalNumber("parent", in: numbers)
                return .comments(area, code, publication: number, replyTo: parent)
            default: return nil
            }
        case 3 where rest[0] == "commentaires" && rest[2] == "supprimer":
            let numbers = rest[1].split(separator: ".", omittingEmptySubsequences: false)
            guard numbers.count == 2, let publication = positive(numbers[0]), let number = positive(numbers[1])
            else { return nil }
            return .deleteComment(area, code, publication: publication, number: number)
        default: return nil
        }
    }

    private static func window(_ query: Fields) throws -> SheetWindow {
        if try query.optional("tout") == "1" { return .everything }
        if let number = try query.optionalNumber("n", in: numbers) { return .startingWith(number: number) }
        if let number = try query.optionalNumber("apres", in: numbers) { return .after(number: number) }
        return .first
    }

    private static let numbers = 1...999_999_999

    private static func photo(_ area: Area, name: String, file: String) -> Route? {
        let parts = file.split(separator: ".", omittingEmptySubsequences: false)
        guard isFileName(name), parts.count == 2,
            let size = positive(parts[0]), let fileExtension = Photo.FileExtension(rawValue: String(parts[1]))
        else { return nil }
        return .photo(area, name: name, size: size, fileExtension)
    }

    /// Whether a stored file can have this unguessable name.
    static func isFileName(_ name: String) -> Bool {
        (8...64).contains(name.utf8.count) && name.utf8.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): return true
        default: return false
        }
    }

    /// One spelling for each number, so that one thing has one address: no sign, no leading zero.
    static func positive(_ text: some StringProtocol) -> Int? {
        guard let first = text.utf8.first, (49...57).contains(first), text.utf8.count <= 9,
            text.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int(text)
    }
}

// MARK: - Safety

extension Route {
    enum Access: Hashable, Sendable {
        case everyone
        case signedIn
        case employees
        case administrators
    }

    /// Who may come here at all. No default: a new page must say.
    var access: Access {
        switch self {
        // A signed link, a secret: each action checks its own. Colours and logo are for the sign-in page too.
        // The installation asks for its own key.
        case .signIn, .preferences, .deliver, .sendFileTrial, .appearance, .logo, .installation, .health:
            return .everyone
        case .messages, .resendMessage, .templates, .template: return .administrators
        case .signOut, .password, .account: return .signedIn
        case .access(let area, let route): return route.access(area)
        case .openWorksite, .worksiteSuggestions, .office: return .employees
        case .home(let area), .sheet(let area, _, _), .news(let area, _, _), .order(let area, _, _),
            .publications(let area, _), .editPublication(let area, _, _), .cancelPublication(let area, _, _),
            .restorePublication(let area, _, _), .deletePublication(let area, _, _), .comments(let area, _, _, _),
            .draft(let area, _, _, _), .preview(let area, _, _), .versions(let area, _, _, _),
            .gallery(let area, _, _), .search(let area, _, _, _), .uploads(let area, _), .upload(let area, _, _),
            .abandonUpload(let area, _, _), .deleteComment(let area, _, _, _), .photo(let area, _, _, _),
            .pdf(let area, _, _), .place(let area, _, _, _):
            return area == .office ? .employees : .signedIn
        }
    }

    /// The methods that the page answers; `GET` always brings `HEAD` with it.
    var methods: [Method] {
        switch self {
        case .account(let route): return route.methods
        case .office(let route): return route.methods
        case .access(_, let route): return route.methods
        case .installation(let route): return route.methods
        case .home, .openWorksite, .worksiteSuggestions, .sheet, .news, .order, .photo, .pdf, .versions, .gallery,
            .search, .place, .deliver, .messages, .templates, .appearance, .logo, .sendFileTrial, .health:
            return [.get]
        case .signOut, .publications, .draft, .preview, .uploads, .abandonUpload, .resendMessage: return [.post]
        case .signIn, .password, .editPublication, .cancelPublication, .restorePublication, .deletePublication,
            .comments, .deleteComment, .upload, .preferences, .template:
            return [.get, .post]
        }
    }

    /// The sheet that the address names, and what is asked of it: looked up and decided before any action runs.
    var sheet: (code: WorksiteCode, action: (Action.SheetOwner) -> Action)? {
        switch self {
        case .signIn, .signOut, .password, .access, .account, .home, .openWorksite, .worksiteSuggestions, .photo,
            .preferences, .deliver, .messages, .resendMessage, .templates, .template, .appearance, .logo, .office,
            .sendFileTrial, .installation, .health:
            return nil
        case .sheet(_, let code, _), .news(_, let code, _), .order(_, let code, _), .pdf(_, let code, _),
            .versions(_, let code, _, _), .gallery(_, let code, _), .search(_, let code, _, _),
            .place(_, let code, _, _):
            return (code, Action.seeSheet)
        case .publications(_, let code), .draft(_, let code, nil, _), .preview(_, let code, nil),
            .uploads(_, let code), .upload(_, let code, _), .abandonUpload(_, let code, _):
            return (code, Action.addPublication)
        case .draft(_, let code, .some, _), .preview(_, let code, .some): return (code, Action.editPublication)
        case .editPublication(_, let code, _): return (code, Action.editPublication)
        case .cancelPublication(_, let code, _): return (code, Action.cancelPublication)
        case .restorePublication(_, let code, _): return (code, Action.restorePublication)
        case .deletePublication(_, let code, _): return (code, Action.deletePublication)
        // Whether the comment is the viewer's own is asked again when its author is known.
        case .comments(_, let code, _, _), .deleteComment(_, let code, _, _): return (code, Action.comment)
        }
    }

    /// What is asked of the permission matrix, for pages that are about no sheet.
    var permission: Action? {
        if case .account(let route) = self { return route.permission }
        if case .office(let route) = self { return route.permission }
        return nil
    }

    /// Whether the password must have been typed a moment ago (``Identity``). No default: a new page must say.
    var needsRecentAuthentication: Bool {
        switch self {
        case .access(_, let route): return route.needsRecentAuthentication
        case .account(let route): return route.needsRecentAuthentication
        case .office(let route): return route.needsRecentAuthentication
        // The form itself asks for the present password.
        case .password: return false
        case .signIn, .signOut, .home, .openWorksite, .worksiteSuggestions, .sheet, .news, .order, .publications,
            .editPublication, .cancelPublication, .restorePublication, .deletePublication, .comments, .deleteComment,
            .draft, .preview, .versions, .gallery, .search, .uploads, .upload, .abandonUpload, .photo, .pdf, .place,
            .preferences, .deliver, .messages, .resendMessage, .templates, .template, .appearance, .logo,
            .sendFileTrial, .installation, .health:
            return false
        }
    }

    var area: Area {
        switch self {
        case .openWorksite, .worksiteSuggestions, .messages, .resendMessage, .templates, .template, .office,
            .installation:
            return .office
        case .account, .preferences, .deliver, .sendFileTrial, .health: return .client
        case .signIn(let area, _), .signOut(let area), .password(let area), .access(let area, _),
            .home(let area), .sheet(let area, _, _), .news(let area, _, _), .order(let area, _, _),
            .publications(let area, _),
            .editPublication(let area, _, _), .cancelPublication(let area, _, _),
            .restorePublication(let area, _, _), .deletePublication(let area, _, _), .comments(let area, _, _, _),
            .draft(let area, _, _, _), .preview(let area, _, _), .versions(let area, _, _, _),
            .gallery(let area, _, _), .search(let area, _, _, _), .uploads(let area, _), .upload(let area, _, _),
            .abandonUpload(let area, _, _), .deleteComment(let area, _, _, _), .photo(let area, _, _, _),
            .pdf(let area, _, _), .place(let area, _, _, _), .appearance(let area), .logo(let area):
            return area
        }
    }
}
