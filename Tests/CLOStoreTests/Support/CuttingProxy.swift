import Foundation
import Synchronization

@testable import CLOStore

/// Stands between the library and the server, and cuts one connection at the worst moment.
///
/// It passes on what either side says. The protocol is question and answer, and the questions of these tests are
/// short: one read holds one question whole.
final class CuttingProxy: Sendable {
    /// When the connection is cut, seen from the question that is waited for.
    enum Moment: Sendable, CaseIterable {
        /// The server never gets it.
        case before
        /// The server gets it; nobody waits for the answer.
        case afterAsking
        /// The server has done it; the answer is thrown away.
        case insteadOfAnswer
        /// The answer arrives, the line is dead after it.
        case afterAnswer
    }

    private struct Plan {
        let question: [UInt8]
        let moment: Moment
    }

    let address: Connection.Address
    private let target: String
    private let listener: Int32
    private let plan = Mutex<Plan?>(nil)
    private let cuts = Mutex(0)
    private let running = DispatchGroup()

    /// - Parameter address: of the server, by its socket.
    init(to address: Connection.Address) throws {
        guard let target = address.socket else { throw Unexpected("address: no socket") }
        self.target = target
        let path = FileManager.default.temporaryDirectory.appending(path: "clo-\(UUID().uuidString.prefix(8)).sock")
            .path
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0, withSocketAddress(path, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0
        else { throw Unexpected("socket \(path): \(String(cString: strerror(errno)))") }
        self.listener = listener
        var own = address
        own.socket = path
        self.address = own
        running.enter()
        Thread.detachNewThread { [self] in
            accept()
            running.leave()
        }
    }

    /// Ends once the connections through it are closed.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        running.wait()
        close(listener)
        if let socket = address.socket { unlink(socket) }
    }

    /// The connection that says this next is cut, once.
    func cut(_ moment: Moment, at question: String) {
        plan.withLock { $0 = Plan(question: Array(question.utf8), moment: moment) }
    }

    /// How many connections were cut.
    var cutCount: Int { cuts.withLock { $0 } }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard server >= 0, withSocketAddress(target, { connect(server, $0, $1) }) == 0 else {
                close(client)
                close(server)
                continue
            }
            running.enter()
            Thread.detachNewThread { [self] in
                pass(between: client, and: server)
                close(client)
                close(server)
                running.leave()
            }
        }
    }

    private func pass(between client: Int32, and server: Int32) {
        var planned: Moment?
        while true {
            var waiting = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, 2, -1) > 0 else { return }
            if waiting[0].revents != 0 {
                guard let question = receive(client) else { return }
                planned = take(question)
                if planned != nil { cuts.withLock { $0 += 1 } }
                if planned == .before { return }
                guard send(question, to: server) else { return }
                if planned == .afterAsking { return }
            }
            if waiting[1].revents != 0 {
                guard let answer = receive(server) else { return }
                if planned == .insteadOfAnswer { return }
                guard send(answer, to: client) else { return }
                if planned == .afterAnswer { return }
            }
        }
    }

    /// Whether this is the question that was waited for.
    private func take(_ question: [UInt8]) -> Moment? {
        plan.withLock { plan in
            guard let wanted = plan, question.contains(wanted.question) else { return nil }
            plan = nil
            return wanted.moment
        }
    }

    private func receive(_ file: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(file, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private func send(_ bytes: [UInt8], to file: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.send(file, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

/// - Precondition: the path fits a socket's address, 107 bytes.
private func withSocketAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    precondition(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path), "\(path) is too long for a socket")
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}
