import CLOModel
import CLOSecurity

/// Failed sign-ins, counted in the database because a CGI process remembers nothing.
///
/// A try is counted *before* the password is looked at, so that a thousand tries at once are a thousand tries;
/// a success takes the count back.
public struct ThrottleStore {
    let database: Database

    /// What tries are counted for.
    public enum Subject: Sendable, Hashable {
        /// An identifier, whether or not somebody has it, tried from browsers that never signed in to it.
        case identifier(SignInName)
        /// A browser that signed in before: a stranger's failures do not count against it.
        case device(SecretToken)
        /// The network of an address: IPv4 /24, IPv6 /64.
        case network(String)
        /// The one-time code of an account whose password was right, from browsers that never signed in to it.
        case oneTimeCode(Account.ID)
        /// Messages asked for by a forgotten password, whether or not somebody has that identifier or address.
        case recovery(String)

        var keyHash: [UInt8] {
            switch self {
            case .identifier(let name): return Digest.sha256("identifier \(name)")
            case .device(let token): return Digest.sha256(Array("device ".utf8) + token.hash)
            case .network(let network): return Digest.sha256("network \(network)")
            case .oneTimeCode(let account): return Digest.sha256("one-time code \(account.rawValue)")
            case .recovery(let typed): return Digest.sha256("recovery \(typed)")
            }
        }

        /// Tries that are answered at once, before delays begin to grow.
        var freeTries: Int {
            switch self {
            case .identifier, .device, .oneTimeCode: return 5
            case .recovery: return 3
            case .network: return 30
            }
        }

        /// Tries in 24 hours; the next one waits until the day is over.
        var dailyTries: Int {
            switch self {
            case .identifier, .device, .oneTimeCode: return 25
            case .recovery: return 10
            case .network: return 400
            }
        }
    }

    static let window = Duration.hours(24)

    /// Counts a try for each subject, unless one of them still has to wait.
    /// - Returns: when the next try will be looked at, if this one is not.
    public func registerTry(_ subjects: [Subject], at now: Instant) throws -> Instant? {
        // In the order of their keys: two sign-ins that lock the same rows cannot wait for each other.
        let ordered = subjects.map { (subject: $0, key: $0.keyHash) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return try database.transaction { connection in
            var counts: [(subject: Subject, key: [UInt8], failures: Int)] = []
            var blockedUntil: Instant?
            for (subject, key) in ordered {
                // The row is made first, so that there is something to lock even at the first try.
                try connection.execute(
                    """
                    INSERT INTO throttle (key_hash, failures, window_started_at, blocked_until)
                    VALUES (\(key), 0, \(now), \(now))
                    ON DUPLICATE KEY UPDATE failures = failures
                    """)
                guard
                    var row = try connection.row(
                        """
                        SELECT failures, window_started_at, blocked_until
                        FROM throttle WHERE key_hash = \(key) FOR UPDATE
                        """)
                else { throw StoreError.conflict("a throttle row vanished") }
                var failures = try row.int()
                let startedAt = try row.moment()
                let blocked = try row.moment()
                if now.since(startedAt) >= Self.window { failures = 0 }
                if blocked > now { blockedUntil = max(blockedUntil ?? blocked, blocked) }
                counts.append((subject, key, failures))
            }
            if let blockedUntil { return blockedUntil }
            for (subject, key, failures) in counts {
                let next = now + Self.delay(after: failures + 1, subject)
                if failures == 0 {
                    try connection.execute(
                        """
                        UPDATE throttle SET failures = 1, window_started_at = \(now), blocked_until = \(next)
                        WHERE key_hash = \(key)
                        """)
                } else {
                    try connection.execute(
                        """
                        UPDATE throttle SET failures = \(failures + 1), blocked_until = \(next)
                        WHERE key_hash = \(key)
                        """)
                }
            }
            return nil
        }
    }

    /// The password was right: the identifier and the device start afresh, the network is given its try back.
    public func forgive(_ subjects: [Subject]) throws {
        try database.repeatableTransaction { connection in
            for (subject, key) in subjects.map({ ($0, $0.keyHash) }).sorted(by: {
                $0.1.lexicographicallyPrecedes($1.1)
            }) {
                switch subject {
                case .identifier, .device, .oneTimeCode, .recovery:
                    try connection.execute("DELETE FROM throttle WHERE key_hash = \(key)")
                case .network:
                    try connection.execute(
                        """
                        UPDATE throttle SET failures = failures - 1, blocked_until = window_started_at
                        WHERE key_hash = \(key) AND failures > 0
                        """)
                }
            }
        }
    }

    /// How long the next try waits after so many failures: not at all at first, then 1 min 15 s, doubling to an
    /// hour; after the daily number, until the window has passed.
    static func delay(after failures: Int, _ subject: Subject) -> Duration {
        if failures < subject.freeTries { return .zero }
        if failures >= subject.dailyTries { return window }
        let doublings = min(failures - subject.freeTries, 6)
        return min(.hours(1), .seconds(75 << doublings))
    }
}
