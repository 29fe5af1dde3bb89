import CLOModel
import CLOSecurity

/// One sending of a form, recognised when it comes again: double click, retry on a bad network, back-and-resend
/// (B3).
///
/// The key covers the account, the token that the form carries, and everything that was typed. So the same form
/// with another text is another submission: going back, changing the text and sending it loses nothing.
public struct Submission: Sendable {
    let key: [UInt8]
    let account: Account.ID

    /// - Parameters:
    ///   - token: the `envoi` field of the form.
    ///   - content: what the form says, target included, in a fixed order.
    public init(token: String, account: Account.ID, content: [String]) {
        var message = "\(account.rawValue)"
        for part in [token] + content { message += "\u{0}\(part.utf8.count)\u{0}\(part)" }
        key = Digest.sha256(message)
        self.account = account
    }

    /// What was answered when it was first carried out. To be asked inside the transaction, after the lock on
    /// the sheet, so that two copies sent at once come one after the other.
    func earlierOutcome(_ connection: Connection) throws -> String? {
        guard var row = try connection.row("SELECT outcome FROM submission WHERE key_hash = \(key)") else { return nil }
        return try row.text()
    }

    func record(outcome: String, at now: Instant, _ connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO submission (key_hash, account_id, outcome, created_at)
            VALUES (\(key), \(account), \(outcome), \(now))
            """)
    }
}
