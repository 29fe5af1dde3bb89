import CLOModel
import CLOSecurity

/// What only one process does at a time, on all hosts together. Held by a row and a time at which it ends, so that a
/// process that died lets go by itself, and a Galera cluster keeps it too.
public struct DutyStore {
    let database: Database

    /// A process among others.
    public struct Owner: Hashable, Sendable {
        let bytes: [UInt8]

        public init() {
            bytes = Randomness.bytes(16)
        }
    }

    /// Takes the duty, or keeps it.
    /// - Returns: whether it is now this owner's, until `now + duration`.
    public func take(_ owner: Owner, for duration: Duration, at now: Instant) throws -> Bool {
        try database.repeatableTransaction { connection in
            guard
                var row = try connection.row(
                    "SELECT owner <=> \(owner.bytes), held_until FROM duty WHERE name = 'deliver' FOR UPDATE")
            else { throw StoreError.unexpectedRow("the duty « deliver » is missing") }
            let isOurs = try row.bool()
            guard try isOurs || row.moment() <= now else { return false }
            try connection.execute(
                """
                UPDATE duty SET owner = \(owner.bytes), held_until = \(now + duration) WHERE name = 'deliver'
                """)
            return true
        }
    }

    /// Lets go of it, if it is this owner's.
    public func release(_ owner: Owner, at now: Instant) throws {
        try database.repeatableTransaction { connection in
            try connection.execute(
                "UPDATE duty SET owner = NULL, held_until = \(now) WHERE name = 'deliver' AND owner = \(owner.bytes)")
        }
    }
}
