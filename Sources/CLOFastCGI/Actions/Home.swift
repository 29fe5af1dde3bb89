import CLOModel

/// Where one arrives: a client among his sheets, an employee before the field for a worksite code (S9).
enum Home {
    static func show(_ person: SignedIn, _ area: Area) throws -> Response {
        switch (area, person.viewer.role.isEmployee) {
        case (.client, true): return .redirect(to: Route.home(.office).path)
        case (.client, false): return try showSheets(person)
        case (.office, _): return person.page(OfficeHomePage.page(try OpenWorksite.model(person)))
        }
    }

    private static func showSheets(_ person: SignedIn) throws -> Response {
        let sheets = try person.store.sheets.list(visibleTo: person.viewer).map { entry in
            HomePage.Model.Sheet(
                code: entry.code, title: entry.title, state: entry.state, publicationCount: entry.publicationCount,
                newCount: entry.newCount, lastPublishedAt: entry.lastPublishedAt)
        }
        let model = HomePage.Model(
            viewer: person.viewer, formTokens: person.formTokens(), sheets: sheets, now: person.now)
        return person.page(HomePage.page(model))
    }
}
