import CLOModel
import Testing

@testable import CLOFastCGI

@Suite("Le plan du bureau")
struct OfficeRouteTests {
    private static let employee = Viewer(account: .init(2), role: .employee(isAdministrator: false), name: "")
    private static let administrator = Viewer(account: .init(3), role: .employee(isAdministrator: true), name: "")
    private static let client = Viewer(account: .init(1), role: .client, name: "")

    @Test("chaque sorte de page a ses exemples", arguments: OfficeRoute.Kind.allCases)
    func samples(kind: OfficeRoute.Kind) {
        let samples = OfficeRoute.samples(of: kind)
        #expect(!samples.isEmpty)
        #expect(samples.allSatisfy { $0.kind == kind })
    }

    /// What the matrix keeps for administrators: « Employees, settings, journal, RGPD erasure ».
    private static let administered: Set<OfficeRoute.Kind> = [
        .administration, .employees, .newEmployee, .editEmployee, .suspendEmployee, .reopenEmployee, .fieldPolicy,
        .settings, .logo, .journal, .journalExport, .erasures, .eraseClient, .refuseErasure, .exportClient,
        .clientArchive, .inviteEmployee, .removeEmployeeCodes,
    ]

    @Test("qui peut quoi au bureau", arguments: OfficeRoute.Kind.allCases)
    func permission(kind: OfficeRoute.Kind) {
        for route in OfficeRoute.samples(of: kind) {
            #expect(!Self.client.may(route.permission))
            #expect(Self.employee.may(route.permission) == !Self.administered.contains(kind))
            #expect(Self.administrator.may(route.permission))
            #expect(Route.office(route).permission == route.permission, "the guard asks for it")
            #expect(Route.office(route).access == .employees)
        }
    }

    /// What gives power over the installation or makes an account easier to enter, or takes data away or out of it.
    private static let recent: Set<OfficeRoute.Kind> = [
        .newEmployee, .editEmployee, .suspendEmployee, .reopenEmployee, .inviteEmployee, .eraseClient, .exportClient,
        .clientArchive, .removeClientCodes, .removeEmployeeCodes, .settings, .journalExport,
    ]

    @Test("ce qui compte demande un mot de passe tapé à l’instant", arguments: OfficeRoute.Kind.allCases)
    func recentAuthentication(kind: OfficeRoute.Kind) {
        for route in OfficeRoute.samples(of: kind) {
            #expect(Route.office(route).needsRecentAuthentication == Self.recent.contains(kind))
        }
    }

    /// Pages that change nothing; all others take a post, which alone changes something.
    private static let onlyRead: Set<OfficeRoute.Kind> = [
        .clients, .client, .worksites, .contractFile, .administration, .employees, .journal, .journalExport, .erasures,
        .clientArchive,
    ]

    @Test("ce qui change quelque chose est envoyé par un formulaire", arguments: OfficeRoute.Kind.allCases)
    func methods(kind: OfficeRoute.Kind) {
        for route in OfficeRoute.samples(of: kind) {
            #expect(route.methods.contains(.post) == !Self.onlyRead.contains(kind))
        }
    }

    @Test(
        "aucune page du bureau n’a ces adresses",
        arguments: [
            "/compte-client/clients", "/admin/clients/", "/admin/clients/0", "/admin/clients/012", "/admin/clients/x",
            "/admin/clients/1/", "/admin/clients/1/detruire", "/admin/clients/-1", "/admin/contrats",
            "/admin/contrats/court12", "/admin/contrats/..%2F..%2Fetc", "/admin/contrats/abcd_-09/autre",
            "/admin/chantiers/ch-2026-014/modifier", "/admin/chantiers/CH-2026-014", "/admin/employes/1",
            "/admin/journal.txt", "/admin/Reglages", "/admin/reglages/",
        ])
    func refused(address: String) throws {
        #expect(try Route.of(address) == nil)
    }

    @Test(
        "une question mal posée est refusée ou corrigée",
        arguments: ["/admin/clients?page=0", "/admin/clients?page=deux", "/admin/journal?q=a&q=b"])
    func unreadable(address: String) {
        #expect(throws: BadRequest.self) { try Route.of(address) }
    }

    @Test("une date illisible du journal n’en est pas une")
    func journalDates() throws {
        #expect(try Route.of("/admin/journal?du=hier&au=2026-02-30") == .office(.journal(JournalQuery())))
    }
}
