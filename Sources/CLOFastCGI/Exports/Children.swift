import Glibc

/// Children that went on working after the request that started them was answered. The system keeps what is left of
/// an ended child until its parent has asked after it.
final class Children {
    private var pids: [pid_t] = []

    func adopt(_ pid: pid_t) {
        pids.append(pid)
    }

    /// Asks after those that have ended. Costs nothing where there are none.
    func askAfter() {
        guard !pids.isEmpty else { return }
        pids.removeAll { ChildProcess.hasEnded($0) }
    }
}
