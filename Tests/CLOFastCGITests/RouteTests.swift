import CLOModel
import Testing

@testable import CLOFastCGI

@Suite("Le plan du site")
struct RouteTests {
    @Test("chaque sorte d’adresse a ses exemples", arguments: Route.Kind.allCases)
    func everyKindHasSamples(kind: Route.Kind) {
        let samples = Route.samples(of: kind)
        #expect(!samples.isEmpty)
        #expect(samples.allSatisfy { $0.kind == kind })
    }

    @Test("une adresse écrite se relit", arguments: Route.Kind.allCases)
    func roundTrip(kind: Route.Kind) throws {
        for route in Route.samples(of: kind) {
            #expect(try Route.of(route.path) == route)
            #expect(route.path.utf8.allSatisfy { (33...126).contains($0) }, "fit for a header: \(route.path)")
        }
    }

    @Test("deux pages n’ont pas la même adresse")
    func distinct() {
        // An empty field and no field are the same question.
        let samples = Set(Route.samples)
        #expect(Set(samples.map(\.path)).count == samples.count)
    }

    @Test(
        "les adresses promises",
        arguments: [
            (.home(.client), "/compte-client/"),
            (.signIn(.client, returnTo: nil), "/compte-client/connexion"),
            (
                .signIn(.client, returnTo: "/compte-client/fiches/CH-2026-014?n=12"),
                "/compte-client/connexion?retour=/compte-client/fiches/CH-2026-014%3Fn%3D12"
            ),
            (.signOut(.client), "/compte-client/deconnexion"),
            (.password(.office), "/admin/mot-de-passe"),
            (.access(.client, .forgotten), "/compte-client/mot-de-passe-oublie"),
            (.access(.client, .firstSignIn), "/compte-client/premiere-connexion"),
            (.access(.office, .link(token: "a1B2c3D4")), "/admin/acces/a1B2c3D4"),
            (.access(.office, .secondFactor), "/admin/connexion/code"),
            (
                .access(.client, .identity(returnTo: "/compte-client/securite/codes")),
                "/compte-client/identite?retour=/compte-client/securite/codes"
            ),
            (.access(.client, .security), "/compte-client/securite"),
            (.access(.client, .endSessions), "/compte-client/securite/sessions"),
            (.access(.client, .oneTimeCodes), "/compte-client/securite/codes"),
            (.access(.client, .removeOneTimeCodes), "/compte-client/securite/codes/desactiver"),
            (.access(.client, .recoveryCodes), "/compte-client/securite/codes/secours"),
            (.home(.office), "/admin/"),
            (.signIn(.office, returnTo: nil), "/admin/connexion"),
            (.openWorksite(typed: "ch 2026"), "/admin/fiches?chantier=ch%202026"),
            (.worksiteSuggestions(typed: "é"), "/admin/chantiers?chantier=%C3%A9"),
            (.sheet(.client, .example, .first), "/compte-client/fiches/CH-2026-014"),
            (.sheet(.office, .example, .first), "/admin/fiches/CH-2026-014"),
            (.sheet(.client, .example, .startingWith(number: 12)), "/compte-client/fiches/CH-2026-014?n=12"),
            (.sheet(.client, .example, .after(number: 12)), "/compte-client/fiches/CH-2026-014?apres=12"),
            (.sheet(.client, .example, .everything), "/compte-client/fiches/CH-2026-014?tout=1"),
            (.pdf(.client, .example, .everything), "/compte-client/fiches/CH-2026-014/pdf"),
            (.account(.details), "/compte-client/informations"), (.account(.contracts), "/compte-client/contrats"),
            (.account(.contract(name: "a1B2c3D4", .read)), "/compte-client/contrats/a1B2c3D4"),
            (.account(.contract(name: "a1B2c3D4", .save)), "/compte-client/contrats/a1B2c3D4/telecharger"),
            (.account(.myData), "/compte-client/mes-donnees"),
            (.news(.client, .example, since: 41), "/compte-client/fiches/CH-2026-014/nouveautes?depuis=41"),
            (.order(.client, .example, .chronological), "/compte-client/fiches/CH-2026-014/ordre?ordre=chronologique"),
            (.publications(.office, .example), "/admin/fiches/CH-2026-014/publications"),
            (.editPublication(.office, .example, number: 12), "/admin/fiches/CH-2026-014/publications/12/modifier"),
            (.cancelPublication(.office, .example, number: 12), "/admin/fiches/CH-2026-014/publications/12/annuler"),
            (.restorePublication(.office, .example, number: 12), "/admin/fiches/CH-2026-014/publications/12/retablir"),
            (.deletePublication(.office, .example, number: 12), "/admin/fiches/CH-2026-014/publications/12/supprimer"),
            (
                .comments(.client, .example, publication: 12, replyTo: 3),
                "/compte-client/fiches/CH-2026-014/publications/12/commentaires?parent=3"
            ),
            (
                .deleteComment(.client, .example, publication: 12, number: 3),
                "/compte-client/fiches/CH-2026-014/commentaires/12.3/supprimer"
            ),
            (.photo(.client, name: "a1B2c3D4", size: 1_600, .jpg), "/compte-client/photos/a1B2c3D4/1600.jpg"),
        ] as [(Route, String)])
    func promised(route: Route, path: String) throws {
        #expect(route.path == path)
        #expect(try Route.of(path) == route)
    }

