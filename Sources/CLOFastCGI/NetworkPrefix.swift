import Glibc

/// The network of an address, as far as tries are counted for it: an IPv4 /24, an IPv6 /64. One household or
/// one company has all the addresses of such a network.
struct NetworkPrefix: CustomStringConvertible {
    let description: String

    init(_ address: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, address, &four) == 1 {
            let bytes = withUnsafeBytes(of: four) { Array($0) }
            description = Self.four(bytes)
        } else if inet_pton(AF_INET6, address, &six) == 1 {
            let bytes = withUnsafeBytes(of: six) { Array($0) }
            // An IPv4 address written in IPv6 (RFC 4291, 2.5.5.2) is the IPv4 address.
            if bytes.prefix(10).allSatisfy({ $0 == 0 }) && bytes[10] == 255 && bytes[11] == 255 {
                description = Self.four(Array(bytes.suffix(4)))
            } else {
                description = bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
            }
        } else {
            description = "unknown"
        }
    }

    private static func four(_ bytes: [UInt8]) -> String {
        "\(bytes[0]).\(bytes[1]).\(bytes[2])/24"
    }
}
