import CLOModel
import Foundation
import Testing

@testable import CLOStore

@Suite("Sauvegarde")
struct BackupTests {
    /// Gives an empty database to the body, and drops it after.
    private func withDatabase(_ body: (Database) throws -> Void) throws {
        try withDatabases { first, _ in try body(first) }
    }

    /// Two ways to the same one.
    private func withDatabases(_ body: (Database, Database) throws -> Void) throws {
        let database = try TestDatabase()
        do {
            try body(Database(database.address), Database(database.address))
        } catch {
            try database.drop()
            throw error
        }
        try database.drop()
    }

    private func saved(_ table: String, _ database: Database) throws -> [[SavedTable.Cell]] {
        var rows: [[SavedTable.Cell]] = []
        try database.snapshot { connection in
            let table = try #require(try SavedTable.all(among: [table], connection).first)
            try table.forEachRow(connection) { rows.append($0) }
            #expect(try table.count(connection) == rows.count)
        }
        return rows
    }

    @Test("toutes les lignes d’une clé composée sont lues, une fois chacune, dans l’ordre")
    func pages() throws {
        try withDatabase { database in
            try database.read { connection in
                try connection.command(
                    """
                    CREATE TABLE part (a INT NOT NULL, b VARCHAR(10) NOT NULL, c BINARY(2) NOT NULL,
                    twice INT GENERATED ALWAYS AS (a * 2) STORED, PRIMARY KEY (b, a, c)) ENGINE=InnoDB
                    """)
            }
            // Past several pages, with equal beginnings of keys on both sides of their ends.
            var expected: Set<[SavedTable.Cell]> = []
            try database.transaction { connection in
                for a in 0..<20 {
                    for b in ["a", "b", "é"] {
                        for c in 0..<UInt8(25) {
                            try connection.execute("INSERT INTO part (a, b, c) VALUES (\(a), \(b), \([0, c]))")
                            expected.insert([.text(String(a)), .text(b), .bytes([0, c])])
                        }
                    }
                }
            }
            let rows = try saved("part", database)
            #expect(rows.count == 1_500 && Set(rows) == expected, "la colonne calculée n’y est pas")
            #expect(rows.map { $0[1] } == rows.map { $0[1] }.sorted { "\($0)" < "\($1)" })
        }
    }

    @Test("chaque valeur revient telle qu’elle était")
    func values() throws {
        try withDatabase { database in
            try database.read { connection in
                try connection.command(
                    """
                    CREATE TABLE thing (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, small BIGINT NULL, words TEXT NULL,
                    bytes VARBINARY(300) NULL, moment DATETIME(3) NULL, day DATE NULL, kind ENUM('a', 'é') NULL)
                    ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
                    """)
            }
            let moment = Instant(milliseconds: 1_767_323_045_007)
            let everyByte = (0...255).map { UInt8($0) }
            try database.transaction { connection in
                try connection.execute(
                    """
                    INSERT INTO thing VALUES (\(UInt64.max), \(Int.min), \("« 'é'\\\n\u{0}🙂 »"), \(everyByte), \(moment),
                    '1999-12-31', 'é')
                    """)
                try connection.execute("INSERT INTO thing (id, words, bytes) VALUES (0, '', '')")
            }
            let rows = try saved("thing", database)
            #expect(rows.last?[4] == .text("2026-01-02 03:04:05.007"))
            let columns = ["id", "small", "words", "bytes", "moment", "day", "kind"]
            try TableLoader.load(into: database, tables: ["thing"]) { loader in
                #expect(try loader.count("thing") == 0, "ce qu’une migration y a mis cède la place")
                try loader.insert(rows, into: "thing", columns: columns)
            }
            #expect(try saved("thing", database) == rows)
        }
    }

