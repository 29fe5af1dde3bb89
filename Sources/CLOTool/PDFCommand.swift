import ArgumentParser
import CLODocuments
import CLOModel
import CLOStore
import Foundation

/// Prints a sheet (S17). The responder runs it as a child; people may as well.
struct PDFCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pdf", abstract: "Exporte une fiche d’avancement en PDF, prête à imprimer.",
        discussion: """
            Les publications sont en ordre chronologique, avec leurs photos et leurs commentaires. Sans --du ni --au, \
            la fiche entière.
            """)

    @Argument(help: "Identifiant du chantier, par exemple CH-2026-014.")
    var code: String

    @Option(help: ArgumentHelp("Le fichier à écrire ; « - » pour la sortie standard.", valueName: "fichier"))
    var out: String

    @Option(name: .customLong("du"), help: "Premier jour, AAAA-MM-JJ.")
    var from: String?

    @Option(name: .customLong("au"), help: "Dernier jour, AAAA-MM-JJ.")
    var to: String?

    @Option(name: .customLong("numero"), help: "Une seule publication.")
    var number: Int?

    @Flag(name: .customLong("sans-commentaires"), help: "Sans les commentaires.")
    var withoutComments = false

    @Flag(name: .customLong("sans-photos"), help: "Sans les photos.")
    var withoutPhotos = false

    @Option(name: .customLong("par"), help: "Le nom de qui fait l’export, tel qu’il sera imprimé.")
    var by = "CLO"

    @Flag(
        name: .customLong("avancement"),
        help: "Écrit sur la sortie standard une ligne « fait total » chaque fois qu’il y a du nouveau.")
    var showsProgress = false

    func validate() throws {
        guard WorksiteCode(code) != nil else {
            throw ValidationError("« \(code) » n’est pas un identifiant de chantier.")
        }
        guard !showsProgress || out != "-" else {
            throw ValidationError("--avancement et --out - écriraient tous deux sur la sortie standard.")
        }
        if let from = try day(from), let to = try day(to), from > to {
            throw ValidationError("La période finit avant de commencer.")
        }
    }

    func run() throws {
        try ProcessLimits.document.set()
        guard let code = WorksiteCode(code) else { throw ExitCode.validationFailure }
        let installation = try Installation()
        let folder = "\(installation.configuration.dataFolder)/pdf"
        try DataFile.makeFolder(folder)
        let fonts = installation.configuration.fontFolder
        try Fonts.use(folder: fonts, cacheFolder: "\(folder)/polices")

        let parts = SheetDocument.Parts(
            from: try day(from), to: try day(to), number: number, includesComments: !withoutComments,
            includesPhotos: !withoutPhotos)
        // One snapshot: what is published meanwhile must not stand in the second half of the work alone.
        try installation.store.database.transaction { _ in
            guard
                let sheet = try StoredSheet(
                    code, parts, export: .init(at: .now(), by: by), store: installation.store,
                    dataFolder: installation.configuration.dataFolder)
            else { throw ValidationError("Rien à exporter : pas de telle fiche, ou pas de telle publication.") }
            try print(
                sheet,
                with: try SheetPrinter(fontFolder: fonts, company: try Company(installation)),
                folder: folder)
        }
    }

    private func print(_ sheet: StoredSheet, with printer: SheetPrinter, folder: String) throws {
        guard out == "-" else {
            // Whole or not there.
            let aside = "\(out).\(getpid()).partial"
            defer { unlink(aside) }
            try printer.print(sheet.document, sheet, to: aside, progress: report)
            guard rename(aside, out) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
            return
        }
        let file = "\(folder)/.sortie-\(getpid()).pdf"
        defer { unlink(file) }
        try printer.print(sheet.document, sheet, to: file)
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
            try FileHandle.standardOutput.write(contentsOf: piece)
        }
    }

    /// Some hundred times in all.
    private func report(_ done: Int, of total: Int) {
        guard showsProgress, done == total || done % max(1, total / 100) == 0 else { return }
        let line = Data("\(done) \(total)\n".utf8)
        // Nobody reads it any more: that is no reason to stop.
        try? FileHandle.standardOutput.write(contentsOf: line)
    }

    private func day(_ text: String?) throws -> Day? {
        guard let text else { return nil }
        guard let day = Day(iso: text) else { throw ValidationError("« \(text) » n’est pas une date (AAAA-MM-JJ).") }
        return day
    }
}
