import CLOSecurity
import Glibc

/// A file by which `clo doctor` finds out how the web server may be asked to send files: the responder answers for it
/// by the method that is its first line, whatever `clo.conf` says. If what comes back is the file, the method works.
///
/// Its name is unguessable, and it is there only while the doctor looks: nobody else gets anything by its address.
public struct SendFileTrial: Sendable {
    public let name: String
    /// Sent to the browser as it is.
    public let content: [UInt8]
    private let path: String

    /// Writes the file, with the rights that photos have: a web server that may not read these must not be taken for
    /// one that sends them.
    public init(of method: SendFile, dataFolder: String) throws(DataFile.WriteFailure) {
        name = Base64URL.encode(Randomness.bytes(18))
        content = Array("\(method.setting)\n\(Base64URL.encode(Randomness.bytes(36)))\n".utf8)
        path = Self.path(name, dataFolder: dataFolder)
        try DataFile.makeFolder(Self.folder(dataFolder))
        try DataFile.write(content, to: path)
    }

    /// Takes the file away, and its folder with the last one.
    public func remove() {
        unlink(path)
        rmdir(String(path.dropLast(name.utf8.count + 1)))
    }

    private static func folder(_ dataFolder: String) -> String { "\(dataFolder)/essais" }

    /// - Parameter name: letters, digits, `-` and `_` alone.
    public static func path(_ name: String, dataFolder: String) -> String {
        "\(folder(dataFolder))/\(name)"
    }

    /// How a trial's file wants to be sent. `nil` when it is none.
    public static func method(in content: [UInt8]) -> SendFile? {
        content.split(separator: UInt8(ascii: "\n")).first.flatMap {
            SendFile(setting: String(decoding: $0, as: UTF8.self))
        }
    }
}
