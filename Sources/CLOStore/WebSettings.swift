import CLOModel

/// How the site around us is laid out: lines `CLO_PATH_…`, `CLO_PROXIES` and `CLO_RELAY_SECRET` of `clo.conf`.
public struct WebSettings: Sendable {
    public let paths: SitePaths
    /// Proxies in front of the web server that are believed when they say for whom they ask, and whether by HTTPS.
    /// None unless named: whoever reaches the web server directly could say the same.
    public let proxies: [AddressRange]
    /// Known to a page of the site that fetches ours for its visitors. On a shared host an address is no proof: all
    /// its customers have the same.
    public let relaySecret: String?

    init(_ keys: ConfigurationKeys) throws {
        let standard = SitePaths.standard
        guard
            let paths = SitePaths(
                clientPath: keys.value("CLO_PATH_CLIENT") ?? standard.client,
                officePath: keys.value("CLO_PATH_OFFICE") ?? standard.office,
                assetsPath: keys.value("CLO_PATH_ASSETS") ?? standard.assets)
        else {
            throw keys.invalid(
                "CLO_PATH_CLIENT, CLO_PATH_OFFICE ou CLO_PATH_ASSETS",
                "un chemin comme /espace-client, différent des deux autres")
        }
        self.paths = paths
        proxies = try (keys.value("CLO_PROXIES") ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).map { typed in
            guard let range = AddressRange(String(typed)) else {
                throw keys.invalid("CLO_PROXIES", "des adresses comme 127.0.0.1 ou 10.0.0.0/8")
            }
            return range
        }
        relaySecret = keys.value("CLO_RELAY_SECRET")
        if let relaySecret, relaySecret.utf8.count < 32 || !relaySecret.utf8.allSatisfy({ (33...126).contains($0) }) {
            throw keys.invalid("CLO_RELAY_SECRET", "un secret d’au moins 32 lettres et chiffres")
        }
    }
}
