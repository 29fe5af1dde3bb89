import CLOModel
import CLOSecurity
import CLOStore
import Glibc

/// A contract's file on its way: pieces of at most 96 KiB, since many web servers take no more in one request.
///
/// Its state is the file itself: what is there is what was received, and a piece is taken only where the file ends.
/// So a cut connection goes on where it stopped, and a piece that comes twice changes nothing. `clo purge` takes away
/// what nobody finished.
struct ContractUpload {
    let name: String
    private let path: String

    static func newName() -> String { Base64URL.encode(Randomness.bytes(18)) }

    /// - Throws: ``BadRequest`` when no form of ours has this name.
    init(_ name: String, by person: SignedIn) throws {
        guard Route.isFileName(name) else { throw BadRequest("Ce formulaire est incomplet. Rechargez la page.") }
        self.name = name
        try DataFile.makeFolder(Self.folder(person))
        path = Self.path(name, by: person)
    }

    private static func folder(_ person: SignedIn) -> String {
        "\(person.responder.configuration.dataFolder)/envois/contrats"
    }

    /// Somebody else's of the same name is another file.
    private static func path(_ name: String, by person: SignedIn) -> String {
        "\(folder(person))/\(person.viewer.account.rawValue)-\(name)"
    }

    /// Whether anything came under this name. Unlike making a value of this type, asking makes no folder.
    static func isWaiting(_ name: String, by person: SignedIn) -> Bool {
        size(of: path(name, by: person)) > 0
    }

    /// Bytes that are there, from the first on.
    var received: Int { Self.size(of: path) }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    func replace(with bytes: [UInt8]) throws {
        forget()
        try DataFile.write(bytes, to: path)
    }

    func forget() {
        unlink(path)
    }

    // MARK: Pieces

    /// Takes one piece. The answer says how much is there now; 409 when the piece begins elsewhere.
    static func submit(_ person: SignedIn) throws -> Response {
        let query = person.request.query
        let upload = try ContractUpload(query.required("nom"), by: person)
        let start = try query.number("debut", in: 0...1_000_000_000)
        guard start + person.request.body.count <= person.responder.settings().contractLimit else {
            upload.forget()
            return .json(.object([("erreur", .text(ContractForm.tooLarge(person)))]), status: .contentTooLarge)
        }
        let isTaken = try upload.append(person.request.body, at: start)
        return .json(.object([("recu", .number(upload.received))]), status: isTaken ? .ok : .conflict)
    }

    /// - Returns: whether the piece began where the file ended.
    private func append(_ bytes: [UInt8], at start: Int) throws -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw DataFile.WriteFailure(path: path, code: errno) }
        defer { close(file) }
        // Two requests with the same piece: the second waits, then finds the file longer.
        guard flock(file, LOCK_EX) == 0 else { throw DataFile.WriteFailure(path: path, code: errno) }
        var status = stat()
        guard fstat(file, &status) == 0, Int(status.st_size) == start else { return false }
        do throws(UploadFile.Failure) {
            try UploadFile.put(bytes, at: start, of: file)
        } catch {
            // Half a piece would be taken for what was sent.
            ftruncate(file, off_t(start))
            throw error
        }
        return true
    }

    // MARK: The check

    enum Checked {
        /// - Parameter removed: what the PDF could have done, in words.
        case accepted(ContractStore.File, removed: [String])
        case refused(String)
    }

    /// Has the tool look at it and write the harmless file to its place: whole and safely stored before a row names it.
    func check(_ contractName: String, _ person: SignedIn) throws -> Checked {
        let configuration = person.responder.configuration
        let folder = "\(configuration.dataFolder)/contrats"
        try DataFile.makeFolder(folder)
        let place = "\(folder)/\(contractName).pdf"
        let aside = "\(place).\(getpid()).partial"
        defer { unlink(aside) }
        let lines = try ChildProcess.run(
            configuration.toolFile, ["contract", path, "--out", aside], patience: .seconds(60)
        ).lines
        if let refusal = lines["refus"] { return .refused(refusal) }
        guard let pages = lines["pages"].flatMap({ Int($0) }) else {
            // The tool was ended by a limit: no contract needs so much.
            Log.write("contract-check-failed", ["account": "\(person.viewer.account.rawValue)"])
            return .refused(
                "Ce PDF n’a pas pu être vérifié. Enregistrez-le de nouveau, par exemple en l’imprimant en PDF.")
        }
        let size = try DataFile.settle(aside, at: place)
        return .accepted(.init(name: contractName, byteCount: size, pageCount: pages), removed: lines.all("retire"))
    }
}
