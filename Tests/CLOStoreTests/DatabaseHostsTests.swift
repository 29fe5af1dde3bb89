import Testing

@testable import CLOStore

@Suite("Les serveurs de la base, selon clo.conf")
struct DatabaseHostsTests {
    private func addresses(_ lines: String) throws -> [Connection.Address] {
        try DatabaseHosts.addresses(
            ConfigurationKeys("CLO_DB_USER = clo\nCLO_DB_NAME = clo\n" + lines, file: "clo.conf"))
    }

    private func refusal(_ lines: String) -> String? {
        do {
            _ = try addresses(lines)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("un seul, avec son port ou celui de CLO_DB_PORT, n’est pas un nœud")
    func one() throws {
        let plain = try addresses("CLO_DB_HOST = localhost")
        #expect(plain.map(\.host) == ["localhost"] && plain.map(\.port) == [3306])
        #expect(plain.map(\.isClusterNode) == [false])
        let elsewhere = try addresses("CLO_DB_HOST = db\nCLO_DB_PORT = 3310")
        #expect(elsewhere.map(\.port) == [3310])
        let nearer = try addresses("CLO_DB_HOST = db:3311\nCLO_DB_PORT = 3310")
        #expect(nearer.map(\.port) == [3311])
    }

    @Test("un fichier « socket » seul, ou avec un nom")
    func socket() throws {
        let alone = try addresses("CLO_DB_SOCKET = /run/s")
        #expect(alone.count == 1 && alone[0].host == nil && alone[0].socket == "/run/s")
        let named = try addresses("CLO_DB_SOCKET = /run/s\nCLO_DB_HOST = localhost")
        #expect(named.count == 1 && named[0].host == "localhost" && named[0].socket == "/run/s")
    }

    @Test("plusieurs, dans l’ordre de la liste, sont des nœuds")
    func several() throws {
        let nodes = try addresses("CLO_DB_HOST = b:3307 , a,[fd00::13]:3308, fd00::14,[fd00::15]\nCLO_DB_PORT = 3310")
        #expect(nodes.compactMap(\.host) == ["b", "a", "fd00::13", "fd00::14", "fd00::15"])
        #expect(nodes.map(\.port) == [3307, 3310, 3308, 3310, 3310])
        #expect(nodes.map(\.isClusterNode) == Array(repeating: true, count: 5))
    }

    @Test(
        "ce qui n’est pas une liste est refusé",
        arguments: [
            "a,,b", "a,", ",", "a:0", "a:65536", "a:", ":3306", "a:+1", "a b", "[::1", "[::1]3306", "[]", "a]b",
        ])
    func malformed(_ list: String) {
        let refused = refusal("CLO_DB_HOST = \(list)")
        #expect(refused?.hasPrefix("clo.conf : CLO_DB_HOST doit être un serveur, ou plusieurs") == true)
    }

    @Test("deux fois le même, trop, un fichier « socket » de plus, ou rien")
    func contradictory() {
        #expect(refusal("CLO_DB_HOST = a, b, a:3306")?.contains("chaque serveur est une seule fois") == true)
        let many = (1...17).map { "db\($0)" }.joined(separator: ",")
        #expect(refusal("CLO_DB_HOST = \(many)")?.contains("16 serveurs au plus") == true)
        let both = refusal("CLO_DB_HOST = a, b\nCLO_DB_SOCKET = /run/s")
        #expect(both?.contains("CLO_DB_SOCKET doit être absent") == true)
        #expect(refusal("")?.contains("il manque CLO_DB_SOCKET ou CLO_DB_HOST") == true)
    }
}
