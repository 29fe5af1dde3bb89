import Foundation
import Synchronization

/// Runs a body in several threads that begin together, as processes of a web server would.
/// - Returns: what each answered, in the order of the threads.
/// - Throws: the first error of any of them.
func inParallel<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Value) throws -> [Value] {
    let start = Barrier(count)
    let results = Results<Value>(count: count)
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        Thread.detachNewThread {
            start.wait()
            let result = Result { try body(index) }
            results.all.withLock { $0[index] = result }
            group.leave()
        }
    }
    group.wait()
    return try results.all.withLock { all in try all.compactMap { try $0?.get() } }
}

private final class Results<Value: Sendable>: Sendable {
    let all: Mutex<[Result<Value, any Error>?]>

    init(count: Int) {
        all = Mutex(Array(repeating: nil, count: count))
    }
}

/// Holds threads until as many as expected have come. Serves once.
final class Barrier: @unchecked Sendable {
    private let condition = NSCondition()
    private var missing: Int

    init(_ count: Int) {
        missing = count
    }

    func wait() {
        condition.lock()
        defer { condition.unlock() }
        missing -= 1
        if missing <= 0 { condition.broadcast() }
        while missing > 0 { condition.wait() }
    }
}
