import CLOModel
import CLOStore

/// Where one arrives: a client among his sheets, an employee before the field for a worksite code (S9).
enum Home {
    static func show(_ person: SignedIn, _ area: Area) throws -> Response {
        switch (area, person.viewer.role.isEmployee) {
        case (.client, true): return .redirect(to: Route.home(.office).path)
        case (.client, false): return try showClient(person)
        case (.office, _): return try showOffice(person)
        }
    }

    private static func showOffice(_ person: SignedIn) throws -> Response {
        var model = try OpenWorksite.model(person)
        model.board = try OfficeBoard.model(person)
        return person.page(OfficeHomePage.page(model))
    }

    private static func showClient(_ person: SignedIn) throws -> Response {
        let viewer = person.viewer
        let contracts = try person.store.contracts.list(of: viewer.account, visibleTo: viewer)
        let policy = try person.store.settings.fieldPolicy()
        guard let details = try person.store.details.details(of: viewer.account, visibleTo: viewer) else {
            throw Refusal.signInNeeded
        }
        let model = HomePage.Model(
            viewer: viewer, formTokens: person.formTokens(),
            sheets: try person.store.sheets.list(visibleTo: viewer).map(sheet),
            contracts: Array(contracts.prefix(HomePage.contractsInSight)), contractCount: contracts.count,
            policy: policy, details: details)
        return person.page(HomePage.page(model))
    }

    private static func sheet(_ entry: SheetStore.ListEntry) throws -> HomePage.Model.Sheet {
        HomePage.Model.Sheet(
            code: entry.code, title: entry.title, state: entry.state, publicationCount: entry.publicationCount,
            newCount: entry.newCount,
            latest: try entry.latest.map { latest in
                HomePage.Model.Latest(
                    number: latest.number, datedAt: latest.datedAt, isCancelled: latest.isCancelled,
                    excerpt: try RichText(html: latest.beginning).excerpt(maxCharacters: HomePage.excerptLength))
            })
    }
}