    @Test("la barre finale de l’accueil peut manquer", arguments: Area.allCases)
    func homeWithoutSlash(area: Area) throws {
        #expect(try Route.of(area.base) == .home(area))
    }

    @Test("une ancre suit l’adresse et sa question")
    func anchor() {
        #expect(
            Route.sheet(.client, .example, .startingWith(number: 12)).path(anchor: "commentaire-12-3")
                == "/compte-client/fiches/CH-2026-014?n=12#commentaire-12-3")
    }

    @Test(
        "aucune page n’a ces adresses",
        arguments: [
            // Not ours.
            "", "/", "//", "/autre/", "/compte-clientele/", "/Admin/", "/ADMIN/", "compte-client/", "x/compte-client/",
            "/compte-client//", "//compte-client/", "/compte-client/./", "/compte-client/../admin/", "/index.html",
            // One address for one page: no trailing slash, no other spelling.
            "/compte-client/connexion/", "/compte-client/Connexion", "/compte-client/fiches/CH-2026-014/",
            "/compte-client/fiches/ch-2026-014", "/compte-client/fiches/CH--2026-014",
            "/compte-client/fiches/CH_2026_014",
            "/compte-client/fiches/ CH-2026-014", "/compte-client/fiches/CH-2026-014-", "/compte-client/fiches/CH",
            "/compte-client/fiches//", "/compte-client/fiches/CH-2026-014/nouveautes/",
            // Numbers have one spelling as well.
            "/admin/fiches/CH-2026-014/publications/012/modifier", "/admin/fiches/CH-2026-014/publications/0/modifier",
            "/admin/fiches/CH-2026-014/publications/-1/modifier", "/admin/fiches/CH-2026-014/publications/+1/modifier",
            "/admin/fiches/CH-2026-014/publications/1e3/modifier", "/admin/fiches/CH-2026-014/publications//modifier",
            "/admin/fiches/CH-2026-014/publications/1000000000/modifier",
            "/admin/fiches/CH-2026-014/publications/99999999999999999999/modifier",
            "/admin/fiches/CH-2026-014/publications/١٢/modifier", "/admin/fiches/CH-2026-014/publications/12",
            "/admin/fiches/CH-2026-014/publications/12/", "/admin/fiches/CH-2026-014/publications/12/detruire",
            "/admin/fiches/CH-2026-014/publications/12/modifier/", "/admin/fiches/CH-2026-014/autre",
            "/compte-client/fiches/CH-2026-014/commentaires/12.3",
            "/compte-client/fiches/CH-2026-014/commentaires/12/supprimer",
            "/compte-client/fiches/CH-2026-014/commentaires/12.03/supprimer",
            "/compte-client/fiches/CH-2026-014/commentaires/12.3.4/supprimer",
            "/compte-client/fiches/CH-2026-014/commentaires/12./supprimer",
            "/compte-client/fiches/CH-2026-014/commentaires/.3/supprimer",
            // What only employees have is behind their door.
            "/compte-client/fiches", "/compte-client/chantiers",
            // What only clients have is behind theirs.
            "/admin/informations", "/admin/mes-donnees", "/admin/mes-donnees/archive",
            "/compte-client/informations/", "/compte-client/contrats/..", "/compte-client/contrats/court12",
            "/compte-client/contrats/a1B2c3D4.pdf", "/compte-client/contrats/a1B2c3D4/autre",
            "/compte-client/contrats/a1B2c3D4/telecharger/", "/compte-client/mes-donnees/effacement/",
            // Photos.
            "/compte-client/photos/court12/800.jpg", "/compte-client/photos/a1B2c3D4/800.gif",
            "/compte-client/photos/a1B2c3D4/0800.jpg", "/compte-client/photos/a1B2c3D4/.jpg",
            "/compte-client/photos/a1B2c3D4/800.jpg/", "/compte-client/photos/a1B2c3.4/800.jpg",
            "/compte-client/photos/..%2F..%2Fetc/800.jpg", "/compte-client/photos/a1B2c3é4/800.jpg",
            "/compte-client/photos/\(String(repeating: "a", count: 65))/800.jpg", "/compte-client/photos/a1B2c3D4",
        ])
    func refused(address: String) throws {
        #expect(try Route.of(address) == nil)
    }

    @Test(
        "la page existe, mais sa question ne peut pas être lue",
        arguments: [
            "/compte-client/fiches/CH-2026-014/nouveautes", "/compte-client/fiches/CH-2026-014/nouveautes?depuis=",
            "/compte-client/fiches/CH-2026-014/nouveautes?depuis=-1",
            "/compte-client/fiches/CH-2026-014/nouveautes?depuis=1.5",
            "/compte-client/fiches/CH-2026-014/nouveautes?depuis=9223372036854775808",
            "/compte-client/fiches/CH-2026-014/nouveautes?depuis=99999999999999999999999",
            "/compte-client/fiches/CH-2026-014/nouveautes?depuis=1&depuis=2",
            "/compte-client/fiches/CH-2026-014/ordre", "/compte-client/fiches/CH-2026-014/ordre?ordre=hasard",
            "/compte-client/fiches/CH-2026-014?n=0", "/compte-client/fiches/CH-2026-014?n=douze",
            "/compte-client/fiches/CH-2026-014?apres=1000000000", "/compte-client/fiches/CH-2026-014?n=1&n=1",
            "/compte-client/fiches/CH-2026-014/publications/12/commentaires?parent=0",
            "/compte-client/fiches/CH-2026-014/publications/12/commentaires?parent=",
            "/compte-client/fiches/CH-2026-014/publications/12/versions?version=0",
            "/compte-client/fiches/CH-2026-014/galerie?mois=2026", "/compte-client/fiches/CH-2026-014/galerie?mois=",
            "/compte-client/fiches/CH-2026-014/galerie?mois=2026-13", "/admin/fiches/CH-2026-014/apercu?n=0",
            "/compte-client/fiches/CH-2026-014/recherche?q=a&apres=x",
            "/compte-client/connexion?retour=/a&retour=/b", "/admin/fiches?chantier=a&chantier=b",
            "/compte-client/connexion?retour=%FF", "/compte-client/connexion?retour=%4",
        ])
    func unreadableQuery(address: String) {
        #expect(throws: BadRequest.self) { try Route.of(address) }
    }

    @Test("ce qu’une page ne demande pas est ignoré")
    func unknownParameters() throws {
        #expect(try Route.of("/compte-client/?utm_source=x&fragment=1") == .home(.client))
        #expect(try Route.of("/compte-client/fiches/CH-2026-014?tout=0") == .sheet(.client, .example, .first))
    }
}

