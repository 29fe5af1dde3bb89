import CLODocuments
import CLOModel
import CLOStore
import Foundation

/// What goes into the archive of a client's data, and under which names.
///
///     LISEZ-MOI.txt
///     informations.json                     himself: details, changes, sessions, requests
///     journal.json                          what he did and what was done to his account
///     contrats.json, contrats/….pdf
///     fiches/CH-2026-014/fiche.json         a sheet with its publications and comments
///     fiches/CH-2026-014/photos/12-1.jpg    the first photo of publication n° 12
///
/// Publications and the journal are read a part at a time: memory does not grow with them.
struct PersonalArchive {
    private let viewer: Viewer
    private let store: Store
    private let dataFolder: String
    private let now: Instant

    private static let batchSize = 40
    private static let journalBatchSize = 500
    /// More changes than anybody makes.
    private static let historyLength = 10_000

    init(of viewer: Viewer, store: Store, dataFolder: String, at now: Instant) {
        self.viewer = viewer
        self.store = store
        self.dataFolder = dataFolder
        self.now = now
    }

    /// - Parameter progress: what is done, of how much in all.
    func write(to path: String, progress: (Int, Int) -> Void) throws {
        guard let account = try store.personalData.account(viewer.account, visibleTo: viewer) else {
            throw CocoaError(.fileNoSuchFile)
        }
        let sheets = try store.sheets.list(visibleTo: viewer)
        let total = sheets.reduce(1) { $0 + 1 + $1.publicationCount }
        var done = 0
        func advance() {
            done = min(done + 1, total)
            progress(done, total)
        }
        let zip = try ZipWriter(path)
        try zip.add("LISEZ-MOI.txt", at: now) { write in try write(Array(readMe(account).utf8)) }
        try add(try information(account), as: "informations.json", to: zip)
        try addJournal(to: zip)
        try addContracts(to: zip)
        advance()
        for sheet in sheets {
            try addSheet(sheet.code, to: zip, advance)
            advance()
        }
        try zip.finish()
        progress(total, total)
    }

    private func readMe(_ account: PersonalDataStore.Account) -> String {
        """
        Données personnelles de \(account.name)
        Archive préparée par CLO le \(ParisTime(now).sentence).

        informations.json : vos informations, leurs changements, vos sessions ouvertes, vos demandes.
        journal.json : ce que vous avez fait sur le site, et ce qui a été fait sur votre compte.
        contrats.json et le dossier contrats : les documents que vous avez signés.
        fiches : un dossier pour chaque chantier, avec ses publications, ses commentaires et ses photos.

        Les fichiers .json se lisent avec tout éditeur de texte ; leurs heures sont en temps universel (UTC).

        """
    }

    // MARK: Himself

    private func information(_ account: PersonalDataStore.Account) throws -> Information {
        let details = try store.details.details(of: viewer.account, visibleTo: viewer) ?? Details()
        let changes = try store.details.history(
            of: viewer.account, visibleTo: viewer, limit: Self.historyLength)
        let sessions = try store.personalData.sessions(of: viewer.account, visibleTo: viewer)
        return Information(
            identifiant: account.identifier, compteCree: account.createdAt.iso,
            motDePasseChange: account.passwordChangedAt?.iso,
            informations: Dictionary(
                uniqueKeysWithValues: DetailField.texts.compactMap { field in
                    details[field].map { (field.rawValue, $0) }
                }),
            notifications: (try store.preferences.find(viewer.account)?.preferences ?? .standard).sentence,
            changements: changes.map { change in
                Information.Change(
                    champ: change.field.rawValue, avant: change.old, apres: change.new,
                    par: change.changedBy == viewer.account ? "vous" : "CLO", le: change.changedAt.iso)
            },
            sessions: sessions.map {
                Information.Session(
                    debut: $0.startedAt.iso, derniereVisite: $0.seenAt.iso, adresse: $0.address,
                    navigateur: $0.userAgent)
            },
            demandeEffacement: try store.erasures.latest(of: viewer.account, visibleTo: viewer).map {
                Information.Erasure(
                    le: $0.requestedAt.iso, motif: $0.reason, reponseLe: $0.handledAt?.iso, reponse: $0.answer)
            })
    }

    private func addJournal(to zip: ZipWriter) throws {
        try zip.add("journal.json", at: now) { write in
            try write(Array("[".utf8))
            var last: PersonalDataStore.Entry?
            while true {
                let entries = try store.personalData.journal(
                    of: viewer.account, after: last, limit: Self.journalBatchSize, visibleTo: viewer)
                for entry in entries {
                    try write(Array((last == nil ? "\n" : ",\n").utf8))
                    last = entry
                    try write(
                        try Self.json(
                            JournalLine(
                                le: entry.happenedAt.iso,
                                quoi: JournalKind(rawValue: entry.kind)?.label ?? entry.kind,
                                par: entry.isOwnAct ? "vous" : "CLO", objet: entry.object, detail: entry.detail,
                                adresse: entry.address, navigateur: entry.userAgent)))
                }
                if entries.count < Self.journalBatchSize { break }
            }
            try write(Array("\n]\n".utf8))
        }
    }

