import CLOModel
import Glibc

/// Starts the tool as a process of its own, for heavy work: a crash there takes down no request but its own. The
/// child sets its limits on memory, time and file size itself, before it looks at what it was given.
enum ChildProcess {
    /// `POSIX_SPAWN_SETSID` of glibc 2.26 and later, which Swift's map of it leaves out.
    private static let newSession: Int32 = 0x80

    struct Failure: Error, CustomStringConvertible {
        let program: String
        let code: Int32

        var description: String { "cannot start \(program): \(reason)" }
        /// In the system's words.
        var reason: String { String(cString: strerror(code)) }
    }

    /// Starts a program in a session of its own, so that it outlives this process if need be, with nothing to read.
    ///
    /// It inherits `CLO_CONF` and a search path, no other variable: those of a CGI process are the visitor's.
    /// - Parameters:
    ///   - output, errors: descriptors that become its standard output and error. Never those of a CGI process, whose
    ///     web server would wait for them to be closed.
    ///   - kept: further descriptors that stay open as long as it lives, such as locks.
    /// - Returns: its id; the caller waits for it with ``hasEnded(_:)``, sooner or later.
    static func start(
        _ program: String, _ arguments: [String], output: Int32, errors: Int32, kept: [Int32] = []
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process ignores or catches, the child need not.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)))

        // The visitor's connection and the database's are nothing to the child. A number that is not open is refused,
        // which is as good.
        let descriptors: ClosedRange<Int32> = 3...255
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        for descriptor in kept { _ = fcntl(descriptor, F_SETFD, 0) }
        defer { for descriptor in kept { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) } }

        var environment = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8"]
        if let configuration = getenv("CLO_CONF") { environment.append("CLO_CONF=\(String(cString: configuration))") }
        var pid = pid_t()
        let code = withCStrings([program] + arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawn(&pid, program, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw Failure(program: program, code: code) }
        return pid
    }

    /// Whether a child of this process has ended; it is then forgotten by the system.
    static func hasEnded(_ pid: pid_t) -> Bool {
        var status: Int32 = 0
        return waitpid(pid, &status, WNOHANG) != 0
    }

    /// How a child ended.
    enum Status: Hashable {
        case exited(Int32)
        case signaled(Int32)
        /// It took too long and was ended.
        case timedOut
    }

    struct Outcome {
        let status: Status
        /// What it wrote to its standard output, as far as ``outputLimit``.
        let output: [UInt8]

        /// The output of a tool that answers by lines.
        var lines: ToolLines { ToolLines(output) }
    }

    private static let outputLimit = 64 << 10

    /// Starts a program and waits for it.
    /// - Parameter patience: after which it is ended.
    static func run(_ program: String, _ arguments: [String], patience: Duration) throws(Failure) -> Outcome {
        var ends: [Int32] = [-1, -1]
        // Not passed on to the child: see ``start(_:_:output:errors:kept:)``.
        guard pipe(&ends) == 0 else { throw Failure(program: program, code: errno) }
        defer { close(ends[0]) }
        let child: pid_t
        do {
            defer { close(ends[1]) }
            child = try start(program, arguments, output: ends[1], errors: 2)
        }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let deadline = ContinuousClock.now + patience
        var isOpen = true
        while isOpen {
            let rest = deadline - ContinuousClock.now
            guard rest > .zero else { break }
            var watched = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            let ready = poll(&watched, 1, Int32(clamping: rest.wholeMilliseconds + 1))
            if ready < 0 && errno == EINTR { continue }
            guard ready > 0 else { break }
            let count = read(ends[0], &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            isOpen = count > 0
            if count > 0 && output.count < outputLimit { output += buffer[..<count] }
        }
        // Its end of the pipe is closed when it ends; what is still open belongs to one that must be ended.
        if isOpen { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(program: program, code: errno) }
        }
        if isOpen { return Outcome(status: .timedOut, output: output) }
        let signal = status & 0x7F
        return Outcome(status: signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal), output: output)
    }

    /// Lends a NULL-terminated array of C strings.
    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return body(copies)
    }
}
