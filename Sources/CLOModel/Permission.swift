/// What a person may ask for: the rows of the matrix « Who may do what » of SPEC.md.
public enum Action: Hashable, Sendable {
    /// See a sheet, its photos, its PDF.
    case seeSheet(SheetOwner)
    case addPublication(SheetOwner)
    case editPublication(SheetOwner)
    case cancelPublication(SheetOwner)
    case restorePublication(SheetOwner)
    case deletePublication(SheetOwner)
    /// Comment a publication, or reply to a comment.
    case comment(SheetOwner)
    /// S15: by its author only, whatever the role.
    case deleteComment(SheetOwner, author: Account.ID)
    case seeContracts(of: Account.ID)
    /// What a client finds under his own name, and nobody else's: details, contracts, preferences, his data.
    case useClientSpace
    /// All that is kept of a client, as one file (RGPD).
    case takeData(of: Account.ID)
    /// Clients, worksites, sheets, contracts: create and change.
    case manageWorksites
    /// Employees, settings, journal, RGPD erasure.
    case administer

    /// The client to whom a sheet belongs. `nil` when no such sheet exists: refusals must not tell
    /// a missing sheet from somebody else's.
    public typealias SheetOwner = Account.ID?
}

/// The answer to an ``Action``.
public enum Decision: Hashable, Sendable {
    case allowed
    /// 403: the viewer knows that it exists, and may not.
    case forbidden
    /// 404: for this viewer it does not exist.
    case notFound
}

extension Viewer {
    /// The one permission function: the whole matrix of SPEC.md, everything else refused.
    ///
    /// Account suspension is not asked here: a suspended account has no session, hence is no viewer.
    public func decision(on action: Action) -> Decision {
        switch action {
        case .seeSheet(let owner), .comment(let owner):
            return sees(sheetOf: owner) ? .allowed : .notFound

        case .addPublication(let owner), .editPublication(let owner), .cancelPublication(let owner),
            .restorePublication(let owner), .deletePublication(let owner):
            guard sees(sheetOf: owner) else { return .notFound }
            return role.isEmployee ? .allowed : .forbidden

        case .deleteComment(let owner, let author):
            guard sees(sheetOf: owner) else { return .notFound }
            return author == account ? .allowed : .forbidden

        case .seeContracts(let client):
            return role.isEmployee || client == account ? .allowed : .notFound

        case .useClientSpace:
            return role.isEmployee ? .forbidden : .allowed

        case .takeData(let client):
            switch role {
            case .client: return client == account ? .allowed : .notFound
            case .employee(isAdministrator: true): return .allowed
            case .employee(isAdministrator: false): return .forbidden
            }

        case .manageWorksites:
            return role.isEmployee ? .allowed : .forbidden

        case .administer:
            switch role {
            case .employee(isAdministrator: true): return .allowed
            case .employee(isAdministrator: false), .client: return .forbidden
            }
        }
    }

    public func may(_ action: Action) -> Bool {
        decision(on: action) == .allowed
    }

    private func sees(sheetOf owner: Account.ID?) -> Bool {
        guard let owner else { return false }
        return role.isEmployee || owner == account
    }
}
