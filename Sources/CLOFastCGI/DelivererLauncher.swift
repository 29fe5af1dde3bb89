import CLOModel
import CLOStore
import Glibc

/// Starts `clo deliver` for the responder, detached from the web server: the visitor's answer has gone out, and
/// neither he nor the server waits for it.
///
/// The responder takes the duty of sending in the database and passes it on to what it starts. So one is started at
/// most, on all hosts together, however many publish at once; and while it works the others only read a row.
struct DelivererLauncher {
    /// One that was started stays as long as something will be due within this time.
    static let patience = Duration.minutes(5)
    /// Until one that was started keeps the duty by itself. If it never comes to that, the next change starts another.
    private static let startingTime = Duration.seconds(30)
    private static let niceness: Int32 = 10

    private let configuration: Configuration
    private let duties: DutyStore

    init(_ configuration: Configuration, duties: DutyStore) {
        self.configuration = configuration
        self.duties = duties
    }

    /// Starts one, unless one is at work somewhere.
    /// - Returns: the process, for the caller to ask after; `nil` when none was started.
    func start(at now: Instant) throws -> pid_t? {
        let owner = DutyStore.Owner()
        guard try !duties.isHeld(at: now), try duties.take(owner, for: Self.startingTime, at: now) else { return nil }
        do {
            return try spawn(for: owner)
        } catch let failure {
            Log.write("deliverer-not-started", ["error": failure.description])
            try duties.release(owner, at: now)
            return nil
        }
    }

    private func spawn(for owner: DutyStore.Owner) throws(ChildProcess.Failure) -> pid_t {
        let (nowhere, log) = (Self.open("/dev/null"), Self.open(configuration.deliveryLogFile))
        defer { for descriptor in [nowhere, log] where descriptor >= 0 { close(descriptor) } }
        let arguments = [
            "deliver", "--attendre", "\(Self.patience.components.seconds)", "--charge", owner.text,
        ]
        let child = try ChildProcess.start(
            configuration.toolFile, arguments, output: nowhere, errors: log >= 0 ? log : nowhere)
        Self.putBehind(child)
        return child
    }

    /// Pages go first, while it loads its libraries as well as afterwards. Linux may weigh sessions against each other
    /// and processes only within theirs, hence both. Where the system allows neither, it goes on as it is.
    private static func putBehind(_ child: pid_t) {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(child), niceness)
        let session = Glibc.open("/proc/\(child)/autogroup", O_WRONLY)
        guard session >= 0 else { return }
        var text = "\(niceness)"
        _ = text.withUTF8 { write(session, $0.baseAddress, $0.count) }
        close(session)
    }

    /// For writing, from the beginning: what the last one had to say is enough.
    private static func open(_ file: String) -> Int32 {
        Glibc.open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
}
