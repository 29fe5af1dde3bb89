import CLOModel
import Glibc

extension Instant {
    /// The system's clock.
    public static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// One line for each event on standard error, which web servers keep in their error log, or in a ``LogFile``: UTC time, event, then
/// `key=value` pairs. The same format for the responder and the tool (ASVS 1.7.1, 7.3.4).
///
/// Never a password, a token, or what people write.
public enum Log {
    public static func write(_ event: StaticString, _ values: KeyValuePairs<StaticString, String>) {
        var line = "clo \(Instant.now().iso) \(event)"
        for (key, value) in values { line += " \(key)=\(quoted(value))" }
        line += "\n"
        // One write: lines of several processes do not mix. A log that cannot be written stops nobody.
        if let file, file.append(Array(line.utf8), &opened) { return }
        _ = line.withUTF8 { Glibc.write(2, $0.baseAddress, $0.count) }
    }

    // Set once, when the program begins; a process has one thread that writes a log.
    private nonisolated(unsafe) static var file: LogFile?
    private nonisolated(unsafe) static var opened: LogFile.Opened?

    /// From now on, lines go into this file, and to standard error only where it cannot be written.
    public static func use(_ file: LogFile?) {
        self.file = file
    }

    /// Goes on in a file, for a process whose standard error nobody hears any more. If the file cannot be opened,
    /// what follows is lost.
    public static func goOn(in file: String) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else { return }
        dup2(descriptor, 2)
        close(descriptor)
    }

    /// Nothing that a visitor sends can begin a line of its own or colour a terminal (ASVS 7.3.1).
    static func quoted(_ value: String) -> String {
        var quoted = "\""
        for scalar in value.unicodeScalars.prefix(300) {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _
            where scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029:
                quoted += "\\u{\(String(scalar.value, radix: 16))}"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
