import Testing

@testable import CLOModel

@Suite("L’heure de Paris")
struct ParisTimeTests {
    @Test("Paris affiche l’heure que dit la base IANA, de 1996 à 2037", arguments: ParisTimeTable.rows)
    func table(row: ParisTimeTable.Row) {
        #expect(local(Instant(seconds: row.unixTime)) == row.local)
        #expect(ParisTime.isSummer(utcSeconds: row.unixTime) == row.isSummer)
    }

    @Test("une heure lue à Paris est le moment qui l’affiche", arguments: ParisTimeTable.rows)
    func inverse(row: ParisTimeTable.Row) {
        // The hour that exists twice in October is read as its second passing.
        let isFirstPassing = row.isSummer && row.local.contains("-10-") && row.local.contains("T02:")
        let expected = Instant(seconds: row.unixTime + (isFirstPassing ? 3_600 : 0))
        #expect(ParisTime.instant(local: row.local) == expected)
        #expect(local(expected) == row.local)
    }

    @Test("la table contient les 84 changements d’heure")
    func tableIsWhole() {
        let rows = Dictionary(uniqueKeysWithValues: ParisTimeTable.rows.map { ($0.unixTime, $0) })
        let changes = rows.values.filter { rows[$0.unixTime - 1]?.isSummer == !$0.isSummer }
        #expect(changes.count == 84)
    }

    @Test("toute heure sans double se relit telle qu’elle est affichée")
    func roundTrip() throws {
        // Every 2 days, 1 hour and 7 seconds from 1996 to 2037: some 7,500 moments, all hours among them.
        for seconds in stride(from: Int64(820_454_400), to: 2_145_916_800, by: 176_407) {
            let instant = Instant(seconds: seconds)
            let read = try #require(ParisTime.instant(local: local(instant)))
            // Where they differ, the clock shows the same hour twice.
            guard read == instant || (read == instant + .hours(1) && local(read) == local(instant)) else {
                Issue.record("\(instant.iso) is read back as \(read.iso)")
                return
            }
        }
    }

    @Test(
        "l’heure qui n’existe pas en mars est lue comme si l’horloge était déjà avancée",
        arguments: [
            ("2026-03-29T01:59:59", "2026-03-29T00:59:59Z"), ("2026-03-29T02:00", "2026-03-29T00:00:00Z"),
            ("2026-03-29T02:30", "2026-03-29T00:30:00Z"), ("2026-03-29T02:59:59", "2026-03-29T00:59:59Z"),
            ("2026-03-29T03:00", "2026-03-29T01:00:00Z"),
        ])
    func missingHour(text: String, iso: String) {
        #expect(ParisTime.instant(local: text)?.iso == iso)
    }

    @Test(
        "l’heure qui existe deux fois en octobre est lue à son second passage",
        arguments: [
            ("2026-10-25T01:59:59", "2026-10-24T23:59:59Z"), ("2026-10-25T02:00", "2026-10-25T01:00:00Z"),
            ("2026-10-25T02:30", "2026-10-25T01:30:00Z"), ("2026-10-25T02:59:59", "2026-10-25T01:59:59Z"),
            ("2026-10-25T03:00", "2026-10-25T02:00:00Z"),
        ])
    func doubledHour(text: String, iso: String) {
        #expect(ParisTime.instant(local: text)?.iso == iso)
    }

    @Test(
        "ce qui n’est pas une date avec son heure est refusé",
        arguments: [
            "", "2026-11-22", "2026-11-22 14:05", "2026-11-22T", "T14:05", "2026-11-22T14", "2026-11-22T14:5",
            "2026-11-22T4:05", "2026-11-22T24:00", "2026-11-22T14:60", "2026-11-22T14:05:60", "2026-11-22T14:05:00Z",
            "2026-11-22T14:05:00.5", "2026-11-22T14:05:00:00", "2026-11-22T-4:05", "2026-11-22T+4:05",
            "2026-02-30T14:05", "2026-11-22T14:05T", "2026-11-22t14:05", "22/11/2026 14:05", "2026-11-22T１４:05",
        ])
    func refused(text: String) {
        #expect(ParisTime.instant(local: text) == nil)
    }

    @Test(
        "les dates comme « 22 novembre 2026 à 14 h 05 », avec leurs espaces insécables",
        arguments: [
            ("2026-11-22T14:05", "22\u{A0}novembre 2026 à 14\u{A0}h\u{A0}05"),
            ("2026-05-01T00:00", "1er\u{A0}mai 2026 à 0\u{A0}h\u{A0}00"),
            ("2027-08-31T23:59", "31\u{A0}août 2027 à 23\u{A0}h\u{A0}59"),
            ("2027-01-11T09:30", "11\u{A0}janvier 2027 à 9\u{A0}h\u{A0}30"),
        ])
    func sentence(text: String, sentence: String) throws {
        let time = ParisTime(try #require(ParisTime.instant(local: text)))
        #expect(time.sentence == sentence)
        #expect(sentence.hasSuffix(time.clock))
        #expect(time.inputValue == text)
    }

    @Test("les millisecondes n’avancent pas l’horloge, avant 1970 non plus")
    func milliseconds() {
        #expect(local(Instant(milliseconds: 1_795_352_759_999)) == "2026-11-22T14:05:59")
        #expect(local(Instant(milliseconds: -1)) == "1970-01-01T00:59:59")
        #expect(local(Instant(milliseconds: -3_600_001)) == "1969-12-31T23:59:59")
    }

    private func local(_ instant: Instant) -> String {
        let time = ParisTime(instant)
        return "\(time.inputValue):\(padded(time.second, 2))"
    }
}
