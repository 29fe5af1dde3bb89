import CLOModel
import CLOStore

/// « Mes données »: what a client can take away, and have erased (B11).
enum MyData {
    static func show(_ person: SignedIn) throws -> Response {
        let archive = DataArchive(of: person.viewer.account, configuration: person.responder.configuration)
        let notice = Notice(person.request)
        let state: MyDataPage.Archive
        switch archive.state(at: person.now) {
        case .absent: state = .none
        case .underway(let percent): state = .underway(percent: percent)
        case .ready(let file): state = .ready(size: file.size, madeAt: file.writtenAt)
        case .failed: state = .failed
        }
        let model = MyDataPage.Model(
            viewer: person.viewer, formTokens: person.formTokens(), archive: state,
            erasure: try person.store.erasures.latest(of: person.viewer.account, visibleTo: person.viewer),
            contact: try person.store.settings.settings()[.dataContact], notice: notice?.sentence)
        let response = person.page(MyDataPage.page(model))
        return notice == nil ? response : response.setting(Notice.removal(isSecure: person.request.isSecure))
    }
}
