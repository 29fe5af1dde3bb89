import CLOModel
import Glibc

/// The settings of an installation: lines `KEY = value` of `clo.conf`; `#` begins a comment line.
///
/// The file is named by the environment variable `CLO_CONF`; without it, `clo.conf` is looked for beside the
/// executable and in the folder above. Paths in it may be relative: they begin at its own folder. It holds the database password and the pepper, so it lies outside the
/// document root, readable by the hosting account only.
public struct Configuration: Sendable {
    /// In the order in which they are tried; several are the nodes of a Galera cluster.
    public let database: [Connection.Address]
    /// Photos and contracts, outside the document root. `data` beside the configuration unless said otherwise.
    public let dataFolder: String
    /// Pages that plain CGI processes have rendered for each other; can be deleted at any moment.
    public var renderedFolder: String { "\(dataFolder)/rendus" }
    /// Archives of clients' own data that wait to be fetched, for a day.
    public var archiveFolder: String { "\(dataFolder)/donnees" }
    /// What a `clo deliver` that the responder started has to say, since nobody is there to read it.
    public var deliveryLogFile: String { "\(dataFolder)/envoi.log" }
    /// CLO's page shell. `modele.html` beside the configuration, or the one that came with the program.
    public let layoutFile: String
    /// The folder that the web server serves as `/compte-client/clo/`, or its original in `htdocs/` beside the
    /// program's folder.
    public let assetsFolder: String
    /// The program `clo`, which the responder hands heavy work to. Beside the running program unless said otherwise.
    public let toolFile: String
    /// The fonts of printed documents. `fonts` beside the running program, or beside its folder, unless said otherwise.
    public let fontFolder: String
    /// Passwords that are refused because many people have them, one a line: `mots-de-passe-courants.txt` beside the
    /// running program, or beside its folder, unless said otherwise.
    public let commonPasswordsFile: String
    /// The numbered migrations. `sql` beside the program's folder unless said otherwise.
    public let sqlFolder: String
    public let sendFile: SendFile
    /// Where in the site the pages stand, and which proxies are believed.
    public let web: WebSettings
    /// E-mail and SMS; `nil` where neither is set up.
    public let messaging: MessagingSettings?
    /// Kept apart from the database: a stolen dump of it is not enough to try passwords (ASVS 2.4.5).
    public let pepper: [UInt8]
    /// Demonstration accounts have a published password: only where this is said can they be made.
    public let allowsDemo: Bool
    /// `nil`: the web server's error log.
    public let log: LogFile?
    /// Opens `/admin/installation` until there is an administrator; `nil` where none is set, or one that is too short.
    public let installationKey: InstallationKey?

    public enum Failure: Error, CustomStringConvertible {
        case fileMissing(tried: [String])
        case badLine(file: String, number: Int)
        case missing(key: String, file: String)
        case invalid(key: String, file: String, expected: String)

        public var description: String {
            switch self {
            case .fileMissing(let tried):
                return "aucun fichier clo.conf : ni variable CLO_CONF, ni \(tried.joined(separator: ", "))"
            case .badLine(let file, let number): return "\(file), ligne \(number) : « CLÉ = valeur » attendu"
            case .missing(let key, let file): return "\(file) : il manque \(key)"
            case .invalid(let key, let file, let expected): return "\(file) : \(key) doit être \(expected)"
            }
        }
    }

    public static func load(for program: Program = .running) throws -> Configuration {
        if let named = getenv("CLO_CONF") {
            return try Configuration(file: String(cString: named), programFolder: program.folder)
        }
        let places = ["\(program.folder)/clo.conf", "\(program.folder)/../clo.conf"]
        guard let found = places.first(where: { access($0, R_OK) == 0 }) else {
            throw Failure.fileMissing(tried: places)
        }
        return try Configuration(file: found, programFolder: program.folder)
    }

    /// - Parameter programFolder: where the other parts of the installation are, unless the file says otherwise.
    public init(file: String, programFolder: String = ".") throws {
        guard let bytes = DataFile.read(file) else { throw Failure.fileMissing(tried: [file]) }
        let keys = try ConfigurationKeys(String(decoding: bytes, as: UTF8.self), file: file)
        database = try DatabaseHosts.addresses(keys)
        // A version of the program may hold but a link to the file: what is beside the file itself stays.
        let own = Self.folder(of: file)
        dataFolder = keys.path("CLO_DATA", from: own) ?? "\(own)/data"
        let ownLayout = "\(own)/modele.html"
        layoutFile =
            keys.path("CLO_LAYOUT", from: own)
            ?? (access(ownLayout, R_OK) == 0 ? ownLayout : "\(programFolder)/../htdocs/modele.html")
        assetsFolder = keys.path("CLO_ASSETS", from: own) ?? "\(programFolder)/../htdocs/compte-client/clo"
        sqlFolder = keys.path("CLO_SQL", from: own) ?? "\(programFolder)/../sql"
        web = try WebSettings(keys)
        messaging = try MessagingSettings(keys, dataFolder: dataFolder)
        toolFile = keys.path("CLO_TOOL", from: own) ?? "\(programFolder)/clo"
        fontFolder = keys.path("CLO_FONTS", from: own) ?? Self.firstReadable("fonts", by: programFolder)
        commonPasswordsFile =
            keys.path("CLO_COMMON_PASSWORDS", from: own)
            ?? Self.firstReadable("mots-de-passe-courants.txt", by: programFolder)
        guard let sendFile = SendFile(setting: keys.value("CLO_SENDFILE") ?? SendFile.byUs.setting) else {
            throw Failure.invalid(
                key: "CLO_SENDFILE", file: file, expected: "non, x-sendfile ou x-accel-redirect /préfixe")
        }
        self.sendFile = sendFile
        guard let pepper = Self.hexadecimal(try keys.required("CLO_PEPPER")), pepper.count >= 32 else {
            throw Failure.invalid(key: "CLO_PEPPER", file: file, expected: "un secret de 64 chiffres hexadécimaux")
        }
        self.pepper = pepper
        let (megabytes, kept) = (
            try keys.number("CLO_LOG_SIZE", 1...1_000, or: 10), try keys.number("CLO_LOG_KEEP", 1...100, or: 5)
        )
        log = keys.path("CLO_LOG", from: own).map { LogFile(path: $0, sizeLimit: megabytes * 1_000_000, kept: kept) }
        installationKey = keys.value("CLO_INSTALLATION_KEY").flatMap { InstallationKey($0) }
        allowsDemo = keys.value("CLO_DEMO") == "oui"
    }

    /// Where a file lies, links followed.
    private static func folder(of file: String) -> String {
        guard let path = realpath(file, nil) else { return "." }
        defer { free(path) }
        let name = String(cString: path)
        return String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)])
    }

    /// In that folder or in the one above; the first place where it is in neither, so that its absence is told.
    private static func firstReadable(_ name: String, by folder: String) -> String {
        let places = ["\(folder)/\(name)", "\(folder)/../\(name)"]
        return places.first { access($0, R_OK) == 0 } ?? places[0]
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
