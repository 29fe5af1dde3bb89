import CLOModel
import CLOStore

/// The document of a contract, to its client and to employees (S4).
///
/// Nothing of it runs in our pages' name: the type is ours and not guessed, a document that is saved is sandboxed,
/// and one that is read gets the policy that a browser's own viewer needs (ASVS 1.12.2, 12.5.2).
enum SendContract {
    static func send(_ person: SignedIn, name: String, as kind: ContentDisposition.Kind) throws -> Response {
        guard let contract = try person.store.contracts.find(name: name, visibleTo: person.viewer) else {
            throw Refusal.notFound
        }
        try person.require(.seeContracts(of: contract.client))
        let path = "\(person.responder.configuration.dataFolder)/\(contract.path)"
        guard let file = OpenFile(path) else { throw DocumentMissing(path: path) }
        // Who took what out, and when (ASVS 8.3.5). Parts of a document that is already being read are not told again.
        if person.request.rangeHeader.isEmpty {
            Log.write(
                "contract-sent",
                [
                    "account": "\(person.viewer.account.rawValue)", "address": person.request.remoteAddress,
                    "contract": "\(contract.id.rawValue)",
                ])
        }
        let policy = kind == .inline ? SecurityHeaders.printedPolicy : SecurityHeaders.documentPolicy
        return FileAnswer(
            file: file, type: "application/pdf",
            // A name belongs to one content for good.
            tag: "\"\(contract.name)\"",
            headers: [
                ("Cache-Control", "private, no-cache"),
                ("Content-Disposition", ContentDisposition(kind: kind, fileName: contract.fileName).header),
                ("Content-Security-Policy", policy),
            ]
        ).response(to: person.request)
    }
}

/// The database names a file that is not there: something of ours is broken, and the log must say which.
struct DocumentMissing: Error, CustomStringConvertible {
    let path: String

    var description: String { "no such file in the data folder: \(path)" }
}
