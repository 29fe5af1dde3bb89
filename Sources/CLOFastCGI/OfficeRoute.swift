import CLOModel

/// The map of the office: what CLO's employees and administrators do behind `/admin` besides sheets.
enum OfficeRoute: Hashable, Sendable {
    // Clients
    case clients(ListQuery)
    case newClient
    case client(Account.ID)
    case editClient(Account.ID)
    case suspendClient(Account.ID)
    case reopenClient(Account.ID)
    /// « Vu »: what a client changed of his details has been noted.
    case acknowledgeDetails(Account.ID)

    // Worksites and their sheets
    case worksites(ListQuery)
    case newWorksite(client: Account.ID?)
    case editWorksite(WorksiteCode)
    case moveWorksite(WorksiteCode)

    // Contracts
    case newContract(Account.ID)
    case editContract(name: String)
    case deleteContract(name: String)
    case contractFile(name: String)
    /// Takes a piece of a contract's file.
    case contractUpload

    // Administrators
    case administration
    case employees(ListQuery)
    case newEmployee
    case editEmployee(Account.ID)
    case suspendEmployee(Account.ID)
    case reopenEmployee(Account.ID)
    case fieldPolicy
    case settings
    case logo
    case journal(JournalQuery)
    case journalExport(JournalQuery)
    case erasures(ListQuery)
    case eraseClient(Account.ID)
    case refuseErasure(Account.ID)
    /// All that is kept of a client, as one file: made, and fetched.
    case exportClient(Account.ID)
    case clientArchive(Account.ID)
    /// A link by e-mail, or a card on paper, with which a person chooses the first password.
    case inviteClient(Account.ID)
    case inviteEmployee(Account.ID)
    /// Takes a person's one-time codes away, whose telephone is lost.
    case removeClientCodes(Account.ID)
    case removeEmployeeCodes(Account.ID)
}

/// What is asked of a list: words to look for, one of its filters, a page.
struct ListQuery: Hashable, Sendable {
    var text = ""
    /// A raw value of the list's own filter; empty: everything.
    var filter = ""
    var page = 1

    static let pages = 1...100_000

    func turning(to page: Int) -> ListQuery {
        var query = self
        query.page = page
        return query
    }

    fileprivate init(_ query: Fields) throws {
        text = try query.optional("q")?.bounded(100) ?? ""
        filter = try query.optional("etat")?.bounded(30) ?? ""
        if try query.optional("page") != nil { page = try query.number("page", in: Self.pages) }
    }

    init(text: String = "", filter: String = "", page: Int = 1) {
        self.text = text
        self.filter = filter
        self.page = page
    }

    fileprivate var pairs: [(name: String, value: String?)] {
        [("q", text.nonEmpty), ("etat", filter.nonEmpty), ("page", page == 1 ? nil : "\(page)")]
    }
}

/// What is asked of the journal.
struct JournalQuery: Hashable, Sendable {
    var text = ""
    var group: JournalKind.Group?
    var from: Day?
    /// This day is still in it.
    var until: Day?
    var page = 1

    func turning(to page: Int) -> JournalQuery {
        var query = self
        query.page = page
        return query
    }

    init(text: String = "", group: JournalKind.Group? = nil, from: Day? = nil, until: Day? = nil, page: Int = 1) {
        self.text = text
        self.group = group
        self.from = from
        self.until = until
        self.page = page
    }

    fileprivate init(_ query: Fields) throws {
        text = try query.optional("q")?.bounded(100) ?? ""
        group = try query.optional("sujet").flatMap { JournalKind.Group(rawValue: $0) }
        from = try query.optional("du").flatMap { Day(iso: $0) }
        until = try query.optional("au").flatMap { Day(iso: $0) }
        if try query.optional("page") != nil { page = try query.number("page", in: ListQuery.pages) }
    }

    fileprivate var pairs: [(name: String, value: String?)] {
        [
            ("q", text.nonEmpty), ("sujet", group?.rawValue), ("du", from?.iso), ("au", until?.iso),
            ("page", page == 1 ? nil : "\(page)"),
        ]
    }
}

