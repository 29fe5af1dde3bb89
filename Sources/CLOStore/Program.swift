import Glibc

/// The program that runs, and the files that came with it.
///
/// On a host it is started through the loader of its own package (`package/launcher.sh`). The system then takes the
/// loader for the running program, and the launcher tells by the first argument where it lies itself, in `bin/`.
public struct Program: Sendable {
    /// Holds `clo` and `clo.fcgi`, either themselves or their launchers.
    public let folder: String
    /// The machine code: changes with every build.
    public let executable: String

    /// The one of this process.
    public static let running = Program(
        image: realpath("/proc/self/exe", nil).map { path in
            defer { free(path) }
            return String(cString: path)
        }, argument: CommandLine.arguments.first ?? "")

    /// - Parameters:
    ///   - image: the file that the system runs; `nil` where it does not tell.
    ///   - argument: the first argument, by which the program was called. One that was found through `PATH` knows
    ///     only its name; so the image comes first.
    init(image: String?, argument: String) {
        let called = Self.split(argument)
        guard let image, !Self.isLoader(image) else {
            folder = called.folder
            executable = image == nil ? argument : "\(called.folder)/../lib/programmes/\(called.name)"
            return
        }
        folder = Self.split(image).folder
        executable = image
    }

    private static func isLoader(_ image: String) -> Bool {
        split(image).name.hasPrefix("ld-linux")
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// What `deploy.sh` has called this version; a program that was built in place has no such name.
    public var version: String {
        let text = DataFile.read("\(folder)/../VERSION").map { String(decoding: $0, as: UTF8.self).trimmingSpaces }
        guard let text, !text.isEmpty else { return "développement" }
        return text
    }

    /// Changes with the program.
    public var mark: String { DataFile.fingerprint(executable) ?? "" }
}
