import CLOModel
import CLOSecurity

/// What only one process does at a time, on all hosts together. Held by a row and a time at which it ends, so that a
/// process that died lets go by itself, and a Galera cluster keeps it too.
public struct DutyStore {
    let database: Database
    /// Of its row: 20 characters at most.
    var name = "deliver"

    /// A process among others.
    public struct Owner: Hashable, Sendable {
        let bytes: [UInt8]

        public init() {
            bytes = Randomness.bytes(16)
        }

        /// The same in every process: for a duty of which only the time matters, not who has it.
        public static let anybody = Owner(bytes: [UInt8](repeating: 0, count: 16))

        private init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        /// Who takes over a duty from the process that started it: ``text``, as that process passed it on.
        public init?(text: String) {
            guard text.utf8.count == 32 else { return nil }
            let digits = text.compactMap(\.hexDigitValue)
            guard digits.count == 32 else { return nil }
            bytes = stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        }

        /// In 32 hexadecimal digits.
        public var text: String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    /// Whether somebody has the duty. Waits for no lock.
    public func isHeld(at now: Instant) throws -> Bool {
        try database.read { connection in
            try connection.row("SELECT 1 FROM duty WHERE name = \(name) AND held_until > \(now)") != nil
        }
    }

    /// Takes the duty, or keeps it.
    /// - Returns: whether it is now this owner's, until `now + duration`.
    public func take(_ owner: Owner, for duration: Duration, at now: Instant) throws -> Bool {
        try database.repeatableTransaction { connection in
            if let (isOurs, end) = try holder(owner, connection) {
                guard isOurs || end <= now else { return false }
            } else {
                // One that no migration has made.
                try connection.execute(
                    "INSERT IGNORE INTO duty (name, owner, held_until) VALUES (\(name), NULL, \(now))")
            }
            try extend(owner, until: now + duration, connection)
            return true
        }
    }

    /// Keeps the duty longer, even when its time is over, as long as nobody else took it: what it protects has then
    /// not changed since ``take(_:for:at:)``.
    /// - Returns: whether it is still this owner's.
    public func keep(_ owner: Owner, for duration: Duration, at now: Instant) throws -> Bool {
        try database.repeatableTransaction { connection in
            guard let (isOurs, _) = try holder(owner, connection), isOurs else { return false }
            try extend(owner, until: now + duration, connection)
            return true
        }
    }

    private func holder(_ owner: Owner, _ connection: Connection) throws -> (isOurs: Bool, end: Instant)? {
        try connection.row(
            "SELECT owner <=> \(owner.bytes), held_until FROM duty WHERE name = \(name) FOR UPDATE"
        ).map { row in
            var row = row
            return (try row.bool(), try row.moment())
        }
    }

    private func extend(_ owner: Owner, until end: Instant, _ connection: Connection) throws {
        try connection.execute("UPDATE duty SET owner = \(owner.bytes), held_until = \(end) WHERE name = \(name)")
    }

    /// Lets go of it, if it is this owner's.
    public func release(_ owner: Owner, at now: Instant) throws {
        try database.repeatableTransaction { connection in
            try connection.execute(
                "UPDATE duty SET owner = NULL, held_until = \(now) WHERE name = \(name) AND owner = \(owner.bytes)")
        }
    }
}
