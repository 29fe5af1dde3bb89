import CLOModel
import Testing

@testable import CLOStore

extension StoreTests {
    /// What is bound to a statement comes back from the table as it was.
    @Suite("Valeurs")
    struct ValueTests {
        let database: Database
        let table: String

        init() throws {
            let shared = try #require(TestDatabase.current)
            database = Database(shared.address)
            table = "probe_\(Fixture.unique())"
            try database.read { [table] connection in
                try connection.command(
                    """
                    CREATE TABLE \(table) (
                        id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, line VARCHAR(20) NULL, body MEDIUMTEXT NULL,
                        bytes BLOB NULL, hash BINARY(32) NULL, big BIGINT UNSIGNED NULL, signed BIGINT NULL,
                        small INT UNSIGNED NULL, moment DATETIME(3) NULL, day DATE NULL
                    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
                    """)
            }
        }

        /// Stores values in a column and reads them back in their order.
        private func roundTrip<Value>(
            _ column: String, _ values: [some SQLConvertible], _ read: (inout Row) throws -> Value
        ) throws -> [Value] {
            let (table, column) = (SQL(raw: table), SQL(raw: column))
            return try database.read { connection in
                for value in values {
                    try connection.execute("INSERT INTO \(table) (\(column)) VALUES (\(value))")
                }
                return try connection.rows("SELECT \(column) FROM \(table) WHERE \(column) IS NOT NULL ORDER BY id").map
                { row in
                    var row = row
                    return try read(&row)
                }
            }
        }

        @Test(
            "tout texte revient comme il a été écrit",
            arguments: [
                "", " ", "C’est posé : l’œuvre avance…", "🏗️👷🏽‍♀️🧱", "\u{10FFFF}𝕏", "שלום עולם — مرحبا بالعالم",
                "a\u{0}b", "'; DROP TABLE account; --", "100 % \\ _ \"", "e\u{301} ≠ é", "ligne\r\nligne\n",
            ])
        func text(_ text: String) throws {
            // Compared by scalars: Swift's == takes two spellings of an accent for one.
            let read = try roundTrip("body", [text]) { try $0.text() }
            #expect(read.map { Array($0.unicodeScalars) } == [Array(text.unicodeScalars)])
        }

        @Test("une colonne contient autant de caractères qu’elle le dit, emojis compris, et refuse le suivant")
        func lengths() throws {
            let full = String(repeating: "🧱", count: 20)
            #expect(try roundTrip("line", [full]) { try $0.text() } == [full])
            #expect(failure { try roundTrip("line", [full + "x"]) { try $0.text() } } == tooLong)
            let long = String(repeating: "é🧱x", count: 50_000)
            #expect(try roundTrip("body", [long]) { try $0.text() } == [long])
        }

        @Test("les octets restent des octets")
        func bytes() throws {
            let all = (0...255).map { UInt8($0) }
            #expect(try roundTrip("bytes", [all, [], [0]]) { try $0.bytes() } == [all, [], [0]])
            let hash = [UInt8](repeating: 0, count: 31) + [255]
            #expect(try roundTrip("hash", [hash]) { try $0.bytes() }.last == hash)
        }

        @Test("les grands nombres restent exacts autour de 2^63 et jusqu’à 2^64")
        func numbers() throws {
            let big: [UInt64] = [0, 1 << 63 - 1, 1 << 63, 1 << 63 + 1, .max]
            #expect(try roundTrip("big", big) { try $0.unsigned() } == big)
            let small = [0, 1, Int(UInt32.max)]
            #expect(try roundTrip("small", small) { try $0.int() } == small)
        }

        @Test("un nombre hors des bornes est refusé, à l’écriture et à la lecture")
        func refusedNumbers() throws {
            #expect(failure { try roundTrip("small", [-1]) { try $0.int() } } == .failed(code: 1264))
            #expect(failure { try roundTrip("signed", [-1]) { try $0.unsigned() } } == .unexpectedRow)
        }

        @Test("les moments gardent leurs millisecondes")
        func moments() throws {
            let moments: [Instant] = [
                .start, Instant(milliseconds: 0), Instant(milliseconds: 1), Instant(milliseconds: 999),
                Instant(milliseconds: -1), Instant(milliseconds: 951_782_399_999),
                Instant(milliseconds: 951_782_400_000),
                Instant(milliseconds: 1_774_746_000_000), Instant(milliseconds: 4_102_444_799_999),
            ]
            #expect(try roundTrip("moment", moments) { try $0.moment() } == moments)
        }

        @Test("les moments sont écrits en temps universel")
        func momentsAreUTC() throws {
            _ = try roundTrip("moment", [Instant.start]) { try $0.moment() }
            let text = try database.read { [table] connection in
                var row = try #require(
                    try connection.row("SELECT CAST(moment AS CHAR) FROM \(SQL(raw: table)) LIMIT 1"))
                return try row.text()
            }
            #expect(text == "2026-11-22 13:05:00.123")
        }

