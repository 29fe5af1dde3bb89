import CLOStore
import Glibc

/// Starts `clo deliver` for the responder, detached from the web server: the visitor's answer has gone out, and
/// neither he nor the server waits for it.
final class DelivererLauncher {
    /// How long one that was started waits for what is not due yet.
    static let patience = Duration.minutes(5)

    private let configuration: Configuration
    private var child: pid_t?

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Starts one unless one is at work on this host. On another host it finds by itself that it is not needed.
    func start() {
        reap()
        guard child == nil, !isAtWork else { return }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The web server waits for the end of what its programs were given: nothing of it is passed on.
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 2, configuration.deliveryLogFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // Closing what is not open is no error to it, within the limit of descriptors.
        for descriptor in 3..<Int32(clamping: min(256, sysconf(Int32(_SC_OPEN_MAX)))) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A session of its own: it lives on when the web server ends or restarts. And signals as they come.
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Self.newSession | Int16(POSIX_SPAWN_SETSIGDEF))
        let arguments = Self.strings([
            configuration.toolFile, "deliver", "--attendre", "\(Self.patience.components.seconds)",
        ])
        let environment = Self.strings(Self.environment())
        defer {
            for text in arguments + environment { free(text) }
        }
        var started: pid_t = 0
        let code = posix_spawn(&started, configuration.toolFile, &actions, &attributes, arguments, environment)
        if code == 0 {
            child = started
        } else {
            Log.write(
                "deliverer-not-started", ["tool": configuration.toolFile, "error": String(cString: strerror(code))])
        }
    }

    /// `POSIX_SPAWN_SETSID`, which glibc has had since 2.26 and names for GNU programs only.
    private static let newSession: Int16 = 0x80

    /// As C wants them; to be freed.
    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }

    /// Where its configuration is and what programs need, and nothing of the request.
    private static func environment() -> [String] {
        let names = ["CLO_CONF", "PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE"]
        return names.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
    }

    private var isAtWork: Bool {
        let file = open(configuration.deliveryLockFile, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) != 0
    }

    /// Asks after the one started last, so that it does not stay behind as a zombie.
    private func reap() {
        guard let started = child else { return }
        var status: Int32 = 0
        if waitpid(started, &status, WNOHANG) == started { child = nil }
    }
}