    // MARK: Contracts

    private func addContracts(to zip: ZipWriter) throws {
        var lines: [ContractLine] = []
        var names = Set<String>()
        for contract in try store.contracts.list(of: viewer.account, visibleTo: viewer) {
            let name = "contrats/\(Self.unique(contract.fileName, among: &names))"
            let isThere = try zip.add(name, file: "\(dataFolder)/\(contract.path)", at: contract.addedAt)
            lines.append(
                ContractLine(
                    intitule: contract.title, signeLe: contract.signedOn.iso,
                    chantier: contract.worksite?.description, ajouteLe: contract.addedAt.iso,
                    fichier: isThere ? name : nil))
        }
        try add(lines, as: "contrats.json", to: zip)
    }

    /// Two contracts of one title and day are two files.
    private static func unique(_ name: String, among names: inout Set<String>) -> String {
        var candidate = name
        var number = 2
        while !names.insert(candidate.lowercased()).inserted {
            candidate = "\(name.dropLast(4)) (\(number)).pdf"
            number += 1
        }
        return candidate
    }

    // MARK: Sheets

    private func addSheet(_ code: WorksiteCode, to zip: ZipWriter, _ advance: () -> Void) throws {
        guard
            let contents = try store.exports.contents(
                of: code, from: nil, before: nil, number: nil, visibleTo: viewer),
            let header = try store.sheets.overview(of: contents.sheet, since: nil, visibleTo: viewer)?.header
        else { return }
        let folder = "fiches/\(code)"
        var photos: [(name: String, photo: Photo)] = []
        try zip.add("\(folder)/fiche.json", at: now) { write in
            // The header is an object; the publications go into it one by one.
            try write(try Self.json(SheetHeader(header)).dropLast())
            try write(Array(",\"publications\":[".utf8))
            var isFirst = true
            for batch in Self.batches(of: contents.publications.map(\.id)) {
                for publication in try publications(batch) {
                    try write(Array((isFirst ? "\n" : ",\n").utf8))
                    isFirst = false
                    try write(try Self.json(publication.line))
                    photos += publication.photos
                }
            }
            try write(Array("\n]}\n".utf8))
        }
        // Photos come by publication: as many steps as there are publications, whatever each has.
        var written = 0
        for (index, entry) in photos.enumerated() {
            guard let size = entry.photo.renditions.last else { continue }
            let source = "\(dataFolder)/photos/\(entry.photo.name)/\(size).\(entry.photo.fileExtension.rawValue)"
            _ = try zip.add("\(folder)/\(entry.name)", file: source, at: entry.photo.capturedAt ?? now)
            let due = contents.publications.count * (index + 1) / photos.count
            while written < due {
                advance()
                written += 1
            }
        }
        for _ in written..<max(written, contents.publications.count) { advance() }
    }

    private static func batches(of ids: [Publication.ID]) -> [[Publication.ID]] {
        stride(from: 0, to: ids.count, by: batchSize).map { Array(ids[$0..<min($0 + batchSize, ids.count)]) }
    }

    /// - Returns: in the order asked for; those that were deleted meanwhile are left out.
    private func publications(
        _ ids: [Publication.ID]
    ) throws -> [(line: PublicationLine, photos: [(name: String, photo: Photo)])] {
        let found = try store.publications.find(ids, visibleTo: viewer)
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        let threads = try store.comments.threads(of: ids, visibleTo: viewer)
        let photos = try store.photos.photos(of: ids, visibleTo: viewer)
        return try ids.compactMap { byID[$0] }.map { publication in
            let named = (photos[publication.id] ?? []).enumerated().map { index, photo in
                (name: "photos/\(publication.number)-\(index + 1).\(photo.fileExtension.rawValue)", photo: photo)
            }
            let line = try PublicationLine(
                publication, thread: threads[publication.id] ?? CommentThread([]), photos: named)
            return (line, named)
        }
    }

    // MARK: JSON

    private func add(_ value: some Encodable, as name: String, to zip: ZipWriter) throws {
        try zip.add(name, at: now) { write in
            try write(try Self.json(value, isPretty: true))
            try write(Array("\n".utf8))
        }
    }

    private static func json(_ value: some Encodable, isPretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return Array(try encoder.encode(value))
    }
}
