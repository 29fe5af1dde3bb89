import CLOModel

/// What a person is told about the safety of his account: always, by e-mail, at once (ASVS 2.2.3, 2.5.5, 2.8.5). A changed
/// password is told by the store that changes it.
public enum AccountNotice: Hashable, Sendable {
    /// Whole addresses, which serve once.
    case activation(link: String)
    case recovery(link: String)
    /// « Firefox sur Windows »
    case newDevice(String)
    case codesEnabled
    case codesDisabled
    case recoveryCodesRenewed
    case recoveryCodeUsed(remaining: Int)
    /// A code was right, but had served before.
    case codeReplayed
}

extension Store {
    /// Queues it, where this installation sends e-mail at all.
    public func tell(_ notice: AccountNotice, to account: Account.ID, at now: Instant) throws {
        let (name, values) = notice.letter(at: now)
        try letters.queue(name, values, to: account, at: now)
    }
}

extension AccountNotice {
    func letter(at now: Instant) -> (NoticeTemplate.Name, NoticeTemplate.Values) {
        let date = ParisTime(now).sentence
        switch self {
        case .activation(let link): return (.activation, [.link: link])
        case .recovery(let link): return (.recovery, [.link: link])
        case .newDevice(let device): return (.newDevice, [.date: date, .device: device])
        case .codesEnabled, .codesDisabled, .recoveryCodesRenewed, .recoveryCodeUsed, .codeReplayed:
            return (.security, [.event: sentence, .date: date])
        }
    }

    /// Without a full stop: the date follows.
    private var sentence: String {
        switch self {
        case .codesEnabled: return "Les codes à usage unique de votre compte ont été réglés sur un téléphone"
        case .codesDisabled: return "Les codes à usage unique de votre compte ont été désactivés"
        case .recoveryCodesRenewed: return "De nouveaux codes de secours ont remplacé ceux de votre compte"
        case .recoveryCodeUsed(remaining: 0): return "Votre dernier code de secours a servi à vous connecter"
        case .recoveryCodeUsed(let remaining):
            return "Un code de secours a servi à vous connecter (il en reste \(remaining))"
        case .codeReplayed:
            return "Votre mot de passe et un code à usage unique qui avait déjà servi ont été saisis à la connexion"
        case .activation, .recovery, .newDevice: return ""
        }
    }
}
