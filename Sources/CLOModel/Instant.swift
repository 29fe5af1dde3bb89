/// A moment, in milliseconds since 1970-01-01T00:00:00Z. The database keeps moments as UTC `DATETIME(3)`;
/// people read them as Paris time (``ParisTime``).
public struct Instant: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public init(seconds: Int64) {
        milliseconds = seconds * 1_000
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    public static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(milliseconds: instant.milliseconds + duration.wholeMilliseconds)
    }

    public static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(milliseconds: instant.milliseconds - duration.wholeMilliseconds)
    }

    /// The time that passed from `earlier` to this moment.
    public func since(_ earlier: Instant) -> Duration {
        .milliseconds(milliseconds - earlier.milliseconds)
    }

    var secondsRoundedDown: Int64 {
        milliseconds >= 0 ? milliseconds / 1_000 : -((-milliseconds + 999) / 1_000)
    }
}

extension Duration {
    public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    public static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
    public static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

    public var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}

/// A day of the Gregorian calendar, such as the start of a worksite. No time, no zone.
public struct Day: Hashable, Comparable, Sendable {
    public let year: Int
    public let month: Int
    public let day: Int

    /// - Returns: `nil` when the calendar has no such day, or the year is outside 1900…2200.
    public init?(year: Int, month: Int, day: Int) {
        guard (1900...2200).contains(year), (1...12).contains(month),
            (1...Self.daysIn(month: month, year: year)).contains(day)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-11-22`, as an `<input type="date">` sends it.
    public init?(iso text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            let year = decimal(parts[0]), let month = decimal(parts[1]), let day = decimal(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public var iso: String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// The next day.
    public var following: Day { Day(daysSince1970: daysSince1970 + 1) }

    /// The same day of another year; 29 February becomes the 28th where there is none.
    public func adding(years: Int) -> Day {
        let other = year + years
        // A year outside the calendar of ``init(year:month:day:)`` stays at its end.
        let bounded = min(max(other, 1900), 2200)
        return Day(year: bounded, month: month, day: min(day, Self.daysIn(month: month, year: bounded))) ?? self
    }

    public static func < (left: Day, right: Day) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    /// Days since 1970-01-01 (Howard Hinnant, « chrono-Compatible Low-Level Date Algorithms », days_from_civil).
    var daysSince1970: Int64 {
        let shifted = Int64(month <= 2 ? year - 1 : year)
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The same paper's civil_from_days. Exact for any day that an ``Instant`` of these centuries can name.
    init(daysSince1970 days: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// 0 is Sunday.
    public var weekday: Int {
        Int(((daysSince1970 + 4) % 7 + 7) % 7)
    }
}

/// Strict decimal digits: no sign, no space, at most nine of them.
func decimal(_ text: some StringProtocol) -> Int? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return text.utf8.reduce(0) { $0 * 10 + Int($1 - 48) }
}

func padded(_ number: Int, _ width: Int) -> String {
    var digits = String(number)
    while digits.utf8.count < width { digits = "0" + digits }
    return digits
}

extension Instant {
    public init(utcDay day: Day, millisecondOfDay: Int) {
        milliseconds = day.daysSince1970 * 86_400_000 + Int64(millisecondOfDay)
    }

    /// The UTC calendar day and the time within it, as the database keeps them.
    public var utcParts: (day: Day, millisecondOfDay: Int) {
        let perDay: Int64 = 86_400_000
        let days = milliseconds >= 0 ? milliseconds / perDay : -((-milliseconds + perDay - 1) / perDay)
        return (Day(daysSince1970: days), Int(milliseconds - days * perDay))
    }

    /// `2026-11-22T13:05:00Z`, for `<time datetime>`.
    public var iso: String {
        let (day, millisecond) = utcParts
        let second = millisecond / 1_000
        // Written digit by digit: a long sheet's page holds a thousand of these.
        return String(unsafeUninitializedCapacity: 20) { text in
            _ = text.initialize(from: "0000-00-00T00:00:00Z".utf8)
            for (place, value) in [
                (3, day.year), (6, day.month), (9, day.day), (12, second / 3_600), (15, second / 60 % 60),
                (18, second % 60),
            ] {
                var rest = value
                var place = place
                while rest > 0 {
                    text[place] = UInt8(48 + rest % 10)
                    rest /= 10
                    place -= 1
                }
            }
            return 20
        }
    }
}
