import Glibc

/// One network address, or a network of them: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`.
public struct AddressRange: Hashable, Sendable {
    private let bytes: [UInt8]
    private let prefixLength: Int

    public init?(_ typed: String) {
        let parts = typed.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let bytes = Self.bytes(of: parts[0]) else { return nil }
        let all = bytes.count * 8
        if parts.count == 2 {
            guard let length = Int(parts[1]), (0...all).contains(length), parts[1].utf8.allSatisfy({ $0 > 47 }) else {
                return nil
            }
            prefixLength = length
        } else {
            prefixLength = all
        }
        self.bytes = bytes
    }

    /// Whether it is an address of this range; what is no address is in none.
    public func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == bytes.count else { return false }
        let whole = prefixLength / 8
        guard other.prefix(whole) == bytes.prefix(whole) else { return false }
        let rest = prefixLength % 8
        return rest == 0 || (other[whole] ^ bytes[whole]) >> (8 - rest) == 0
    }

    public static func isAddress(_ text: String) -> Bool {
        bytes(of: text) != nil
    }

    /// Four or sixteen bytes. An IPv4 address written in IPv6 (RFC 4291, 2.5.5.2) is the IPv4 address.
    private static func bytes(of address: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, address, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        guard inet_pton(AF_INET6, address, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }
}
