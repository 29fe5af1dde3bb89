/// A moment as a clock in Paris shows it, and the French sentences that tell it.
///
/// The rule is the one in force since 1996 (Directive 2000/84/CE): summer time from the last Sunday of March
/// to the last Sunday of October, both changes at 01:00 UTC. Written out here because a responder that loads
/// a time-zone library starts twice as slowly, and cheap hosts do not all carry tzdata.
public struct ParisTime: Hashable, Sendable {
    public let date: Day
    public let hour: Int
    public let minute: Int
    public let second: Int

    public init(_ instant: Instant) {
        let utc = instant.secondsRoundedDown
        let local = utc + (Self.isSummer(utcSeconds: utc) ? 7_200 : 3_600)
        let days = local >= 0 ? local / 86_400 : -((-local + 86_399) / 86_400)
        let secondOfDay = Int(local - days * 86_400)
        date = Day(daysSince1970: days)
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
    }

    /// Reads `2026-11-22T14:05` (seconds optional), as an `<input type="datetime-local">` sends it.
    ///
    /// The hour that exists twice in October is read as its second passing, in winter time; the one that
    /// does not exist in March is read as if the clock had already been put forward.
    public static func instant(local text: some StringProtocol) -> Instant? {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2, let date = Day(iso: halves[0]) else { return nil }
        let clock = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(clock.count), clock.allSatisfy({ $0.utf8.count == 2 }),
            let hour = decimal(clock[0]), hour < 24, let minute = decimal(clock[1]), minute < 60
        else { return nil }
        var second = 0
        if clock.count == 3 {
            guard let typed = decimal(clock[2]), typed < 60 else { return nil }
            second = typed
        }
        let wall = date.daysSince1970 * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        let winter = wall - 3_600
        return Instant(seconds: isSummer(utcSeconds: winter) ? wall - 7_200 : winter)
    }

    /// `2026-11-22T14:05`, the value of an `<input type="datetime-local">`.
    public var inputValue: String {
        "\(date.iso)T\(padded(hour, 2)):\(padded(minute, 2))"
    }

    /// « 22 novembre 2026 à 14 h 05 » (SPEC, first paragraph), with no-break spaces.
    public var sentence: String {
        "\(date.french) à \(clock)"
    }

    /// « 14 h 05 ».
    public var clock: String {
        "\(hour)\u{A0}h\u{A0}\(padded(minute, 2))"
    }

    static func isSummer(utcSeconds: Int64) -> Bool {
        let days = utcSeconds >= 0 ? utcSeconds / 86_400 : -((-utcSeconds + 86_399) / 86_400)
        let year = Day(daysSince1970: days).year
        return utcSeconds >= lastSunday(ofMonth: 3, year: year) * 86_400 + 3_600
            && utcSeconds < lastSunday(ofMonth: 10, year: year) * 86_400 + 3_600
    }

    /// In days since 1970. March and October have 31 days.
    private static func lastSunday(ofMonth month: Int, year: Int) -> Int64 {
        let shifted = Int64(year)  // Both months come after February, so the year needs no shift.
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = Int64((153 * (month - 3) + 2) / 5 + 30)
        let last = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return last - ((last + 4) % 7 + 7) % 7
    }
}

extension Day {
    public static let monthNames = [
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ]

    static let weekdayNames = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]

    /// « 22 novembre 2026 », « 1er mai 2026 », with no-break spaces between day and month.
    public var french: String {
        "\(day == 1 ? "1er" : String(day))\u{A0}\(Self.monthNames[month - 1]) \(year)"
    }

    /// « dimanche 22 novembre 2026 ».
    public var frenchWithWeekday: String {
        "\(Self.weekdayNames[weekday]) \(french)"
    }
}
