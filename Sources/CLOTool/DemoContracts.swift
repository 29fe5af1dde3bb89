import CLOModel
import CLOSecurity
import CLOStore
import Foundation

/// Lays the contracts of the demonstration into the data folder, as an employee would have uploaded them (S4).
struct DemoContracts {
    let installation: Installation
    /// `demo/contrats`
    let folder: String
    let employee: Account.ID
    let now: Instant

    /// One document, as `personnes.json` tells it.
    struct Entry: Decodable {
        let client: String
        let chantier: String?
        let intitule: String
        /// Days before the loading, negative as all of the demonstration's.
        let signeJours: Int
        let fichier: String
        let pages: Int
    }

    func add(_ entry: Entry, of client: Account.ID) throws {
        guard let bytes = DataFile.read("\(folder)/\(entry.fichier)") else {
            throw DemoFailure("contrat \(entry.fichier)")
        }
        let signed = now + .days(entry.signeJours)
        let name = Base64URL.encode(Randomness.bytes(18))
        let place = "\(installation.configuration.dataFolder)/contrats"
        try DataFile.makeFolder(place)
        try DataFile.write(bytes, to: "\(place)/\(name).pdf")
        let outcome = try installation.store.contracts.add(
            .init(
                title: entry.intitule, signedOn: ParisTime(signed).date,
                worksite: entry.chantier.flatMap { WorksiteCode($0) }),
            .init(name: name, byteCount: bytes.count, pageCount: entry.pages), of: client, by: employee,
            at: signed + .days(1))
        guard outcome == .done else { throw DemoFailure("contrat \(entry.intitule)") }
    }
}
