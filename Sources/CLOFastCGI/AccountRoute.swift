import CLOModel

/// The map of a client's own space behind `/compte-client`, besides his sheets.
enum AccountRoute: Hashable, Sendable {
    /// « Mes informations » (S3).
    case details
    /// « Notifications »: by what and how often he is told (S3, S16).
    case notices
    /// « Mes contrats » (S4).
    case contracts
    /// The document itself, to be read or to be saved.
    case contract(name: String, ContractUse)
    /// « Mes données »: what is kept of him, and what he can ask (RGPD).
    case myData
    /// His data as one file: `POST` has it made, `GET` fetches it.
    case dataArchive
    /// « Demander l’effacement ».
    case erasure
    /// He has changed his mind.
    case withdrawErasure

    enum ContractUse: Hashable, Sendable, CaseIterable {
        case read
        case save
    }
}

// MARK: - Printing

extension AccountRoute {
    /// Below `/compte-client/`.
    var relativePath: String {
        switch self {
        case .details: return "informations"
        case .notices: return "notifications"
        case .contracts: return "contrats"
        case .contract(let name, .read): return "contrats/\(name)"
        case .contract(let name, .save): return "contrats/\(name)/telecharger"
        case .myData: return "mes-donnees"
        case .dataArchive: return "mes-donnees/archive"
        case .erasure: return "mes-donnees/effacement"
        case .withdrawErasure: return "mes-donnees/effacement/retirer"
        }
    }
}

// MARK: - Parsing

extension AccountRoute {
    /// - Parameter pieces: of the path after `/compte-client/`.
    /// - Returns: `nil` when there is no such page.
    init?(_ pieces: [String]) {
        switch (pieces.first, pieces.count) {
        case ("informations", 1): self = .details
        case ("notifications", 1): self = .notices
        case ("contrats", 1): self = .contracts
        case ("contrats", 2...3):
            guard Route.isFileName(pieces[1]) else { return nil }
            if pieces.count == 2 {
                self = .contract(name: pieces[1], .read)
            } else {
                guard pieces[2] == "telecharger" else { return nil }
                self = .contract(name: pieces[1], .save)
            }
        case ("mes-donnees", 1): self = .myData
        case ("mes-donnees", 2) where pieces[1] == "archive": self = .dataArchive
        case ("mes-donnees", 2) where pieces[1] == "effacement": self = .erasure
        case ("mes-donnees", 3) where pieces[1...] == ["effacement", "retirer"]: self = .withdrawErasure
        default: return nil
        }
    }
}

// MARK: - Safety

extension AccountRoute {
    /// What is asked of the permission matrix before any action runs. No default: a new page must say.
    var permission: Action {
        switch self {
        case .details, .notices, .contracts, .contract, .myData, .dataArchive, .erasure, .withdrawErasure:
            return .useClientSpace
        }
    }

    var methods: [Method] {
        switch self {
        case .contracts, .contract, .myData: return [.get]
        case .withdrawErasure: return [.post]
        case .details, .notices, .dataArchive, .erasure: return [.get, .post]
        }
    }

    /// Everything that is kept of somebody in one file, and the end of his account: worth a password typed a moment ago.
    var needsRecentAuthentication: Bool {
        switch self {
        case .dataArchive, .erasure: return true
        case .details, .notices, .contracts, .contract, .myData, .withdrawErasure: return false
        }
    }
}
