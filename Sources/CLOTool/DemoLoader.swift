import CLODocuments
import CLOModel
import CLOSecurity
import CLOStore
import Foundation

/// Loads the demonstration: people, worksites, and what happened on their sheets, acted out in the order of its
/// dates through the same stores that the responder uses.
struct DemoLoader {
    let installation: Installation
    let folder: String
    private let now = Instant.now()

    /// Published on purpose; the demonstration runs where `CLO_DEMO = oui` only.
    static let password = "demonstration-clo"

    init(installation: Installation, folder: String) {
        self.installation = installation
        self.folder = folder
    }

    /// - Returns: a sentence with what was loaded.
    func load() throws -> String {
        let cast = try decode(Cast.self, from: "personnes.json")
        let photos = try preparePhotos()
        var people: [String: Author] = [:]
        for person in cast.clients { people[person.identifiant] = try add(person, role: .client) }
        for person in cast.employes {
            people[person.identifiant] = try add(
                person, role: .employee(isAdministrator: person.administrateur ?? false))
        }
        var publicationCount = 0
        for worksite in cast.chantiers {
            let sheet = try open(worksite)
            let publications = try worksite.fichiers.flatMap { try decode([Entry].self, from: $0) }
            try ActedSheet(
                sheet: sheet, people: people, photos: photos, store: installation.store, now: now
            ).act(publications)
            publicationCount += publications.count
        }
        try addContracts(cast, people)
        return "Démonstration chargée : \(people.count) personnes, \(cast.chantiers.count) chantiers, "
            + "\(publicationCount) publications."
    }

    private func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }

    private func add(_ person: Person, role: Role) throws -> Author {
        guard let name = SignInName(person.identifiant) else { throw DemoFailure("identifiant \(person.identifiant)") }
        var new = AccountStore.NewAccount(name: name, role: role, firstName: person.prenom, lastName: person.nom)
        new.civility = person.civilite
        new.company = person.societe
        new.position = person.fonction
        new.streetAddress = person.adresse
        new.postalCode = person.codePostal
        new.city = person.ville
        new.phone = person.telephone
        new.mobile = person.mobile
        new.email = person.courriel
        let hash = PasswordHash(Self.password, pepper: installation.configuration.pepper)
        let account = try installation.store.accounts.add(new, passwordHash: hash, at: now - .days(600))
        return Author(account: account, name: "\(person.prenom) \(person.nom)", isEmployee: role.isEmployee)
    }

    private func addContracts(_ cast: Cast, _ people: [String: Author]) throws {
        guard let employee = cast.employes.first.flatMap({ people[$0.identifiant] }) else {
            throw DemoFailure("aucun employé")
        }
        let contracts = DemoContracts(
            installation: installation, folder: "\(folder)/contrats", employee: employee.account, now: now)
        for contract in cast.contrats {
            guard let client = people[contract.client] else { throw DemoFailure("client \(contract.client)") }
            try contracts.add(contract, of: client.account)
        }
    }

    private func open(_ worksite: Worksite) throws -> ProgressSheet.ID {
        guard let code = WorksiteCode(worksite.code), let client = SignInName(worksite.client) else {
            throw DemoFailure("chantier \(worksite.code)")
        }
        let start = now + .days(worksite.debutJours)
        let new = WorksiteStore.NewWorksite(
            code: code, title: worksite.intitule, client: client, streetAddress: worksite.adresse,
            startsOn: ParisTime(start).date, plannedEndOn: ParisTime(now + .days(worksite.finPrevueJours)).date)
        guard let sheet = try installation.store.worksites.add(new, at: start - .days(10)) else {
            throw DemoFailure("client \(worksite.client)")
        }
        return sheet
    }

    /// Makes the renditions of each drawn photo once; publications that show it get copies of their own.
    private func preparePhotos() throws -> PreparedPhotos {
        var prepared: [String: PhotoFiles] = [:]
        let workshop = "\(installation.configuration.dataFolder)/photos/.demo"
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/photos").sorted()
        where name.hasSuffix(".jpg") {
            try DataFile.makeFolder("\(workshop)/\(name)")
            prepared[name] = try PhotoRenditions.make(from: "\(folder)/photos/\(name)", in: "\(workshop)/\(name)")
        }
        return PreparedPhotos(
            files: prepared, workshop: workshop, folder: "\(installation.configuration.dataFolder)/photos")
    }
}

struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) {
        description = "données de démonstration incohérentes : \(what)"
    }
}

/// The drawn photos with their renditions, ready to be linked into publications.
struct PreparedPhotos {
    let files: [String: PhotoFiles]
    let workshop: String
    let folder: String

    /// Gives the photo a name of its own and puts its files there.
    func publish(_ file: String, caption: String) throws -> Photo {
        guard let made = files[file] else { throw DemoFailure("photo \(file)") }
        let name = Base64URL.encode(Randomness.bytes(18))
        try DataFile.makeFolder("\(folder)/\(name)")
        for size in made.sizes {
            let source = "\(workshop)/\(file)/\(size).\(made.fileExtension.rawValue)"
            guard let bytes = DataFile.read(source) else { throw DemoFailure("rendu \(source)") }
            try DataFile.write(bytes, to: "\(folder)/\(name)/\(size).\(made.fileExtension.rawValue)")
        }
        return Photo(
            name: name, width: made.width, height: made.height, caption: caption, renditions: made.sizes,
            fileExtension: made.fileExtension, capturedAt: made.capturedAt)
    }
}

