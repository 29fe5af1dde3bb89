import CLOModel

/// Where the database is, as `clo.conf` says it: one server, or the nodes of a Galera cluster.
///
///     CLO_DB_HOST = localhost
///     CLO_DB_HOST = 10.0.0.11, 10.0.0.12:3307, [fd00::13]:3306
enum DatabaseHosts {
    /// More nodes than anybody runs; a longer list is a mistake.
    static let limit = 16

    /// The addresses in the order of the list, which is the order in which this host tries them.
    ///
    /// A list of several leaves no room for `CLO_DB_SOCKET`, which would lead each of them to the same server.
    /// - Throws: ``Configuration/Failure`` when there is no address, or one that cannot be understood.
    static func addresses(_ keys: ConfigurationKeys) throws -> [Connection.Address] {
        let list = keys.value("CLO_DB_HOST")
        let socket = keys.value("CLO_DB_SOCKET")
        guard list != nil || socket != nil else {
            throw Configuration.Failure.missing(key: "CLO_DB_SOCKET ou CLO_DB_HOST", file: keys.file)
        }
        let port = UInt32(try keys.number("CLO_DB_PORT", 1...65_535, or: 3306))
        let user = try keys.required("CLO_DB_USER")
        let name = try keys.required("CLO_DB_NAME")
        let password = keys.value("CLO_DB_PASSWORD") ?? ""

        let hosts = try hosts(list, standardPort: port, keys)
        guard hosts.count <= 1 || socket == nil else {
            throw keys.invalid("CLO_DB_SOCKET", "absent quand CLO_DB_HOST donne plusieurs serveurs")
        }
        guard !hosts.isEmpty else {
            return [
                Connection.Address(
                    host: nil, port: port, socket: socket, user: user, password: password, database: name)
            ]
        }
        return hosts.map { host in
            Connection.Address(
                host: host.name, port: host.port, socket: socket, user: user, password: password, database: name,
                isClusterNode: hosts.count > 1)
        }
    }

    private struct Host: Hashable {
        let name: String
        let port: UInt32
    }

    private static func hosts(_ list: String?, standardPort: UInt32, _ keys: ConfigurationKeys) throws -> [Host] {
        guard let list else { return [] }
        let hosts = try list.split(separator: ",", omittingEmptySubsequences: false).map { item in
            guard let host = host(String(item).trimmingSpaces, standardPort: standardPort) else {
                throw keys.invalid(
                    "CLO_DB_HOST", "un serveur, ou plusieurs séparés par des virgules, comme db1, db2:3307")
            }
            return host
        }
        guard Set(hosts).count == hosts.count else {
            throw keys.invalid("CLO_DB_HOST", "une liste où chaque serveur est une seule fois")
        }
        guard hosts.count <= limit else {
            throw keys.invalid("CLO_DB_HOST", "une liste de \(limit) serveurs au plus")
        }
        return hosts
    }

    /// `name`, `name:port`, `[IPv6]` or `[IPv6]:port`; an IPv6 address without brackets has no port.
    private static func host(_ text: String, standardPort: UInt32) -> Host? {
        guard !text.isEmpty, !text.utf8.contains(where: { $0 <= 32 }) else { return nil }
        var name = Substring(text)
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            name = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.firstIndex(of: ":"), colon == text.lastIndex(of: ":") {
            name = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !name.isEmpty, !name.contains("["), !name.contains("]") else { return nil }
        guard let port else { return Host(name: String(name), port: standardPort) }
        guard port.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt32(port),
            (1...65_535).contains(number)
        else { return nil }
        return Host(name: String(name), port: number)
    }
}
