import CLOModel

/// The archive of one's own data: made in the background, fetched when it is there, resumed when the line breaks.
enum FetchData {
    static func prepare(_ person: SignedIn) throws -> Response {
        try person.require(.takeData(of: person.viewer.account))
        try DataArchive(of: person.viewer.account, for: person).prepare(for: person)
        return .redirect(to: Route.account(.myData).path)
    }

    static func send(_ person: SignedIn) throws -> Response {
        try person.require(.takeData(of: person.viewer.account))
        let archive = DataArchive(of: person.viewer.account, for: person)
        guard case .ready(let file) = archive.state(at: person.now) else {
            return .redirect(to: Route.account(.myData).path)
        }
        return archive.response(file, name: person.viewer.name, to: person)
    }
}
