/// A month of the calendar in Paris: how the photos of a sheet are grouped.
public struct Month: Hashable, Comparable, Sendable {
    public let year: Int
    /// 1 to 12.
    public let month: Int

    /// The month in which a moment falls, in Paris.
    public init(_ instant: Instant) {
        let date = ParisTime(instant).date
        year = date.year
        month = date.month
    }

    /// Reads `2026-11`.
    /// - Returns: `nil` for what is no month of the years 1900 to 2199.
    public init?(iso text: some StringProtocol) {
        guard let day = Day(iso: "\(text)-01"), day.year < 2200 else { return nil }
        year = day.year
        month = day.month
    }

    public var iso: String { "\(padded(year, 4))-\(padded(month, 2))" }

    /// « Novembre 2026 », for a heading.
    public var frenchHeading: String {
        let name = Day.monthNames[month - 1]
        return "\(name.prefix(1).uppercased())\(name.dropFirst()) \(year)"
    }

    public static func < (left: Month, right: Month) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}

extension Month {
    /// Its first moment, in Paris.
    public var start: Instant { Self.firstMoment(year: year, month: month) }

    /// The first moment after it.
    public var end: Instant {
        month == 12 ? Self.firstMoment(year: year + 1, month: 1) : Self.firstMoment(year: year, month: month + 1)
    }

    private static func firstMoment(year: Int, month: Int) -> Instant {
        guard let moment = ParisTime.instant(local: "\(padded(year, 4))-\(padded(month, 2))-01T00:00") else {
            preconditionFailure("the moments of photos are of the years 2000 to 2199: PhotoStore sees to it")
        }
        return moment
    }
}
