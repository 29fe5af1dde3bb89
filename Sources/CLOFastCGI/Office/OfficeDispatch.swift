import CLOModel

/// From a route of the office to the action that serves it; the guard has asked the permission matrix before.
enum OfficeDispatch {
    static func respond(to route: OfficeRoute, _ person: SignedIn) throws -> Response {
        switch route {
        case .clients(let query): return try ClientList.show(person, query)
        case .newClient: return try person.isPost ? NewClient.submit(person) : NewClient.show(person)
        case .client(let id): return try ShowClient.show(person, id)
        case .editClient(let id): return try person.isPost ? EditClient.submit(person, id) : EditClient.show(person, id)
        case .suspendClient(let id): return try SuspendAccount.respond(person, id, .client)
        case .reopenClient(let id): return try ReopenAccount.respond(person, id, .client)
        case .acknowledgeDetails(let id): return try AcknowledgeDetails.submit(person, id)

        case .worksites(let query): return try WorksiteList.show(person, query)
        case .newWorksite(let client):
            return try person.isPost ? NewWorksite.submit(person) : NewWorksite.show(person, client: client)
        case .editWorksite(let code):
            return try person.isPost ? EditWorksite.submit(person, code) : EditWorksite.show(person, code)
        case .moveWorksite(let code):
            return try person.isPost ? MoveWorksite.submit(person, code) : MoveWorksite.show(person, code)

        case .newContract(let client):
            return try person.isPost ? NewContract.submit(person, client) : NewContract.show(person, client)
        case .editContract(let name):
            return try person.isPost ? EditContract.submit(person, name) : EditContract.show(person, name)
        case .deleteContract(let name): return try DeleteContract.respond(person, name)
        case .contractFile(let name): return try ShowContract.send(person, name)

        case .contractUpload: return try ContractUpload.submit(person)

        case .administration: return Administration.show(person)
        case .employees(let query): return try EmployeeList.show(person, query)
        case .newEmployee: return try person.isPost ? NewEmployee.submit(person) : NewEmployee.show(person)
        case .editEmployee(let id):
            return try person.isPost ? EditEmployee.submit(person, id) : EditEmployee.show(person, id)
        case .suspendEmployee(let id): return try SuspendAccount.respond(person, id, .employee)
        case .reopenEmployee(let id): return try ReopenAccount.respond(person, id, .employee)
        case .fieldPolicy: return try person.isPost ? EditFieldPolicy.submit(person) : EditFieldPolicy.show(person)
        case .settings: return try person.isPost ? EditSettings.submit(person) : EditSettings.show(person)
        case .logo: return try person.isPost ? EditLogo.submit(person) : EditLogo.show(person)
        case .journal(let query): return try ShowJournal.show(person, query)
        case .journalExport(let query): return try ShowJournal.export(person, query)
        case .erasures(let query): return try ErasureList.show(person, query)
        case .eraseClient(let id):
            return try person.isPost ? EraseClient.submit(person, id) : EraseClient.show(person, id)
        case .refuseErasure(let id): return try RefuseErasure.respond(person, id)
        case .exportClient(let id):
            return try person.isPost ? ExportClient.prepare(person, id) : ExportClient.show(person, id)
        case .clientArchive(let id): return try ExportClient.send(person, id)
        case .inviteClient(let id): return try Invite.respond(person, id, .client)
        case .inviteEmployee(let id): return try Invite.respond(person, id, .employee)
        case .removeClientCodes(let id): return try RemoveCodes.respond(person, id, .client)
        case .removeEmployeeCodes(let id): return try RemoveCodes.respond(person, id, .employee)
        }
    }
}
