import Testing

@testable import CLOModel

@Suite struct SitePathsTests {
    private func paths(_ client: String, _ office: String = "/gestion", _ assets: String = "/clo") -> SitePaths? {
        SitePaths(clientPath: client, officePath: office, assetsPath: assets)
    }

    @Test(arguments: [
        ("/espace-client", "/espace-client"), ("/site/compte/", "/site/compte"), ("/", ""),
        ("/compte-client.php", "/compte-client.php"),
    ])
    func aDoorStandsWhereTheSiteWantsIt(typed: String, base: String) throws {
        let standing = try #require(paths(typed))
        #expect(standing.base(of: .client) == base)
        let (door, rest) = try #require(standing.door(of: "\(base)/fiches/CH-2026-014"))
        #expect(door == .client && rest == "/fiches/CH-2026-014")
    }

    @Test(arguments: [
        "", "espace", "//", "/a//b", "/a b", "/é", "/..", "/a/../b", "/a?b", "/a%2Fb", "/gestion", "/clo", "/clo/x",
        "/a\"><script>", "/a\n",
    ])
    func whatWouldMixThemUpIsRefused(typed: String) {
        #expect(paths(typed) == nil)
    }

    @Test func stylesMayLieInTheFolderOfADoor() throws {
        #expect(try #require(paths("/compte-client", "/admin", "/compte-client/clo")) == .standard)
        #expect(paths("/espace", "/gestion", "/gestion/clo") != nil)
    }

    @Test func theLongerDoorIsMeantWhereOneBeginsLikeTheOther() throws {
        let inside = try #require(paths("/espace", "/espace/gestion"))
        #expect(inside.door(of: "/espace/gestion/fiches")?.door == .office)
        #expect(inside.door(of: "/espace/gestionnaire")?.door == .client)
        let whole = try #require(paths("/"))
        #expect(whole.door(of: "/gestion")?.door == .office)
        #expect(whole.door(of: "/gestions")?.door == .client)
        #expect(whole.door(of: "/")?.rest == "/")
    }

    @Test(arguments: ["/espaces", "/espace-client", "espace/", "", "/", "/x/espace/"])
    func addressesBesideOursLeadNowhere(path: String) throws {
        #expect(try #require(paths("/espace")).door(of: path) == nil)
    }
}
