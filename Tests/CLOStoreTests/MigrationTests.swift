import CLOModel
import Foundation
import Testing

@testable import CLOStore

@Suite("Migrations")
struct MigrationTests {
    /// Gives an empty database to the body, and drops it after.
    private func withDatabase(_ body: (TestDatabase, Database) throws -> Void) throws {
        let database = try TestDatabase()
        do {
            try body(database, Database(database.address))
        } catch {
            try database.drop()
            throw error
        }
        try database.drop()
    }

    /// Every column, key and constraint of the schema, as the server tells them.
    private func schema(_ database: Database) throws -> [String: String] {
        try database.read { connection in
            var schema: [String: String] = [:]
            for row in try connection.rows(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
            {
                var row = row
                let table = try row.text()
                var shown = try #require(try connection.row("SHOW CREATE TABLE \(SQL(raw: table))"))
                _ = try shown.text()
                schema[table] = try shown.text()
            }
            return schema
        }
    }

    private func applied(_ database: Database) throws -> [String] {
        try database.read { connection in
            try connection.rows("SELECT name FROM migration ORDER BY number").map { row in
                var row = row
                return try row.text()
            }
        }
    }

    private func file(_ name: String, _ text: String) throws -> Migrations.File {
        try #require(Migrations.File(name: name, text: text))
    }

    @Test("appliquées une fois, elles ne le sont plus")
    func twice() throws {
        try withDatabase { _, database in
            let files = try TestDatabase.migrations()
            #expect(try Migrations(database).apply(files, at: .start) == files.map(\.name))
            let schema = try schema(database)
            #expect(schema.count == Set(files.flatMap(\.tables)).count)
            #expect(try Migrations(database).apply(files, at: .start) == [])
            #expect(try Migrations(database).apply(files.reversed(), at: .start) == [])
            #expect(try self.schema(database) == schema)
            #expect(try applied(database) == files.map(\.name))
        }
    }

    @Test("ce qui manque est appliqué dans l’ordre des numéros")
    func order() throws {
        try withDatabase { _, database in
            let migration = try #require(try TestDatabase.migrations().first)
            let second = try file("002_b.sql", "CREATE TABLE IF NOT EXISTS b (a_id INT);")
            let third = try file("003_c.sql", "ALTER TABLE b ADD COLUMN c INT;")
            #expect(try Migrations(database).apply([second, migration], at: .start) == [migration.name, "002_b.sql"])
            #expect(try Migrations(database).apply([third, second, migration], at: .start) == ["003_c.sql"])
            #expect(try schema(database)["b"]?.contains("`c` int") == true)
        }
    }

    @Test("une base plus récente que le programme est refusée, intacte")
    func newer() throws {
        try withDatabase { _, database in
            let files = try TestDatabase.migrations()
            _ = try Migrations(database).apply(files + [file("900_demain.sql", "DO 0;")], at: .start)
            do {
                _ = try Migrations(database).apply(
                    files + [file("899_perdue.sql", "CREATE TABLE x (a INT);")], at: .start)
                Issue.record("an older program has changed a newer schema")
            } catch Migrations.Failure.newerSchema(let number) {
                #expect(number == 900)
            }
            #expect(try schema(database)["x"] == nil)
        }
    }

    @Test("interrompue n’importe où, une migration se reprend et donne le même schéma")
    func interrupted() throws {
        let files = try TestDatabase.migrations()
        let statements = try #require(files.first).statements
        var whole: [String: String] = [:]
        try withDatabase { _, database in
            _ = try Migrations(database).apply(files, at: .start)
            whole = try schema(database)
        }
        for done in [1, statements.count / 2, statements.count] {
            try withDatabase { _, database in
                try database.read { connection in
                    for statement in statements.prefix(done) { try connection.command(statement) }
                }
                #expect(try Migrations(database).apply(files, at: .start) == files.map(\.name))
                #expect(try schema(database) == whole)
                #expect(try Migrations(database).apply(files, at: .start) == [])
            }
        }
    }

    @Test("un changement de table interrompu se reprend : ce qui est déjà fait est passé")
    func interruptedChange() throws {
        try withDatabase { _, database in
            let first = try #require(try TestDatabase.migrations().first)
            let change = try file(
                "002_suite.sql",
                """
                CREATE TABLE IF NOT EXISTS note (id INT NOT NULL PRIMARY KEY, a INT, b INT, KEY note_b (b)) ENGINE=InnoDB;
                ALTER TABLE note ADD COLUMN c INT;
                ALTER TABLE note ADD KEY note_a (a);
                ALTER TABLE note DROP KEY note_b;
                ALTER TABLE note DROP COLUMN b;
                ALTER TABLE note DROP FOREIGN KEY note_of_note;
                ALTER TABLE note ADD CONSTRAINT note_of_note FOREIGN KEY (a) REFERENCES note (id);
                INSERT IGNORE INTO note (id) VALUES (1);
                """)
            _ = try Migrations(database).apply([first], at: .start)
            for done in 0...change.statements.count {
                let begun = change.statements.prefix(done).map { $0 + ";\n" }.joined()
                try database.read { try $0.command("DROP TABLE IF EXISTS note") }
                _ = try Migrations(database).apply([first, file("002_suite.sql", begun)], at: .start)
                try database.read { try $0.command("DELETE FROM migration WHERE number = 2") }
                #expect(try Migrations(database).apply([first, change], at: .start) == ["002_suite.sql"])
                let note = try #require(try schema(database)["note"])
                for part in ["`c` int", "KEY `note_a`", "CONSTRAINT `note_of_note`"] { #expect(note.contains(part)) }
                #expect(!note.contains("`b`"))
            }
        }
    }

    @Test("une migration qui échoue pour de bon le dit, et n’est pas notée")
    func failing() throws {
        try withDatabase { _, database in
            let files = try TestDatabase.migrations()
            let bad = try file("999_faute.sql", "ALTER TABLE nowhere ADD COLUMN a INT;")
            #expect(failure { try Migrations(database).apply(files + [bad], at: .start) } == .failed(code: 1146))
            #expect(try applied(database) == files.map(\.name))
        }
    }

    @Test("dans une base partagée, la table d’un autre programme n’est pas prise pour la nôtre")
    func foreignTable() throws {
        try withDatabase { _, database in
            try database.read { try $0.command("CREATE TABLE session (sid VARCHAR(9) NOT NULL PRIMARY KEY)") }
            do {
                _ = try Migrations(database).apply(try TestDatabase.migrations(), at: .start)
                Issue.record("the table of another program was taken for ours")
            } catch Migrations.Failure.foreignTable(let name) {
                #expect(name == "session")
            }
            #expect(try Array(schema(database).keys) == ["session"], "nothing was made")
        }
        try withDatabase { _, database in
            try database.read { try $0.command("CREATE TABLE wp_posts (id INT NOT NULL PRIMARY KEY)") }
            #expect(try Migrations(database).apply(try TestDatabase.migrations(), at: .start).isEmpty == false)
        }
    }

    @Test("les fichiers s’importent tels quels, comme le fait phpMyAdmin, et le programme les reconnaît ensuite")
    func clientImport() throws {
        try withDatabase { test, database in
            let files = try TestDatabase.migrations()
            for file in files {
                let client = Process()
                client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                client.arguments = [
                    "mariadb", "--no-defaults", "--socket=\(test.address.socket ?? "")", "--user=\(test.address.user)",
                    test.name,
                ]
                client.environment = ProcessInfo.processInfo.environment.merging(
                    ["MYSQL_PWD": test.address.password]) { $1 }
                client.standardInput = try FileHandle(forReadingFrom: TestDatabase.sqlFolder.appending(path: file.name))
                try client.run()
                client.waitUntilExit()
                #expect(client.terminationStatus == 0)
            }
            let imported = try schema(database)
            #expect(imported.count == Set(files.flatMap(\.tables)).count)
            #expect(try Migrations(database).apply(files, at: .start) == files.map(\.name))
            #expect(try Migrations(database).apply(files, at: .start) == [])
            #expect(try schema(database) == imported)
        }
    }

    @Test("chaque table est en InnoDB et en utf8mb4 : clés étrangères tenues, emojis gardés")
    func tables() throws {
        for file in try TestDatabase.migrations() {
            for statement in file.statements where statement.hasPrefix("CREATE TABLE") {
                #expect(statement.hasPrefix("CREATE TABLE IF NOT EXISTS "), "an interrupted migration is run again")
                #expect(statement.hasSuffix("ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci"))
            }
        }
    }

    // MARK: Files

    @Test(
        "un fichier se coupe en instructions",
        arguments: [
            ("", []),
            ("-- rien\n\n  -- rien non plus\n", []),
            ("DO 0;", ["DO 0"]),
            ("DO 0;\nDO 1;\n", ["DO 0", "DO 1"]),
            ("DO 0;\r\nDO 1;\r\n", ["DO 0", "DO 1"]),
            ("DO 0; \n\tDO 1;\t\n", ["DO 0", "DO 1"]),
            ("DO\n  -- entre deux\n  0;\nDO 1", ["DO\n  0", "DO 1"]),
            ("INSERT INTO t VALUES ('a; b');\nDO 1;", ["INSERT INTO t VALUES ('a; b')", "DO 1"]),
        ] as [(String, [String])])
    func statements(text: String, expected: [String]) throws {
        #expect(try file("001_x.sql", text).statements.map { $0.replacing("\r", with: "") } == expected)
    }

    @Test("le nom d’un fichier donne son numéro")
    func names() throws {
        #expect(Migrations.File(name: "001_fondations.sql", text: "")?.number == 1)
        #expect(Migrations.File(name: "120_x.sql", text: "")?.number == 120)
        for name in ["1_x.sql", "0001_x.sql", "001_x.txt", "x.sql", "README.md", "٠٠١_x.sql", ".001_x.sql"] {
            #expect(Migrations.File(name: name, text: "") == nil, "\(name)")
        }
    }

    @Test("le dossier sql/ a des numéros qui se suivent, sans doublon")
    func numbering() throws {
        let numbers = try TestDatabase.migrations().map(\.number)
        #expect(numbers == Array(1...max(1, numbers.count)))
    }
}