        @Test("les jours restent des jours")
        func days() throws {
            let days = try ["1900-01-01", "1999-12-31", "2024-02-29", "2026-11-22", "2200-12-31"].map {
                try #require(Day(iso: $0))
            }
            #expect(try roundTrip("day", days) { try $0.optionalDay() } == days)
        }

        @Test(
            "l’absence reste une absence",
            arguments: ["line", "body", "bytes", "hash", "big", "signed", "small", "moment", "day"])
        func nulls(column: String) throws {
            let column = SQL(raw: column)
            let table = SQL(raw: table)
            try database.read { connection in
                try connection.execute("INSERT INTO \(table) (\(column)) VALUES (\(nil as String?))")
                var row = try #require(try connection.row("SELECT \(column), \(column), 7 FROM \(table)"))
                // Whatever the column: nothing is there, and what comes after it is still in its place.
                #expect(try row.optionalText() == nil)
                #expect(try row.optionalMoment() == nil)
                #expect(try row.int() == 7)
                var required = try #require(try connection.row("SELECT \(column) FROM \(table)"))
                #expect(failure { try required.text() } == .unexpectedRow)
            }
        }

        @Test("chaque lecture exige le type attendu, et une colonne de trop est remarquée")
        func mismatches() throws {
            try database.read { connection in
                func row() throws -> Row { try #require(try connection.row("SELECT 'mot', 1")) }
                var first = try row()
                #expect(failure { try first.unsigned() } == .unexpectedRow)
                var second = try row()
                #expect(failure { try second.moment() } == .unexpectedRow)
                var third = try row()
                #expect(failure { try third.optionalDay() } == .unexpectedRow)
                var fourth = try row()
                #expect(failure { try fourth.optionalMilestone() } == .unexpectedRow)
                var fifth = try #require(try connection.row("SELECT 'é'"))
                #expect(failure { try fifth.worksiteCode() } == .unexpectedRow)
                var last = try row()
                #expect(try last.text() == "mot")
                #expect(try last.bool())
                #expect(failure { try last.text() } == .unexpectedRow)
            }
        }

        @Test("SUM répond un nombre, ou rien")
        func sums() throws {
            _ = try roundTrip("small", [1, 2, 39]) { try $0.int() }
            try database.read { [table] connection in
                var row = try #require(
                    try connection.row(
                        "SELECT SUM(small), SUM(big), COUNT(*) FROM \(SQL(raw: table))"))
                #expect(try row.unsigned() == 42)
                #expect(try row.optionalUnsigned() == nil)
                #expect(try row.int() == 3)
            }
        }

        @Test(
            "une liste de toute longueur trouve exactement les siens",
            arguments: [0, 1, 2, 3, 5, 7, 8, 9, 31, 100, 1000])
        func lists(length: Int) throws {
            _ = try roundTrip("small", Array(0..<20)) { try $0.int() }
            let wanted = (0..<length).map { $0 * 2 }
            let found = try database.read { [table] connection in
                try connection.rows(
                    "SELECT small FROM \(SQL(raw: table)) WHERE small IN (\(list: wanted)) ORDER BY small"
                ).map { row in
                    var row = row
                    return try row.int()
                }
            }
            #expect(found == wanted.filter { $0 < 20 })
        }

        @Test("les listes ne font que peu d’instructions différentes")
        func listTexts() {
            let texts = Set((1...1_000).map { ("IN (\(list: Array(0..<$0)))" as SQL).text })
            #expect(texts.count == 11)
        }

        @Test("ce qui est interpolé est un paramètre, jamais du texte")
        func binding() {
            let part: SQL = "code = \("x' OR '1' = '1")"
            let sql: SQL = "SELECT \(1) FROM worksite WHERE \(part) AND title = \(nil as String?)"
            #expect(sql.text == "SELECT ? FROM worksite WHERE code = ? AND title = ?")
            #expect(sql.parameters == [.integer(1), .text("x' OR '1' = '1"), .null])
        }

        @Test("plus d’instructions différentes qu’une connexion n’en garde")
        func manyStatements() throws {
            let answers = try database.read { connection in
                try (0..<250).map { number in
                    var row = try #require(try connection.row("SELECT \(number) + \(SQL(raw: String(number)))"))
                    return try row.int()
                }
            }
            #expect(answers == (0..<250).map { $0 * 2 })
        }

        @Test("une instruction que le serveur refuse laisse la connexion utilisable")
        func refusedStatement() throws {
            try database.read { connection in
                #expect(failure { try connection.rows("SELECT nothing FROM nowhere") } == .failed(code: 1146))
                #expect(failure { try connection.rows("SELEC 1") } == .failed(code: 1064))
                #expect(failure { try connection.rows("DO 0") } == .unexpectedRow)
                var row = try #require(try connection.row("SELECT 1"))
                #expect(try row.int() == 1)
            }
        }
    }
}