/// What stands before every page: who may come, how, and what is asked of the sheet.
@Suite("Les gardes de chaque page")
struct RouteGuardTests {
    private typealias Kind = Route.Kind

    /// Every kind of page: access by the clients' door, by the office's, and the methods that it answers.
    /// `nil`: not behind that door; the methods of a client's own pages are told by their own map.
    private static let table: [(Kind, client: Route.Access?, office: Route.Access?, methods: [CLOFastCGI.Method]?)] = [
        (.signIn, .everyone, .everyone, [.get, .post]),
        (.signOut, .signedIn, .signedIn, [.post]),
        (.password, .signedIn, .signedIn, [.get, .post]),
        (.forgotten, .everyone, .everyone, [.get, .post]),
        (.firstSignIn, .everyone, .everyone, [.get, .post]),
        (.accessLink, .everyone, .everyone, [.get, .post]),
        (.secondFactor, .everyone, .everyone, [.get, .post]),
        (.identity, .signedIn, .employees, [.get, .post]),
        (.security, .signedIn, .employees, [.get]),
        (.endSessions, .signedIn, .employees, [.post]),
        (.oneTimeCodes, .signedIn, .employees, [.get, .post]),
        (.removeOneTimeCodes, .signedIn, .employees, [.get, .post]),
        (.recoveryCodes, .signedIn, .employees, [.post]),
        (.home, .signedIn, .employees, [.get]),
        (.openWorksite, nil, .employees, [.get]),
        (.worksiteSuggestions, nil, .employees, [.get]),
        (.sheet, .signedIn, .employees, [.get]),
        (.news, .signedIn, .employees, [.get]),
        (.order, .signedIn, .employees, [.get]),
        (.publications, .signedIn, .employees, [.post]),
        (.editPublication, .signedIn, .employees, [.get, .post]),
        (.cancelPublication, .signedIn, .employees, [.get, .post]),
        (.restorePublication, .signedIn, .employees, [.get, .post]),
        (.deletePublication, .signedIn, .employees, [.get, .post]),
        (.uploads, .signedIn, .employees, [.post]),
        (.upload, .signedIn, .employees, [.get, .post]),
        (.abandonUpload, .signedIn, .employees, [.post]),
        (.draft, .signedIn, .employees, [.post]),
        (.preview, .signedIn, .employees, [.post]),
        (.versions, .signedIn, .employees, [.get]),
        (.gallery, .signedIn, .employees, [.get]),
        (.search, .signedIn, .employees, [.get]),
        (.comments, .signedIn, .employees, [.get, .post]),
        (.deleteComment, .signedIn, .employees, [.get, .post]),
        (.photo, .signedIn, .employees, [.get]),
        (.pdf, .signedIn, .employees, [.get]),
        (.account, .signedIn, nil, nil),
        (.place, .signedIn, .employees, [.get]),
        (.preferences, .everyone, nil, [.get, .post]),
        (.deliver, .everyone, nil, [.get]),
        (.sendFileTrial, .everyone, nil, [.get]),
        (.installation, nil, .everyone, nil),
        (.health, .everyone, nil, [.get]),
        (.messages, nil, .administrators, [.get]),
        (.resendMessage, nil, .administrators, [.post]),
        (.templates, nil, .administrators, [.get]),
        (.template, nil, .administrators, [.get, .post]),
        (.appearance, .everyone, .everyone, [.get]),
        (.logo, .everyone, .everyone, [.get]),
        (.office, nil, .employees, nil),
    ]

