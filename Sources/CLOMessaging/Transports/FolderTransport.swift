import CLOModel
import CLOSecurity
import Foundation

/// Puts each message into a file instead of sending it: for trying things out. The same message has the same file.
public struct FolderTransport: EmailTransport, SMSGateway {
    private let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    public func send(_ message: EmailMessage) throws(TransportFailure) {
        try write(message.encoded(), to: name(of: message.id.description) + ".eml")
    }

    public func send(_ sms: SMS) throws(TransportFailure) -> SMSReceipt {
        let name = name(of: sms.reference)
        try write(Array("\(sms.to)\n\(sms.text.text)\n".utf8), to: name + ".sms")
        return SMSReceipt(reference: name, segmentCount: nil)
    }

    private func name(of id: String) -> String {
        String(decoding: id.utf8.filter { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }, as: UTF8.self)
    }

    private func write(_ bytes: [UInt8], to name: String) throws(TransportFailure) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        } catch {
            throw .unreachable("Le dossier \(folder) ne peut pas être écrit\u{A0}: \(error.localizedDescription)")
        }
    }
}
