/// Who sends photos and documents to the browser: `CLO_SENDFILE`.
public enum SendFile: Sendable, Hashable {
    case byUs
    /// Apache with mod_xsendfile, LiteSpeed, lighttpd.
    case xSendfile
    /// nginx, from an internal location with this prefix, which stands for the data folder. `/prive`, without a slash
    /// at its end.
    case xAccelRedirect(prefix: String)

    /// - Parameter setting: `non`, `x-sendfile` or `x-accel-redirect /prive`.
    public init?(setting: String) {
        switch setting {
        case "non": self = .byUs
        case "x-sendfile": self = .xSendfile
        default:
            let words = setting.split(separator: " ")
            guard words.count == 2, words[0] == "x-accel-redirect", words[1].first == "/" else { return nil }
            var prefix = words[1]
            while prefix.last == "/" { prefix.removeLast() }
            guard !prefix.isEmpty else { return nil }
            self = .xAccelRedirect(prefix: String(prefix))
        }
    }

    /// As it stands in `clo.conf`.
    public var setting: String {
        switch self {
        case .byUs: return "non"
        case .xSendfile: return "x-sendfile"
        case .xAccelRedirect(let prefix): return "x-accel-redirect \(prefix)"
        }
    }
}