    @Test("qui peut venir, et par quelle porte", arguments: Route.Kind.allCases)
    func access(kind: Route.Kind) throws {
        let row = try #require(Self.table.first { $0.0 == kind })
        let samples = Route.samples(of: kind)
        for route in samples {
            #expect(route.access == (route.area == .client ? row.client : row.office))
            #expect(route.path.hasPrefix("\(route.area.base)/"))
        }
        #expect(samples.contains { $0.area == .client } == (row.client != nil))
        #expect(samples.contains { $0.area == .office } == (row.office != nil))
    }

    @Test("les méthodes de chaque page", arguments: Route.Kind.allCases)
    func methods(kind: Route.Kind) throws {
        let row = try #require(Self.table.first { $0.0 == kind })
        guard let methods = row.methods else { return }
        #expect(Route.samples(of: kind).allSatisfy { $0.methods == methods })
    }

    @Test("l’espace d’un client n’est ni à un employé ni à un administrateur", arguments: AccountRoute.samples)
    func clientSpace(route: AccountRoute) {
        let client = Viewer(account: .init(1), role: .client, name: "")
        #expect(client.decision(on: route.permission) == .allowed)
        for isAdministrator in [false, true] {
            let employee = Viewer(account: .init(2), role: .employee(isAdministrator: isAdministrator), name: "")
            #expect(employee.decision(on: route.permission) == .forbidden)
        }
        #expect(Route.account(route).permission == route.permission)
    }

