/// Where in the site the pages stand: `/compte-client`, `/admin` and, for styles and scripts, `/compte-client/clo`,
/// unless the site wants other names (S19). Every address that is printed begins with one of these, and every address that is read.
public struct SitePaths: Hashable, Sendable, CustomStringConvertible {
    /// Without a slash at the end; empty for the whole of a host name: `https://suivi.clo.example/`.
    public let client: String
    public let office: String
    public let assets: String

    public static let standard = SitePaths(client: "/compte-client", office: "/admin", assets: "/compte-client/clo")

    private init(client: String, office: String, assets: String) {
        self.client = client
        self.office = office
        self.assets = assets
    }

    /// - Returns: `nil` unless each is `/` or a path such as `/espace-client` or `/site/gestion`, in ASCII letters,
    ///   digits and `-._`, all different, and none of the two doors below the assets.
    public init?(clientPath: String, officePath: String, assetsPath: String) {
        guard let client = Self.normal(clientPath), let office = Self.normal(officePath),
            let assets = Self.normal(assetsPath), client != office, !assets.isEmpty,
            !Self.isPath("\(client)/", under: assets), !Self.isPath("\(office)/", under: assets)
        else { return nil }
        self.init(client: client, office: office, assets: assets)
    }

    public var description: String { "\(client) \(office) \(assets)" }

    public func base(of door: NoticeLink.Door) -> String {
        switch door {
        case .client: return client
        case .office: return office
        }
    }

    /// The door that a path leads through, and what stands behind it: empty, or beginning with a slash. Where one
    /// base is the beginning of the other, the longer one is meant.
    public func door(of path: String) -> (door: NoticeLink.Door, rest: Substring)? {
        let doors: [NoticeLink.Door] = client.utf8.count > office.utf8.count ? [.client, .office] : [.office, .client]
        guard path.utf8.first == UInt8(ascii: "/"),
            let door = doors.first(where: { Self.isPath(path, under: base(of: $0)) })
        else { return nil }
        return (door, Substring(path.utf8.dropFirst(base(of: door).utf8.count)))
    }

    /// `/espace-client`, and everything that begins with `/espace-client/`.
    private static func isPath(_ path: String, under base: String) -> Bool {
        guard path.utf8.starts(with: base.utf8) else { return false }
        let rest = path.utf8.dropFirst(base.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }

    private static func normal(_ typed: String) -> String? {
        guard typed.utf8.first == UInt8(ascii: "/"), typed.utf8.count <= 100 else { return nil }
        if typed == "/" { return "" }
        let trimmed = typed.utf8.last == UInt8(ascii: "/") ? String(typed.dropLast()) : typed
        let parts = trimmed.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let areNames = parts.allSatisfy { part in
            !part.isEmpty && !part.allSatisfy { $0 == UInt8(ascii: ".") } && part.allSatisfy(isNameByte)
        }
        return areNames ? trimmed : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): return true
        default: return false
        }
    }
}

extension SitePaths {
    /// Those of this installation. Each program has one thread and installs them before it prints or reads an address;
    /// they never change afterwards, which is what makes the unprotected variable safe.
    public nonisolated(unsafe) private(set) static var installed = SitePaths.standard

    public static func install(_ paths: SitePaths) {
        installed = paths
    }
}
