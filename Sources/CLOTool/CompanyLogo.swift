import CLODocuments
import CLOStore

/// The company's logo as a picture: the one that an administrator has sent, or the program's own.
struct CompanyLogo {
    let bytes: [UInt8]
    /// PNG otherwise.
    let isJPEG: Bool

    /// The one that an administrator has sent.
    /// - Returns: `nil` when there is none.
    init?(sentTo installation: Installation) throws {
        // A file that is gone, after half a backup was restored, is no reason to print or send nothing.
        guard let name = try installation.store.settings.logo(),
            let bytes = DataFile.read("\(installation.configuration.dataFolder)/logo/\(name)")
        else { return nil }
        self.bytes = bytes
        isJPEG = name.hasSuffix(".jpg")
    }

    struct Missing: Error, CustomStringConvertible {
        let file: String

        var description: String { "le logo des courriels manque\u{A0}: \(file)" }
    }

    init(_ installation: Installation) throws {
        if let sent = try CompanyLogo(sentTo: installation) {
            self = sent
            return
        }
        let file = "\(installation.configuration.assetsFolder)/logo-courriel.png"
        guard let bytes = DataFile.read(file) else { throw Missing(file: file) }
        self.bytes = bytes
        isJPEG = false
    }
}

extension Company {
    /// As the administrators have set it.
    init(_ installation: Installation) throws {
        let settings = try installation.store.settings.settings()
        let sent = try CompanyLogo(sentTo: installation)
        self.init(
            name: settings.companyName, accent: settings.colour(.accent),
            logo: try sent.map { try Logo(picture: $0.bytes, isJPEG: $0.isJPEG) }
                ?? Logo(file: "\(installation.configuration.assetsFolder)/logo.svg"))
    }
}
