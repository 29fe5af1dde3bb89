import CLOModel
import CLOSecurity
import Glibc

/// What the page of installation remembers without a database, which may not be there yet: that it is closed, and who
/// tried keys that were wrong.
public struct InstallationFiles: Sendable {
    private let dataFolder: String

    public init(dataFolder: String) {
        self.dataFolder = dataFolder
    }

    // MARK: Closed

    private var mark: String { "\(dataFolder)/installation-terminee" }

    /// Once closed, the page stays so while the database is away, and costs no query.
    public var saysClosed: Bool { access(mark, F_OK) == 0 }

    /// The database has said so. Where the file cannot be written, the database is asked again the next time.
    public func noteClosed() {
        guard !saysClosed else { return }
        do {
            try DataFile.write(
                Array("Un administrateur existe : la page d’installation n’existe plus.\n".utf8), to: mark)
        } catch {
            Log.write("installation-mark-not-written", ["error": "\(error)"])
        }
    }

    // MARK: Tries

    /// Wrong keys from one network that are answered at once, before delays begin to grow.
    static let freeTries = 5
    /// Networks that are remembered; of more, those that tried longest ago are forgotten. Guessing a key of 20
    /// characters is hopeless from any number of networks; this only keeps the log readable.
    private static let networkLimit = 200

    private struct Tries {
        let network: String
        var failures: Int
        var lastAt: Int64
    }

    public struct Unwritable: Error, CustomStringConvertible {
        public let code: Int32
        public var description: String { "tries cannot be counted: \(String(cString: strerror(code)))" }
    }

    /// Counts a try, *before* the key is looked at, so that a thousand at once are a thousand; a right key takes the
    /// count back. One that still has to wait is not counted.
    /// - Parameter network: of the browser: letters, digits and `.:/`.
    /// - Returns: when the next try will be looked at, if this one is not.
    public func registerTry(from network: String, at now: Instant) throws(Unwritable) -> Instant? {
        try change { all in
            let known = all.first { $0.network == network }
            if let known {
                let next = Instant(milliseconds: known.lastAt) + Self.delay(after: known.failures)
                if next > now { return next }
            }
            all.removeAll { $0.network == network || now.milliseconds - $0.lastAt > 86_400_000 }
            all.append(
                Tries(network: network, failures: (known?.failures ?? 0) + 1, lastAt: now.milliseconds))
            return nil
        }
    }

    public func forgive(_ network: String) throws(Unwritable) {
        try change { $0.removeAll { $0.network == network } }
    }

    /// None at first, then 15 s, doubling to an hour.
    static func delay(after failures: Int) -> Duration {
        failures < freeTries ? .zero : min(.hours(1), .seconds(15 << min(failures - freeTries, 8)))
    }

    /// Reads and writes the list while nobody else does. The data folder may not be writable yet (the page is there to
    /// say so): the system's folder for temporary files then serves.
    private func change<Value>(_ body: (inout [Tries]) -> Value) throws(Unwritable) -> Value {
        let spare = "/tmp/clo-installation-\(geteuid())-\(Base64URL.encode(Digest.sha256(dataFolder)).prefix(12))"
        var file: Int32 = -1
        for path in ["\(dataFolder)/installation-essais", spare] where file < 0 {
            file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        guard file >= 0 else { throw Unwritable(code: errno) }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw Unwritable(code: errno) }
        }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_uid == geteuid() else { throw Unwritable(code: EACCES) }
        var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size), 64 << 10))
        let count = pread(file, &bytes, bytes.count, 0)
        guard count >= 0 else { throw Unwritable(code: errno) }
        var all = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n").compactMap(Self.tries)
        let value = body(&all)
        let text = all.sorted { $0.lastAt < $1.lastAt }.suffix(Self.networkLimit)
            .map { "\($0.network) \($0.failures) \($0.lastAt)\n" }.joined()
        let written = Array(text.utf8)
        guard ftruncate(file, 0) == 0, pwrite(file, written, written.count, 0) == written.count else {
            throw Unwritable(code: errno)
        }
        return value
    }

    /// A line that a crash has torn counts for nothing.
    private static func tries(_ line: Substring) -> Tries? {
        let parts = line.split(separator: " ")
        guard parts.count == 3, let failures = Int(parts[1]), let lastAt = Int64(parts[2]) else { return nil }
        return Tries(network: String(parts[0]), failures: failures, lastAt: lastAt)
    }
}
