import Foundation

/// The host's own `sendmail`, or whatever takes its place: started with an argument vector, never by a shell
/// (ASVS 5.3.8).
public struct SendmailTransport: EmailTransport {
    private let program: String
    private let timeout: Duration

    public init(program: String, timeout: Duration) {
        self.program = program
        self.timeout = timeout
    }

    public func send(_ message: EmailMessage) throws(TransportFailure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        // -i: a line with a single dot ends nothing. --: an address is never an option.
        process.arguments = [
            "-i", "-f", message.from.address.description, "--", message.to.address.description,
        ]
        let input = Pipe()
        let errors = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw .unreachable("La commande \(program) ne peut pas être lancée\u{A0}: \(error.localizedDescription)")
        }
        let watch = Self.stop(process, after: timeout)
        var writing: (any Error)?
        do {
            try input.fileHandleForWriting.write(contentsOf: Data(Self.unixLines(message.encoded())))
            try input.fileHandleForWriting.close()
        } catch {
            writing = error
        }
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        watch.cancel()
        guard process.terminationReason == .exit, process.terminationStatus == 0, writing == nil else {
            throw Self.failure(
                process.terminationReason == .exit ? process.terminationStatus : -1,
                HeaderText(String(decoding: said.prefix(400), as: UTF8.self)).text)
        }
    }

    /// By the codes of sysexits.h: bad data (65), an unknown person (67) or host (68) stay so; a temporary failure
    /// (75) passes; the rest says that sendmail itself is not in order.
    private static func failure(_ status: Int32, _ said: String) -> TransportFailure {
        let sentence = "sendmail a échoué (code \(status))\(said.isEmpty ? "." : "\u{A0}: \(said)")"
        switch status {
        case 65, 67, 68: return .permanent(sentence)
        case 75: return .temporary(sentence)
        default: return .unreachable(sentence)
        }
    }

    /// sendmail reads a text of this system, whose lines end by a line feed.
    private static func unixLines(_ message: [UInt8]) -> [UInt8] {
        message.filter { $0 != 13 }
    }

    private static func stop(_ process: Process, after timeout: Duration) -> DispatchWorkItem {
        let identifier = process.processIdentifier
        let watch = DispatchWorkItem { kill(identifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .seconds(Int(timeout.components.seconds)), execute: watch)
        return watch
    }
}