/// One sheet's history, acted out.
private struct ActedSheet {
    let sheet: ProgressSheet.ID
    let people: [String: Author]
    let photos: PreparedPhotos
    let store: Store
    let now: Instant

    /// Something that somebody did, at its moment.
    private struct Act {
        let at: Instant
        let perform: (Instant) throws -> Void
    }

    func act(_ entries: [Entry]) throws {
        var acts: [Act] = []
        for (index, entry) in entries.enumerated() { acts += try self.acts(of: entry, number: index + 1) }
        // Stable: what the file tells first happens first.
        for act in acts.enumerated().sorted(by: { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }) {
            try act.element.perform(act.element.at)
        }
    }

    private func acts(of entry: Entry, number: Int) throws -> [Act] {
        let author = try person(entry.auteur)
        let content = PublicationStore.Content(
            body: try RichText(html: entry.texte).canonicalHTML, datedAt: try moment(entry.jours, entry.heure),
            milestone: entry.etape.flatMap { Milestone(rawValue: $0) },
            photos: try (entry.photos ?? []).map { entry in
                let photo = try photos.publish(entry.fichier, caption: entry.legende)
                try store.photos.addPending(photo, for: sheet, by: author.account, at: now)
                return ChosenPhoto(name: photo.name, caption: photo.caption)
            })
        let publish = Act(at: content.datedAt) { at in
            let outcome = try store.publications.add(
                content, to: sheet, by: author.account, submission: submission(author, "publication \(number)"), at: at)
            guard case .done(number, _) = outcome else { throw DemoFailure("publication n° \(number)") }
        }
        var acts = [publish]
        if let edit = entry.modification {
            let editor = try person(edit.par)
            acts.append(
                Act(at: try moment(edit.jours, edit.heure)) { at in
                    _ = try store.publications.edit(
                        number: number, in: sheet, version: 1, to: content, by: editor.account,
                        submission: submission(editor, "modification \(number)"), at: at)
                })
        }
        if let cancellation = entry.annulation {
            let canceller = try person(cancellation.par)
            acts.append(
                Act(at: try moment(cancellation.jours, cancellation.heure)) { at in
                    _ = try store.publications.cancel(
                        number: number, in: sheet, reason: cancellation.motif, by: canceller.account, at: at)
                })
        }
        let numbering = Numbering()
        for comment in entry.commentaires ?? [] {
            acts += try self.acts(of: comment, parent: nil, publication: number, numbering)
        }
        return acts
    }

    /// The numbers that comments got, known only when they are acted.
    private final class Numbering {
        var numbers: [Int: Int] = [:]
        var nextKey = 0
    }

    private func acts(
        of entry: CommentEntry, parent: Int?, publication: Int, _ numbering: Numbering
    ) throws -> [Act] {
        let author = try person(entry.auteur)
        let key = numbering.nextKey
        numbering.nextKey += 1
        let comment = Act(at: try moment(entry.jours, entry.heure)) { at in
            let outcome = try store.comments.add(
                entry.texte, to: publication, replyTo: parent.flatMap { numbering.numbers[$0] }, in: sheet, by: author,
                submission: submission(author, "commentaire \(publication) \(key)"), at: at)
            guard case .done(let number, _) = outcome else { throw DemoFailure("commentaire de \(entry.auteur)") }
            numbering.numbers[key] = number
        }
        return try [comment]
            + (entry.reponses ?? []).flatMap {
                try acts(of: $0, parent: key, publication: publication, numbering)
            }
    }

    private func person(_ identifier: String) throws -> Author {
        guard let author = people[identifier] else { throw DemoFailure("personne \(identifier)") }
        return author
    }

    private func submission(_ author: Author, _ what: String) -> Submission {
        Submission(token: "demo \(sheet.rawValue)", account: author.account, content: [what])
    }

    private func moment(_ days: Int, _ clock: String) throws -> Instant {
        let date = ParisTime(now + .days(days)).date
        guard let moment = ParisTime.instant(local: "\(date.iso)T\(clock)"), moment < now else {
            throw DemoFailure("moment \(days) j \(clock)")
        }
        return moment
    }
}

// MARK: - The files, as they are written

private struct Cast: Decodable {
    let clients: [Person]
    let employes: [Person]
    let chantiers: [Worksite]
    let contrats: [DemoContracts.Entry]
}

private struct Person: Decodable {
    let identifiant: String
    let prenom: String
    let nom: String
    let civilite: String?
    let societe: String?
    let fonction: String?
    let administrateur: Bool?
    let adresse: String?
    let codePostal: String?
    let ville: String?
    let telephone: String?
    let mobile: String?
    let courriel: String?
}

private struct Worksite: Decodable {
    let code: String
    let client: String
    let intitule: String
    let adresse: String?
    let debutJours: Int
    let finPrevueJours: Int
    let fichiers: [String]
}

private struct Entry: Decodable {
    let jours: Int
    let heure: String
    let auteur: String
    let texte: String
    let etape: String?
    let annulation: LaterAct?
    let modification: LaterAct?
    let photos: [PhotoEntry]?
    let commentaires: [CommentEntry]?
}

private struct LaterAct: Decodable {
    let jours: Int
    let heure: String
    let par: String
    let motif: String?
}

private struct PhotoEntry: Decodable {
    let fichier: String
    let legende: String
}

private struct CommentEntry: Decodable {
    let jours: Int
    let heure: String
    let auteur: String
    let texte: String
    let reponses: [CommentEntry]?
}