    @Test(
        "seules les pages par lesquelles on entre, l’installation, la surveillance et des adresses secrètes sont ouvertes à tous"
    )
    func everyone() {
        #expect(
            Set(Route.samples.filter { $0.access == .everyone }.map(\.kind)) == [
                .signIn, .forgotten, .firstSignIn, .accessLink, .secondFactor, .preferences, .deliver, .appearance,
                .logo, .sendFileTrial, .installation, .health,
            ])
    }

    @Test("toute page d’une fiche demande au tableau des droits", arguments: Route.Kind.allCases)
    func sheetAction(kind: Route.Kind) {
        let owner = Account.ID(7)
        func expected(_ route: Route) -> Action? {
            switch kind {
            case .signIn, .signOut, .password, .home, .openWorksite, .worksiteSuggestions, .photo, .account,
                .preferences, .deliver, .appearance, .logo, .office, .sendFileTrial, .installation, .health,
                .messages, .resendMessage, .templates, .template:
                nil
            case .forgotten, .firstSignIn, .accessLink, .secondFactor, .identity, .security, .endSessions,
                .oneTimeCodes, .removeOneTimeCodes, .recoveryCodes:
                nil
            case .sheet, .news, .order, .versions, .gallery, .search, .pdf, .place: .seeSheet(owner)
            case .draft, .preview:
                // Of a new publication, or of one that is there: « …/publications/12/brouillon », « …/apercu?n=12 ».
                route.path.contains("/publications/") || route.path.contains("?n=")
                    ? .editPublication(owner) : .addPublication(owner)
            case .publications, .uploads, .upload, .abandonUpload: .addPublication(owner)
            case .editPublication: .editPublication(owner)
            case .cancelPublication: .cancelPublication(owner)
            case .restorePublication: .restorePublication(owner)
            case .deletePublication: .deletePublication(owner)
            case .comments, .deleteComment: .comment(owner)
            }
        }
        for route in Route.samples(of: kind) {
            #expect(route.sheet?.action(owner) == expected(route))
            let folder = kind == .place ? "v" : "fiches"
            if let code = route.sheet?.code { #expect(route.path.contains("/\(folder)/\(code)")) }
        }
        #expect(
            Route.samples(of: kind).allSatisfy { route in
                let isOfSheet = route.path.contains("/fiches/") || route.path.contains("/v/")
                return (expected(route) != nil) == isOfSheet
            })
    }

    @Test("ce qui compte demande un mot de passe tapé à l’instant", arguments: Route.Kind.allCases)
    func recentAuthentication(kind: Route.Kind) {
        let wanted: Set<Route.Kind> = [.endSessions, .oneTimeCodes, .removeOneTimeCodes, .recoveryCodes]
        // The office says it page by page (OfficeRouteTests).
        guard kind != .office else { return }
        if kind == .account {
            let recent = Set(AccountRoute.samples.filter(\.needsRecentAuthentication))
            #expect(recent == [.dataArchive, .erasure])
            return
        }
        #expect(Route.samples(of: kind).allSatisfy { $0.needsRecentAuthentication == wanted.contains(kind) })
    }

    @Test("ce qui change une fiche n’est jamais fait par GET seul")
    func changesArePosted() {
        for route in Route.samples {
            switch route.sheet?.action(nil) {
            case nil, .seeSheet: continue
            default: #expect(route.methods.contains(.post))
            }
        }
    }
}
