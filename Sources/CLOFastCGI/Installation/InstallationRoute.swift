import CLOModel

/// The map of `/admin/installation`, which is there until an installation has its first administrator.
enum InstallationRoute: String, Hashable, Sendable, CaseIterable {
    /// Asks for the key of `clo.conf`; to who has given it, shows all the steps.
    case page = "installation"
    /// Takes a request as large as any of the program's, and says what arrived of it.
    case trial = "installation/essai"
    /// Sends a letter that says nothing.
    case letter = "installation/lettre"
    /// Applies the migrations.
    case migrations = "installation/base"
    /// Makes the first administrator.
    case administrator = "installation/administrateur"

    /// Below `/admin/`.
    var relativePath: String { rawValue }

    /// - Parameter pieces: of the path after `/admin/`.
    init?(_ pieces: [String]) {
        self.init(rawValue: pieces.joined(separator: "/"))
    }

    var methods: [Method] {
        switch self {
        case .page: return [.get, .post]
        case .trial, .letter, .migrations, .administrator: return [.post]
        }
    }
}
