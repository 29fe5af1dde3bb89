/// What a monitor asks of the database: one short query, whatever the database holds.
public struct HealthStore {
    let database: Database

    public enum Schema: Hashable, Sendable {
        case current
        /// Something is missing, or everything.
        case older
        /// Written by a later version of the program.
        case newer
    }

    /// - Parameter numbers: of the migrations that the program has.
    /// - Throws: ``StoreError`` when the database does not answer.
    public func schema(expecting numbers: [Int]) throws -> Schema {
        try database.read { connection in
            do {
                guard var row = try connection.row("SELECT COUNT(*), COALESCE(MAX(number), 0) FROM migration") else {
                    throw StoreError.unexpectedRow("a count has no row")
                }
                let (count, newest) = (try row.int(), try row.int())
                if newest > numbers.max() ?? 0 { return .newer }
                return count >= numbers.count ? .current : .older
            } catch StoreError.failed(StoreError.noSuchTable, _) {
                return .older
            }
        }
    }
}
