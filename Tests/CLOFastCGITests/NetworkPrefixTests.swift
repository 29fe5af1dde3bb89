import Testing

@testable import CLOFastCGI

@Suite("Réseaux comptés ensemble")
struct NetworkPrefixTests {
    @Test(
        "un /24 en IPv4, écrite ou non en IPv6",
        arguments: ["192.0.2.1", "192.0.2.255", "::ffff:192.0.2.7", "::FFFF:c000:0207", "0:0:0:0:0:ffff:192.0.2.9"])
    func four(address: String) {
        #expect(NetworkPrefix(address).description == "192.0.2/24")
    }

    @Test("un /64 en IPv6")
    func six() {
        let network = NetworkPrefix("2001:db8:1:2::1").description
        #expect(NetworkPrefix("2001:DB8:1:2:ffff:ffff:ffff:ffff").description == network)
        #expect(NetworkPrefix("2001:0db8:0001:0002:0000:0000:0000:0000").description == network)
    }

    @Test("deux réseaux ne se confondent pas")
    func distinct() {
        let networks = [
            "192.0.2.1", "192.0.3.1", "192.1.2.1", "2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8::1", "2001:db81::1",
            "2001:d8b::1", "::1", "::192.0.2.1", "fe80::1", "1:203::", "102:3::", "inconnue",
        ].map { NetworkPrefix($0).description }
        // « ::1 » and « ::192.0.2.1 » are of one /64.
        #expect(Set(networks).count == networks.count - 1)
    }

    @Test(
        "ce qui n’est pas une adresse est compté ensemble",
        arguments: [
            "", " ", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1:80", "[2001:db8::1]", "2001:db8::1::2",
            "fe80::1%eth0", "192.0.2.1, 198.51.100.1", "unix:",
        ])
    func unknown(address: String) {
        #expect(NetworkPrefix(address).description == NetworkPrefix("").description)
        #expect(NetworkPrefix(address).description != NetworkPrefix("0.0.0.0").description)
    }
}
