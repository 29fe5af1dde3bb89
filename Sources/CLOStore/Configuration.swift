import CLOModel
import Glibc

/// The settings of an installation: lines `KEY = value` of `clo.conf`; `#` begins a comment line.
///
/// The file is named by the environment variable `CLO_CONF`; without it, `clo.conf` is looked for beside the
/// executable and in the folder above. It holds the database password and the pepper, so it lies outside the
/// document root, readable by the hosting account only.
public struct Configuration: Sendable {
    public let database: Connection.Address
    /// Photos and contracts, outside the document root.
    public let dataFolder: String
    /// Pages that plain CGI processes have rendered for each other; can be deleted at any moment.
    public var renderedFolder: String { "\(dataFolder)/rendus" }
    /// Archives of clients' own data that wait to be fetched, for a day.
    public var archiveFolder: String { "\(dataFolder)/donnees" }
    /// What a `clo deliver` that the responder started has to say, since nobody is there to read it.
    public var deliveryLogFile: String { "\(dataFolder)/envoi.log" }
    /// CLO's page shell.
    public let layoutFile: String
    /// The folder that the web server serves as `/clo/`.
    public let assetsFolder: String
    /// The program `clo`, which the responder hands heavy work to. Beside the running program unless said otherwise.
    public let toolFile: String
    /// The fonts of printed documents. `fonts` beside the running program, or beside its folder, unless said otherwise.
    public let fontFolder: String
    /// Passwords that are refused because many people have them, one a line: `mots-de-passe-courants.txt` beside the
    /// running program, or beside its folder, unless said otherwise.
    public let commonPasswordsFile: String
    /// The numbered migrations.
    public let sqlFolder: String
    public let sendFile: SendFile
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

    /// - Parameter executable: path of the running program.
    public static func load(executable: String) throws -> Configuration {
        if let named = getenv("CLO_CONF") {
            return try Configuration(file: String(cString: named), programFolder: folder(of: executable))
        }
        let folder = folder(of: executable)
        let places = ["\(folder)/clo.conf", "\(folder)/../clo.conf"]
        guard let found = places.first(where: { access($0, R_OK) == 0 }) else {
            throw Failure.fileMissing(tried: places)
        }
        return try Configuration(file: found, programFolder: folder)
    }

    /// A program that was found through `PATH` knows only its name; the system knows where it lies.
    public static func folder(of executable: String) -> String {
        let file = realpath("/proc/self/exe", nil).map { path in
            defer { free(path) }
            return String(cString: path)
        }
        return (file ?? executable).split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
    }

    /// - Parameter programFolder: where the other parts of the installation are, unless the file says otherwise.
    public init(file: String, programFolder: String = ".") throws {
        guard let bytes = DataFile.read(file) else { throw Failure.fileMissing(tried: [file]) }
        let keys = try ConfigurationKeys(String(decoding: bytes, as: UTF8.self), file: file)
        guard keys.value("CLO_DB_SOCKET") != nil || keys.value("CLO_DB_HOST") != nil else {
            throw Failure.missing(key: "CLO_DB_SOCKET ou CLO_DB_HOST", file: file)
        }
        database = Connection.Address(
            host: keys.value("CLO_DB_HOST"), port: UInt32(try keys.number("CLO_DB_PORT", 1...65_535, or: 3306)),
            socket: keys.value("CLO_DB_SOCKET"), user: try keys.required("CLO_DB_USER"),
            password: keys.value("CLO_DB_PASSWORD") ?? "", database: try keys.required("CLO_DB_NAME"))
        dataFolder = try keys.required("CLO_DATA")
        layoutFile = try keys.required("CLO_LAYOUT")
        assetsFolder = try keys.required("CLO_ASSETS")
        sqlFolder = try keys.required("CLO_SQL")
        messaging = try MessagingSettings(keys, dataFolder: dataFolder)
        toolFile = keys.value("CLO_TOOL") ?? "\(programFolder)/clo"
        let fontFolders = ["\(programFolder)/fonts", "\(programFolder)/../fonts"]
        fontFolder = keys.value("CLO_FONTS") ?? fontFolders.first { access($0, R_OK) == 0 } ?? fontFolders[0]
        let lists = ["", "/.."].map { "\(programFolder)\($0)/mots-de-passe-courants.txt" }
        commonPasswordsFile =
            keys.value("CLO_COMMON_PASSWORDS") ?? lists.first { access($0, R_OK) == 0 } ?? lists[0]
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
        log = keys.value("CLO_LOG").map { LogFile(path: $0, sizeLimit: megabytes * 1_000_000, kept: kept) }
        installationKey = keys.value("CLO_INSTALLATION_KEY").flatMap { InstallationKey($0) }
        allowsDemo = keys.value("CLO_DEMO") == "oui"
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
