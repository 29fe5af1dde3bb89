/// Where the site is found, as messages must say it: `https://www.clo.example`, without a slash at its end.
///
/// Never taken from a request: who sends one chooses the name in it.
public struct SiteAddress: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Returns: `nil` unless it is `http` or `https`, a host, and perhaps a port.
    public init?(_ typed: String) {
        var text = typed
        while text.hasSuffix("/") { text.removeLast() }
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
        let rest = text.dropFirst(scheme.count).split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(rest.count), (1...253).contains(rest[0].utf8.count),
            rest[0].utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            })
        else { return nil }
        if rest.count == 2 {
            guard let port = decimal(rest[1]), (1...65_535).contains(port) else { return nil }
        }
        description = text
    }
}
