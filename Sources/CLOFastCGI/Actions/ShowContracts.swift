import CLOModel
import CLOStore

/// « Mes contrats »: what the client has signed (S4).
enum ShowContracts {
    static func show(_ person: SignedIn) throws -> Response {
        let contracts = try person.store.contracts.list(of: person.viewer.account, visibleTo: person.viewer)
        return person.page(
            ContractsPage.page(
                .init(viewer: person.viewer, formTokens: person.formTokens(), contracts: contracts)))
    }
}