extension String {
    /// `nil` when it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}

// MARK: - Printing

extension OfficeRoute {
    /// Below `/admin/`.
    var relativePath: String {
        switch self {
        case .clients(let query): return "clients" + Route.query(query.pairs)
        case .newClient: return "clients/nouveau"
        case .client(let id): return "clients/\(id.rawValue)"
        case .editClient(let id): return "clients/\(id.rawValue)/modifier"
        case .suspendClient(let id): return "clients/\(id.rawValue)/suspendre"
        case .reopenClient(let id): return "clients/\(id.rawValue)/rouvrir"
        case .acknowledgeDetails(let id): return "clients/\(id.rawValue)/vu"
        case .newContract(let id): return "clients/\(id.rawValue)/contrats"
        case .eraseClient(let id): return "clients/\(id.rawValue)/effacer"
        case .refuseErasure(let id): return "clients/\(id.rawValue)/refuser-effacement"
        case .exportClient(let id): return "clients/\(id.rawValue)/donnees"
        case .clientArchive(let id): return "clients/\(id.rawValue)/donnees.zip"
        case .inviteClient(let id): return "clients/\(id.rawValue)/inviter"
        case .inviteEmployee(let id): return "employes/\(id.rawValue)/inviter"
        case .removeClientCodes(let id): return "clients/\(id.rawValue)/codes"
        case .removeEmployeeCodes(let id): return "employes/\(id.rawValue)/codes"
        case .worksites(let query): return "chantiers/liste" + Route.query(query.pairs)
        case .newWorksite(let client):
            return "chantiers/nouveau" + Route.query([("client", client.map { "\($0.rawValue)" })])
        case .editWorksite(let code): return "chantiers/\(code)/modifier"
        case .moveWorksite(let code): return "chantiers/\(code)/client"
        case .editContract(let name): return "contrats/\(name)/modifier"
        case .deleteContract(let name): return "contrats/\(name)/supprimer"
        case .contractFile(let name): return "contrats/\(name)"
        case .contractUpload: return "envoi-contrat"
        case .administration: return "administration"
        case .employees(let query): return "employes" + Route.query(query.pairs)
        case .newEmployee: return "employes/nouveau"
        case .editEmployee(let id): return "employes/\(id.rawValue)/modifier"
        case .suspendEmployee(let id): return "employes/\(id.rawValue)/suspendre"
        case .reopenEmployee(let id): return "employes/\(id.rawValue)/rouvrir"
        case .fieldPolicy: return "champs"
        case .settings: return "reglages"
        case .logo: return "reglages/logo"
        case .journal(let query): return "journal" + Route.query(query.pairs)
        case .journalExport(let query): return "journal.csv" + Route.query(query.pairs)
        case .erasures(let query): return "effacements" + Route.query(query.pairs)
        }
    }
}

// MARK: - Parsing

extension OfficeRoute {
    /// - Parameter pieces: of the path after `/admin/`.
    /// - Returns: `nil` when the office has no such page.
    init?(_ pieces: [String], _ query: Fields) throws {
        switch (pieces.first, pieces.count) {
        case ("clients", 1): self = .clients(try ListQuery(query))
        case ("clients", 2) where pieces[1] == "nouveau": self = .newClient
        case ("clients", 2...3):
            guard let id = Self.account(pieces[1]), let route = Self.client(id, pieces.count == 3 ? pieces[2] : nil)
            else { return nil }
            self = route
        case ("chantiers", 2) where pieces[1] == "liste": self = .worksites(try ListQuery(query))
        case ("chantiers", 2) where pieces[1] == "nouveau":
            self = .newWorksite(client: try query.optional("client").flatMap(Self.account))
        case ("chantiers", 3):
            guard let code = WorksiteCode(pieces[1]), code.description == pieces[1] else { return nil }
            switch pieces[2] {
            case "modifier": self = .editWorksite(code)
            case "client": self = .moveWorksite(code)
            default: return nil
            }
        case ("contrats", 2...3):
            guard Route.isFileName(pieces[1]) else { return nil }
            switch pieces.count == 3 ? pieces[2] : nil {
            case nil: self = .contractFile(name: pieces[1])
            case "modifier": self = .editContract(name: pieces[1])
            case "supprimer": self = .deleteContract(name: pieces[1])
            default: return nil
            }
        case ("envoi-contrat", 1): self = .contractUpload
        case ("administration", 1): self = .administration
        case ("employes", 1): self = .employees(try ListQuery(query))
        case ("employes", 2) where pieces[1] == "nouveau": self = .newEmployee
        case ("employes", 3):
            guard let id = Self.account(pieces[1]) else { return nil }
            switch pieces[2] {
            case "modifier": self = .editEmployee(id)
            case "suspendre": self = .suspendEmployee(id)
            case "rouvrir": self = .reopenEmployee(id)
            case "inviter": self = .inviteEmployee(id)
            case "codes": self = .removeEmployeeCodes(id)
            default: return nil
            }
        case ("champs", 1): self = .fieldPolicy
        case ("reglages", 1): self = .settings
        case ("reglages", 2) where pieces[1] == "logo": self = .logo
        case ("journal", 1): self = .journal(try JournalQuery(query))
        case ("journal.csv", 1): self = .journalExport(try JournalQuery(query))
        case ("effacements", 1): self = .erasures(try ListQuery(query))
        default: return nil
        }
    }

