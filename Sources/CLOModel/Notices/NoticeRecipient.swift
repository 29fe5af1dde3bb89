/// Somebody who may be told of something: what he wants, and how he can be reached.
public struct NoticeRecipient: Hashable, Sendable {
    public let account: Account.ID
    public let preferences: NoticePreferences
    /// By which channels a message could get to him: an address or a number is known, and is one.
    public let reachable: Set<NoticeChannel>

    /// - Parameters:
    ///   - email: as it was typed into the account.
    ///   - mobile: likewise.
    ///   - available: the channels that this installation has.
    public init(
        account: Account.ID, preferences: NoticePreferences, email: String?, mobile: String?,
        available: Set<NoticeChannel>
    ) {
        self.account = account
        self.preferences = preferences
        var reachable: Set<NoticeChannel> = []
        if email.flatMap({ EmailAddress(typed: $0) }) != nil { reachable.insert(.email) }
        if mobile.flatMap({ PhoneNumber(typed: $0) })?.canReceiveSMS == true { reachable.insert(.sms) }
        self.reachable = reachable.intersection(available)
    }

    /// He has asked not to be told of anything: no choice of an employee overrides that (RGPD, article 21).
    public var wantsNothing: Bool { preferences.channels.isEmpty }

    /// By which channels he is told.
    public func channels(_ choice: NoticeChoice) -> Set<NoticeChannel> {
        guard !wantsNothing else { return [] }
        switch choice {
        case .only(let chosen): return chosen.intersection(reachable)
        case .asPreferred:
            let wanted = preferences.channels.intersection(reachable)
            // Who wants an SMS and cannot get one is better told by e-mail than not at all.
            return wanted.isEmpty ? reachable.intersection([.email]) : wanted
        }
    }
}

/// How long to wait before a message is tried again.
public enum RetrySchedule {
    private static let minutes = [1, 5, 15, 60, 180, 360, 720, 1_440]

    /// - Parameter attempts: that failed so far, from 1.
    /// - Returns: `nil` after about two days: it has failed for good.
    public static func delay(after attempts: Int) -> Duration? {
        (1...minutes.count).contains(attempts) ? .minutes(minutes[attempts - 1]) : nil
    }
}
