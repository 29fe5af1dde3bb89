/// By what a person can be told of something (S16).
public enum NoticeChannel: String, Hashable, Sendable, CaseIterable {
    case email
    case sms
}

/// How a person wants to be told: by e-mail, by SMS, by both or not at all; at once, or once a day.
public struct NoticePreferences: Hashable, Sendable {
    public var channels: Set<NoticeChannel>
    public var rhythm: Rhythm

    public enum Rhythm: Hashable, Sendable {
        case atOnce
        /// One message a day with all that happened, at this hour of Paris (0 to 23).
        case daily(hour: Int)
    }

    public init(channels: Set<NoticeChannel>, rhythm: Rhythm) {
        self.channels = channels
        self.rhythm = rhythm
    }

    /// Of those who never chose: an e-mail at once. An SMS costs money and disturbs, so it is asked for.
    public static let standard = NoticePreferences(channels: [.email], rhythm: .atOnce)
}

extension NoticePreferences {
    /// « Par courriel et SMS, aussitôt », « Par courriel, dans un résumé à 18 h », « Aucun message ».
    public var sentence: String {
        let ways = NoticeChannel.allCases.filter(channels.contains).map { $0 == .email ? "courriel" : "SMS" }
        guard !ways.isEmpty else { return "Aucun message" }
        let way = "Par \(ways.joined(separator: " et "))"
        switch rhythm {
        case .atOnce: return "\(way), aussitôt"
        case .daily(let hour): return "\(way), dans un résumé à \(hour)\u{A0}h"
        }
    }
}

/// For one publication, the employee may leave the choice to the client's preferences, or choose for this time.
public enum NoticeChoice: Hashable, Sendable {
    case asPreferred
    /// Empty: nobody is told.
    case only(Set<NoticeChannel>)
}

/// When something that happens now is told.
public struct NoticeTiming: Hashable, Sendable {
    /// What happens on a sheet within this time goes into one message.
    public var grouping: Duration
    public var quietHours: QuietHours

    public init(grouping: Duration, quietHours: QuietHours) {
        self.grouping = grouping
        self.quietHours = quietHours
    }

    /// Three minutes; no SMS between 20 h and 8 h.
    public static let standard = NoticeTiming(grouping: .minutes(3), quietHours: .standard)

    /// - Parameter now: when the event happens.
    public func dueTime(_ rhythm: NoticePreferences.Rhythm, by channel: NoticeChannel, at now: Instant) -> Instant {
        let due: Instant
        switch rhythm {
        case .atOnce: due = now + grouping
        case .daily(let hour): due = ParisTime.next(hour: hour, after: now)
        }
        switch channel {
        case .email: return due
        case .sms: return quietHours.end(ifQuietAt: due)
        }
    }
}

/// The hours, of Paris, in which no SMS is sent: what would be sent then is kept for their end.
public struct QuietHours: Hashable, Sendable {
    /// 0 to 23. When both are the same there are no quiet hours.
    public let from: Int
    public let until: Int

    /// - Returns: `nil` when an hour is none.
    public init?(from: Int, until: Int) {
        guard (0...23).contains(from), (0...23).contains(until) else { return nil }
        self.from = from
        self.until = until
    }

    private init() {
        from = 20
        until = 8
    }

    public static let standard = QuietHours()

    public func contains(_ instant: Instant) -> Bool {
        let hour = ParisTime(instant).hour
        return from <= until ? (from..<until).contains(hour) : hour >= from || hour < until
    }

    /// - Returns: the moment itself unless it is quiet; then the end of that quiet.
    public func end(ifQuietAt instant: Instant) -> Instant {
        contains(instant) ? ParisTime.next(hour: until, after: instant) : instant
    }
}

extension ParisTime {
    /// The next time that the clocks of Paris show a full hour.
    /// - Returns: later than `instant`, by 25 hours at most.
    public static func next(hour: Int, after instant: Instant) -> Instant {
        let today = ParisTime(instant).date
        for offset in 0...2 {
            let date = Day(daysSince1970: today.daysSince1970 + Int64(offset))
            // The hour that one night of March does not have is read as the one before it.
            if let moment = ParisTime.instant(local: "\(date.iso)T\(padded(hour, 2)):00"), moment > instant {
                return moment
            }
        }
        preconditionFailure("no day of three has an hour \(hour)")
    }

    /// The first moment of the month that `instant` lies in.
    public static func startOfMonth(_ instant: Instant) -> Instant {
        let today = ParisTime(instant).date
        guard let start = ParisTime.instant(local: "\(padded(today.year, 4))-\(padded(today.month, 2))-01T00:00") else {
            preconditionFailure("every month has a first day")
        }
        return start
    }
}
