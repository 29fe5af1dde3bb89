import CLOModel

/// From a route of the client's space, which the guard has let through, to the one action that serves it.
enum AccountDispatch {
    static func respond(to route: AccountRoute, _ person: SignedIn) throws -> Response {
        switch route {
        case .details: return try person.isPost ? EditDetails.submit(person) : EditDetails.show(person)
        case .notices: return try person.isPost ? ChooseNotices.submit(person) : ChooseNotices.show(person)
        case .contracts: return try ShowContracts.show(person)
        case .contract(let name, let use):
            return try SendContract.send(person, name: name, as: use == .save ? .attachment : .inline)
        case .myData: return try MyData.show(person)
        case .dataArchive: return try person.isPost ? FetchData.prepare(person) : FetchData.send(person)
        case .erasure: return try person.isPost ? AskErasure.submit(person) : AskErasure.show(person)
        case .withdrawErasure: return try AskErasure.withdraw(person)
        }
    }
}
