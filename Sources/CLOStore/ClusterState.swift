import CLOModel

/// What a database server says of the Galera cluster it belongs to.
public struct ClusterState: Sendable {
    /// Whether it answers queries: not while it has lost sight of most of the others, or fetches their state.
    public let isReady: Bool
    /// How many nodes it sees, itself included; 0 when it belongs to none.
    public let size: Int
    /// Its state in its own words: `Synced`, `Donor/Desynced`.
    public let comment: String

    /// - Throws: ``StoreError`` when the server does not answer.
    public init(of database: Database) throws {
        let rows = try database.read { connection in
            // Answered even by a node that is not ready.
            try connection.rows("SHOW GLOBAL STATUS LIKE 'wsrep_%'")
        }
        var values: [String: String] = [:]
        for var row in rows { values[try row.text()] = try row.text() }
        isReady = values["wsrep_ready"] == "ON"
        size = values["wsrep_cluster_size"].flatMap { Int($0) } ?? 0
        comment = values["wsrep_local_state_comment"] ?? "aucun état"
    }
}
