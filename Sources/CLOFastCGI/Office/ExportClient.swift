import CLOModel

/// All that is kept of a client, for him, when he asks by letter or telephone (RGPD, articles 15 and 20): the same
/// archive as he could make himself.
enum ExportClient {
    static func show(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .client)
        let state = DataArchive(of: id, for: person).state(at: person.now)
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
        try DataArchive(of: id, for: person).prepare(for: person)
        return .redirect(to: Route.office(.exportClient(id)).path)
    }

    static func send(_ person: SignedIn, _ id: Account.ID) throws -> Response {
        let profile = try person.profile(id, .client)
        let archive = DataArchive(of: id, for: person)
        guard case .ready(let file) = archive.state(at: person.now) else {
            return .redirect(to: Route.office(.exportClient(id)).path)
        }
        return archive.response(file, name: profile.details.fullName, to: person)
    }
}