    @Test("des lignes dont le parent manque ne sont pas remises, ni aucune autre")
    func orphans() throws {
        try withDatabase { database in
            try database.read { connection in
                try connection.command("CREATE TABLE parent (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB")
                try connection.command(
                    """
                    CREATE TABLE child (id INT NOT NULL PRIMARY KEY, parent_id INT NULL,
                    CONSTRAINT child_of_parent FOREIGN KEY (parent_id) REFERENCES parent (id)) ENGINE=InnoDB
                    """)
            }
            let tables = ["parent", "child"]
            #expect(throws: TableLoader.Failure.self) {
                try TableLoader.load(into: database, tables: tables) { loader in
                    try loader.insert([[.text("1")]], into: "parent", columns: ["id"])
                    try loader.insert([[.text("1"), .text("2")]], into: "child", columns: ["id", "parent_id"])
                }
            }
            #expect(try saved("parent", database).isEmpty && saved("child", database).isEmpty)
            for strange in [("autre", "id"), ("child", "x` = 1; --")] {
                #expect(throws: TableLoader.Failure.self) {
                    try TableLoader.load(into: database, tables: tables) { loader in
                        try loader.insert([[.text("1")]], into: strange.0, columns: [strange.1])
                    }
                }
            }
            // A child before its parent, as tables may come.
            try TableLoader.load(into: database, tables: tables) { loader in
                try loader.insert(
                    [[.text("1"), .text("2")], [.text("2"), .null]], into: "child", columns: ["id", "parent_id"])
                try loader.insert([[.text("2")]], into: "parent", columns: ["id"])
            }
            #expect(try saved("child", database).count == 2)
        }
    }

    @Test("un instantané ne voit rien de ce qui s’écrit après lui")
    func snapshot() throws {
        try withDatabases { database, other in
            try database.read { try $0.command("CREATE TABLE note (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB") }
            try database.snapshot { connection in
                try other.transaction { try $0.execute("INSERT INTO note VALUES (1)") }
                let table = try #require(try SavedTable.all(among: ["note"], connection).first)
                #expect(try table.count(connection) == 0)
            }
            #expect(try saved("note", database).count == 1)
        }
    }

    @Test("toutes les tables des migrations se lisent ; celles qui sont laissées existent bien")
    func tables() throws {
        try withDatabase { database in
            let files = try TestDatabase.migrations()
            _ = try Migrations(database).apply(files, at: .start)
            let names = files.flatMap(\.tables)
            try database.snapshot { connection in
                let saved = try SavedTable.all(among: names, connection).map(\.name)
                #expect(Set(saved) == Set(names).subtracting(LeftOut.allCases.map(\.rawValue)))
                try NamedFiles.forEach(connection) { _ in Issue.record("there is no file yet") }
            }
            #expect(Set(LeftOut.allCases.map(\.rawValue)).isSubset(of: names))
        }
    }

    @Test("les fichiers de ceux qui y comptent sont à eux, même après leur terme, tant que personne ne les a pris")
    func holdingFiles() throws {
        try withDatabase { database in
            _ = try Migrations(database).apply(try TestDatabase.migrations(), at: .start)
            let duty = Store(database).fileDuty
            let (backup, purge) = (DutyStore.Owner(), DutyStore.Owner())
            let lease = Duration.seconds(6)
            #expect(try duty.take(backup, for: lease, at: .start), "aucune migration ne l’a préparée")
            #expect(try !duty.take(purge, for: lease, at: .start))
            #expect(try duty.keep(backup, for: lease, at: .start + .minutes(1)), "personne d’autre ne l’a prise")
            #expect(try !duty.take(purge, for: lease, at: .start + .minutes(1)))
            #expect(try duty.take(purge, for: lease, at: .start + .minutes(2)))
            #expect(try !duty.keep(backup, for: lease, at: .start + .minutes(2)))
            try duty.release(purge, at: .start + .minutes(2))
            #expect(try !duty.keep(backup, for: lease, at: .start + .minutes(3)), "un autre l’a eue entre-temps")
            #expect(try !Store(database).duties.isHeld(at: .start), "celle des envois est une autre")
        }
    }
}