    private static func client(_ id: Account.ID, _ act: String?) -> OfficeRoute? {
        switch act {
        case nil: return .client(id)
        case "modifier": return .editClient(id)
        case "suspendre": return .suspendClient(id)
        case "rouvrir": return .reopenClient(id)
        case "vu": return .acknowledgeDetails(id)
        case "contrats": return .newContract(id)
        case "effacer": return .eraseClient(id)
        case "refuser-effacement": return .refuseErasure(id)
        case "donnees": return .exportClient(id)
        case "donnees.zip": return .clientArchive(id)
        case "inviter": return .inviteClient(id)
        case "codes": return .removeClientCodes(id)
        default: return nil
        }
    }

    private static func account(_ text: String) -> Account.ID? {
        Route.positive(text).map { Account.ID(UInt64($0)) }
    }
}

// MARK: - Safety

extension OfficeRoute {
    /// What is asked of the permission matrix before any action runs. No default: a new page must say.
    var permission: Action {
        switch self {
        case .clients, .newClient, .client, .editClient, .suspendClient, .reopenClient, .acknowledgeDetails,
            .worksites, .newWorksite, .editWorksite, .moveWorksite, .newContract, .editContract, .deleteContract,
            .contractFile, .contractUpload, .inviteClient, .removeClientCodes:
            return .manageWorksites
        case .administration, .employees, .newEmployee, .editEmployee, .suspendEmployee, .reopenEmployee, .fieldPolicy,
            .settings, .logo, .journal, .journalExport, .erasures, .eraseClient, .refuseErasure, .exportClient,
            .clientArchive, .inviteEmployee, .removeEmployeeCodes:
            return .administer
        }
    }

    var methods: [Method] {
        switch self {
        case .clients, .client, .worksites, .administration, .employees, .journal, .journalExport, .erasures,
            .contractFile, .clientArchive:
            return [.get]
        case .acknowledgeDetails, .contractUpload: return [.post]
        case .newClient, .editClient, .suspendClient, .reopenClient, .newWorksite, .editWorksite, .moveWorksite,
            .newContract, .editContract, .deleteContract, .newEmployee, .editEmployee, .suspendEmployee,
            .reopenEmployee, .fieldPolicy, .settings, .logo, .eraseClient, .refuseErasure, .exportClient,
            .inviteClient, .inviteEmployee, .removeClientCodes, .removeEmployeeCodes:
            return [.get, .post]
        }
    }

    /// Whether the password must have been typed a moment ago (``Identity``): before acts that give power over the
    /// installation or make an account easier to enter, or take data away or out of it. No default: a new page must say.
    var needsRecentAuthentication: Bool {
        switch self {
        case .newEmployee, .editEmployee, .suspendEmployee, .reopenEmployee, .inviteEmployee, .eraseClient,
            .exportClient, .clientArchive, .removeClientCodes, .removeEmployeeCodes, .settings, .journalExport:
            return true
        case .clients, .newClient, .client, .editClient, .suspendClient, .reopenClient, .acknowledgeDetails,
            .worksites, .newWorksite, .editWorksite, .moveWorksite, .newContract, .editContract, .deleteContract,
            .contractFile, .contractUpload, .inviteClient, .administration, .employees, .fieldPolicy, .logo, .journal,
            .erasures, .refuseErasure:
            return false
        }
    }
}
