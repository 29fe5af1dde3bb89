import CLOModel
import CLOStore
import Glibc

/// All that is kept of a client, for him, when he asks by letter or telephone (RGPD, articles 15 and 20): the same
/// archive as he could make himself.
enum ExportClient {
    private static let patience = Duration.seconds(3)

    static func show(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .client)
        let state = archive(of: id, person).state(at: person.now)
        return OfficeScreen(
            title: "Données de \(profile.details.fullName)",
            trail: [("Clients", .office(.clients(ListQuery()))), (profile.details.fullName, .office(.client(id)))],
            content: """
                <p>Une archive ZIP avec tout ce qui est conservé de ce client\u{A0}: coordonnées, fiches, commentaires, photos et contrats. À lui remettre s’il la demande\u{A0}; la réponse est due dans le mois (RGPD, articles 12 et 15).</p>
                \(sentence(state, id))
                <form method="post" action="\(Route.office(.exportClient(id)))">\(person.formTokens())<p><button type="submit" class="bouton">Préparer une archive</button></p></form>
                """
        ).response(person)
    }

    private static func sentence(_ state: DataArchive.State, _ id: Account.ID) -> HTML? {
        switch state {
        case .absent: return nil
        case .underway(let percent):
            return """
                <p class="avis" role="status">L’archive se prépare\u{A0}: \(percent)\u{A0}%. <a href="\(Route.office(.exportClient(id)))">Où en est-elle\u{A0}?</a></p>
                """
        case .failed: return "<p class=\"erreur\" role=\"alert\">L’archive n’a pas pu être préparée. Réessayez.</p>"
        case .ready(let file):
            return """
                <p><a class="bouton principal" href="\(Route.office(.clientArchive(id)))">Télécharger l’archive</a> \(ByteCount(file.size).description), préparée le \(Parts.time(file.writtenAt))</p>
                """
        }
    }

    static func prepare(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        _ = try person.profile(id, .client)
        if let child = try archive(of: id, person).begin(tool: person.responder.configuration.toolFile) {
            try person.store.journal.record(.init(.dataExported, by: person.viewer.account, on: id), at: person.now)
            var waited = Duration.zero
            while !ChildProcess.hasEnded(child) {
                guard waited < patience else {
                    person.responder.children.adopt(child)
                    break
                }
                usleep(20_000)
                waited += .milliseconds(20)
            }
        }
        return .redirect(to: Route.office(.exportClient(id)).path)
    }

    static func send(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .client)
        let archive = archive(of: id, person)
        guard case .ready(let file) = archive.state(at: person.now) else {
            return .redirect(to: Route.office(.exportClient(id)).path)
        }
        let name = "CLO - données de \(profile.details.fullName) - \(ParisTime(file.writtenAt).date.iso).zip"
        return FileAnswer(
            file: file, type: "application/zip", tag: archive.tag(of: file),
            headers: [
                ("Cache-Control", "private, no-store"),
                ("Content-Disposition", ContentDisposition(kind: .attachment, fileName: name).header),
                ("Content-Security-Policy", SecurityHeaders.documentPolicy),
            ]
        ).response(to: person.request)
    }

    private static func archive(of id: Account.ID, _ person: SignedIn) -> DataArchive {
        DataArchive(of: id, configuration: person.responder.configuration)
    }
}
