/// The files of the data folder that rows name, in a snapshot: what a backup copies. Everything else in that folder is
/// made anew when it is needed, or waits to be finished.
public enum NamedFiles {
    /// The folders that they are in, in the data folder.
    public static let folders = ["photos", "contrats", "logo"]

    /// Hands over the path of each, from the data folder.
    public static func forEach(_ connection: Connection, _ body: (String) throws -> Void) throws {
        for table in try SavedTable.all(among: ["photo", "contract", "setting"], connection) {
            switch table.name {
            case "photo": try forEachPhoto(connection, body)
            case "contract": try forEachContract(connection, body)
            default: try logo(connection).map(body)
            }
        }
    }

    private static let pageSize = 500

    private static func forEachPhoto(_ connection: Connection, _ body: (String) throws -> Void) throws {
        var last: UInt64 = 0
        while true {
            let rows = try connection.rows(
                """
                SELECT id, name, renditions, file_extension FROM photo WHERE id > \(last)
                ORDER BY id LIMIT \(pageSize)
                """)
            for row in rows {
                var row = row
                last = try row.unsigned()
                let (name, sizes, fileExtension) = (try row.text(), try row.text(), try row.text())
                for size in sizes.split(separator: ",") { try body("photos/\(name)/\(size).\(fileExtension)") }
            }
            guard rows.count == pageSize else { return }
        }
    }

    private static func forEachContract(_ connection: Connection, _ body: (String) throws -> Void) throws {
        var last: UInt64 = 0
        while true {
            let rows = try connection.rows(
                "SELECT id, name FROM contract WHERE id > \(last) ORDER BY id LIMIT \(pageSize)")
            for row in rows {
                var row = row
                last = try row.unsigned()
                try body("contrats/\(try row.text()).pdf")
            }
            guard rows.count == pageSize else { return }
        }
    }

    private static func logo(_ connection: Connection) throws -> String? {
        guard var row = try connection.row("SELECT value FROM setting WHERE name = 'logo'") else { return nil }
        let name = try row.text()
        return name.isEmpty ? nil : "logo/\(name)"
    }
}
