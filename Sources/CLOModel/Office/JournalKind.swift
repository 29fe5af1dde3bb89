/// What the journal tells of. The raw value stands in the database and in the address of a filtered journal.
public enum JournalKind: String, Hashable, Sendable, CaseIterable {
    // Access
    case signIn = "connexion"
    case signInRefused = "connexion_refusee"
    case signInDelayed = "connexion_retardee"
    case signOut = "deconnexion"
    case sessionsEnded = "sessions_fermees"
    case passwordChanged = "mot_de_passe_change"
    case resetAsked = "mot_de_passe_oublie"
    case passwordReset = "mot_de_passe_reinitialise"
    case accountActivated = "compte_active"
    case oneTimeCodesEnabled = "codes_actives"
    case oneTimeCodesDisabled = "codes_desactives"
    case recoveryCodeUsed = "code_de_secours"

    // People
    case accountAdded = "compte_cree"
    case accountChanged = "compte_modifie"
    case accountInvited = "compte_invite"
    case cardPrinted = "carte_imprimee"
    case accountSuspended = "compte_suspendu"
    case accountReopened = "compte_rouvert"
    case roleChanged = "role_change"
    case detailsChanged = "coordonnees_changees"

    // Worksites and contracts
    case worksiteAdded = "chantier_cree"
    case worksiteChanged = "chantier_modifie"
    case worksiteClientChanged = "chantier_change_de_client"
    case contractAdded = "contrat_ajoute"
    case contractChanged = "contrat_modifie"
    case contractDeleted = "contrat_supprime"

    // The installation
    case settingsChanged = "reglages_modifies"
    case fieldPolicyChanged = "champs_modifies"
    case logoChanged = "logo_change"

    // RGPD
    case dataExported = "donnees_exportees"
    case erasureAsked = "effacement_demande"
    case erasureRefused = "effacement_refuse"
    case erasureWithdrawn = "effacement_retire"
    case dataErased = "donnees_effacees"

    public enum Group: String, Hashable, Sendable, CaseIterable {
        case access = "acces"
        case people = "personnes"
        case worksites = "chantiers"
        case settings = "reglages"
        case privacy = "rgpd"
        /// Publications and comments: the events of sheets, not rows of the journal's own table.
        case sheets = "fiches"

        /// « Chantiers et contrats »
        public var label: String {
            switch self {
            case .access: return "Connexions et mots de passe"
            case .people: return "Clients et employés"
            case .worksites: return "Chantiers et contrats"
            case .settings: return "Réglages"
            case .privacy: return "Données personnelles"
            case .sheets: return "Publications et commentaires"
            }
        }
    }

    public var group: Group {
        switch self {
        case .signIn, .signInRefused, .signInDelayed, .signOut, .sessionsEnded, .passwordChanged, .resetAsked,
            .passwordReset, .accountActivated, .oneTimeCodesEnabled, .oneTimeCodesDisabled, .recoveryCodeUsed:
            return .access
        case .accountAdded, .accountChanged, .accountInvited, .cardPrinted, .accountSuspended, .accountReopened,
            .roleChanged, .detailsChanged:
            return .people
        case .worksiteAdded, .worksiteChanged, .worksiteClientChanged, .contractAdded, .contractChanged,
            .contractDeleted:
            return .worksites
        case .settingsChanged, .fieldPolicyChanged, .logoChanged: return .settings
        case .dataExported, .erasureAsked, .erasureRefused, .erasureWithdrawn, .dataErased: return .privacy
        }
    }

    /// « Connexion refusée »
    public var label: String {
        switch self {
        case .signIn: return "Connexion"
        case .signInRefused: return "Connexion refusée"
        case .signInDelayed: return "Connexion retardée après trop d’essais"
        case .signOut: return "Déconnexion"
        case .sessionsEnded: return "Sessions fermées"
        case .passwordChanged: return "Mot de passe changé"
        case .resetAsked: return "Mot de passe oublié"
        case .passwordReset: return "Mot de passe réinitialisé"
        case .accountActivated: return "Compte activé"
        case .oneTimeCodesEnabled: return "Codes à usage unique activés"
        case .oneTimeCodesDisabled: return "Codes à usage unique désactivés"
        case .recoveryCodeUsed: return "Code de secours utilisé"
        case .accountAdded: return "Compte créé"
        case .accountChanged: return "Compte modifié"
        case .accountInvited: return "Invitation envoyée"
        case .cardPrinted: return "Carte de première connexion imprimée"
        case .accountSuspended: return "Compte suspendu"
        case .accountReopened: return "Compte rouvert"
        case .roleChanged: return "Rôle changé"
        case .detailsChanged: return "Coordonnées modifiées"
        case .worksiteAdded: return "Chantier créé"
        case .worksiteChanged: return "Chantier modifié"
        case .worksiteClientChanged: return "Chantier confié à un autre client"
        case .contractAdded: return "Contrat ajouté"
        case .contractChanged: return "Contrat modifié"
        case .contractDeleted: return "Contrat supprimé"
        case .settingsChanged: return "Réglages modifiés"
        case .fieldPolicyChanged: return "Champs visibles modifiés"
        case .logoChanged: return "Logo changé"
        case .dataExported: return "Données personnelles exportées"
        case .erasureAsked: return "Effacement demandé"
        case .erasureRefused: return "Effacement refusé"
        case .erasureWithdrawn: return "Demande d’effacement retirée"
        case .dataErased: return "Données personnelles effacées"
        }
    }
}
