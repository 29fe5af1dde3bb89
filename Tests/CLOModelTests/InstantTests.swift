import Testing

@testable import CLOModel

@Suite("Moments et jours")
struct InstantTests {
    @Test(
        "un moment s’écrit en UTC, à la seconde commencée",
        arguments: [
            (-1_001, "1969-12-31T23:59:58Z"), (-1_000, "1969-12-31T23:59:59Z"), (-1, "1969-12-31T23:59:59Z"),
            (0, "1970-01-01T00:00:00Z"), (999, "1970-01-01T00:00:00Z"),
            (1_795_352_700_000, "2026-11-22T13:05:00Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
            (-2_208_988_800_000, "1900-01-01T00:00:00Z"), (7_289_654_399_999, "2200-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func iso(milliseconds: Int64, expected: String) {
        #expect(Instant(milliseconds: milliseconds).iso == expected)
    }

    @Test(
        "jour et heure UTC se recomposent, avant 1970 aussi",
        arguments: [-86_400_001, -86_400_000, -1, 0, 1, 86_399_999, 86_400_000, 1_795_352_700_123] as [Int64])
    func utcParts(milliseconds: Int64) {
        let (day, millisecondOfDay) = Instant(milliseconds: milliseconds).utcParts
        #expect((0..<86_400_000).contains(millisecondOfDay))
        #expect(Instant(utcDay: day, millisecondOfDay: millisecondOfDay).milliseconds == milliseconds)
    }

    @Test("moments et durées s’additionnent à la milliseconde")
    func arithmetic() {
        let noon = Instant(seconds: 1_795_348_800)
        #expect((noon + .minutes(90)).milliseconds == 1_795_354_200_000)
        #expect((noon - .milliseconds(1_500)).milliseconds == 1_795_348_798_500)
        #expect((noon + .days(1)).since(noon) == .hours(24))
        #expect(noon.since(noon + .milliseconds(1)) == .milliseconds(-1))
        #expect(noon < noon + .milliseconds(1))
        #expect(Duration.milliseconds(-1_500).wholeMilliseconds == -1_500)
    }
}

@Suite("Jours du calendrier")
struct DayTests {
    /// Made with Python's `datetime`: days since 1970, and the weekday, 0 being Sunday.
    @Test(
        "un jour connaît son rang et son jour de semaine",
        arguments: [
            ("1900-01-01", -25_567, 1), ("1900-03-01", -25_508, 4), ("1969-12-31", -1, 3), ("1970-01-01", 0, 4),
            ("1999-12-31", 10_956, 5), ("2000-02-29", 11_016, 2), ("2000-03-01", 11_017, 3),
            ("2026-11-22", 20_779, 0), ("2028-02-29", 21_243, 2), ("2100-02-28", 47_540, 0),
            ("2100-03-01", 47_541, 1), ("2200-12-31", 84_370, 3),
        ] as [(String, Int64, Int)])
    func rank(iso: String, days: Int64, weekday: Int) throws {
        let day = try #require(Day(iso: iso))
        #expect(day.daysSince1970 == days)
        #expect(day.weekday == weekday)
        #expect(Day(daysSince1970: days) == day)
        #expect(day.iso == iso)
    }

    @Test("de 1900 à 2200, chaque jour est le lendemain du précédent")
    func everyDay() throws {
        var previous = Day(daysSince1970: -25_568)
        for days in Int64(-25_567)...84_370 {
            let day = Day(daysSince1970: days)
            guard day.daysSince1970 == days, previous < day, (previous.weekday + 1) % 7 == day.weekday,
                Day(year: day.year, month: day.month, day: day.day) == day
            else {
                Issue.record("day \(days) reads \(day.iso)")
                return
            }
            previous = day
        }
    }

    @Test(
        "ce qui n’est pas un jour est refusé",
        arguments: [
            "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "2026-00-10", "2026-13-10", "2026-01-00",
            "2026-01-32", "1899-12-31", "2201-01-01", "2026-1-01", "2026-01-1", "26-01-01", "02026-01-01",
            " 2026-01-01", "2026-01-01 ", "+026-01-01", "2026-01--1", "2026/01/01", "2026-01", "2026-01-01-01",
            "٢٠٢٦-01-01", "20a6-01-01", "", "--",
        ])
    func refused(text: String) {
        #expect(Day(iso: text) == nil)
    }

    @Test("le 29 février n’existe que les années bissextiles")
    func leapDay() {
        #expect(Day(iso: "2000-02-29") != nil)
        #expect(Day(iso: "2028-02-29") != nil)
        #expect(Day(year: 2027, month: 2, day: 29) == nil)
    }

    @Test(
        "un jour se dit en français, le quantième insécable du mois",
        arguments: [
            ("2026-11-22", "dimanche 22\u{A0}novembre 2026"), ("2026-05-01", "vendredi 1er\u{A0}mai 2026"),
            ("2027-02-02", "mardi 2\u{A0}février 2027"), ("2026-08-31", "lundi 31\u{A0}août 2026"),
            ("2026-12-24", "jeudi 24\u{A0}décembre 2026"), ("2027-03-06", "samedi 6\u{A0}mars 2027"),
            ("2026-09-30", "mercredi 30\u{A0}septembre 2026"),
        ])
    func french(iso: String, sentence: String) throws {
        let day = try #require(Day(iso: iso))
        #expect(day.frenchWithWeekday == sentence)
        #expect(sentence.hasSuffix(" \(day.french)"))
    }
}
