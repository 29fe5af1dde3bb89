import CLOModel

/// Messages of security: passwords, new devices, activation. Always sent, whatever the preferences.
public struct LetterStore {
    let database: Database
    let policy: NoticePolicy?

    /// Whether a letter can leave this house at all.
    public var canSend: Bool { policy?.channels.contains(.email) == true }

    /// Queues a letter in a transaction of its own. Stores that change something in the same breath use
    /// ``NoticeQueue/letter(_:_:to:at:_:)`` in theirs.
    public func queue(
        _ name: NoticeTemplate.Name, _ values: NoticeTemplate.Values, to account: Account.ID, at now: Instant
    ) throws {
        try database.repeatableTransaction { connection in
            try NoticeQueue(policy: policy).letter(name, values, to: account, at: now, connection)
        }
    }
}
