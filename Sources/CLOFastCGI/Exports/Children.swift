import Glibc

/// Children that went on working after the request that started them was answered. The system keeps what is left of
/// an ended child until its parent has asked after it.
final class Children {
    private var pids: [pid_t] = []

    func adopt(_ pid: pid_t) {
        pids.append(pid)
    }

    /// Waits for a child that is mostly quick. One that takes longer is adopted: the visitor is told instead.
    func hasEnded(_ pid: pid_t, within patience: Duration) -> Bool {
        let end = ContinuousClock.now + patience
        repeat {
            usleep(20_000)
            if ChildProcess.hasEnded(pid) { return true }
        } while ContinuousClock.now < end
        adopt(pid)
        return false
    }

    /// Asks after those that have ended. Costs nothing where there are none.
    func askAfter() {
        guard !pids.isEmpty else { return }
        pids.removeAll { ChildProcess.hasEnded($0) }
    }
}
