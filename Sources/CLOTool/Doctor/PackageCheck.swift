import CLOSecurity
import CLOStore
import Foundation

/// The package as it was unpacked: every file whole, programs that may be started, on a disk and a processor that start
/// them. Uploads by FTP lose files, bytes and execute bits.
struct PackageCheck {
    /// Folder of the running program.
    let programFolder: String

    private static let subject = "Paquet"
    /// `ST_NOEXEC` of Linux, which Swift's map of glibc leaves out.
    private static let noexec: UInt = 8

    func findings() -> [Finding] {
        [processor, disk, contents].compactMap { $0 }
    }

    /// The package holds programs for one kind of processor; other builds have no list of contents.
    private var processor: Finding? {
        var system = utsname()
        guard uname(&system) == 0 else { return nil }
        let machine = withUnsafeBytes(of: &system.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard root != nil, machine != "x86_64" else { return nil }
        return .bad(
            Self.subject, "cet hébergement a un processeur \(machine), le paquet est fait pour x86_64.",
            remedy: "Demandez à l’hébergeur un serveur x86_64 (Intel ou AMD).")
    }

    /// The doctor itself has been started by the loader then; the responder may not be.
    private var disk: Finding? {
        var status = statvfs()
        guard statvfs(programFolder, &status) == 0, status.f_flag & Self.noexec != 0 else { return nil }
        return .bad(
            Self.subject, "le disque de \(programFolder) ne laisse lancer aucun programme (noexec).",
            remedy: "Demandez à l’hébergeur un dossier où lancer des programmes, souvent cgi-bin.")
    }

    private var contents: Finding? {
        guard let root, let list = DataFile.read("\(root)/contenu.sha256") else { return nil }
        var (missing, changed, closed): ([String], [String], [String]) = ([], [], [])
        var count = 0
        for line in String(decoding: list, as: UTF8.self).split(separator: "\n") {
            // « HASH  NAME », as sha256sum writes it.
            guard let gap = line.range(of: "  ") else { continue }
            let (expected, name) = (line[..<gap.lowerBound], String(line[gap.upperBound...]))
            count += 1
            guard let bytes = DataFile.read("\(root)/\(name)") else {
                missing.append(name)
                continue
            }
            if Digest.sha256(bytes).map({ String(format: "%02x", $0) }).joined() != expected { changed.append(name) }
            if Self.isProgram(name), access("\(root)/\(name)", X_OK) != 0 { closed.append(name) }
        }
        guard missing.isEmpty, changed.isEmpty else {
            let names = Self.first(missing.map { "\($0) (absent)" } + changed.map { "\($0) (modifié)" })
            return .bad(
                Self.subject, "des fichiers ne sont pas arrivés comme ils sont partis\u{A0}: \(names).",
                remedy: "Envoyez de nouveau le paquet, en mode binaire, puis décompressez-le sur l’hébergement.")
        }
        guard closed.isEmpty else {
            return .bad(
                Self.subject, "ces programmes ont perdu le droit d’être lancés\u{A0}: \(Self.first(closed)).",
                remedy: "Donnez-leur les droits 755 dans le gestionnaire de fichiers.")
        }
        return .good(Self.subject, "\(count) fichiers, tous entiers.")
    }

    /// The package's folder: it holds `bin/clo`, and `lib/programmes/clo`, which is what runs.
    private var root: String? {
        ["\(programFolder)/..", "\(programFolder)/../.."].first { access("\($0)/contenu.sha256", R_OK) == 0 }
    }

    private static func isProgram(_ name: String) -> Bool {
        name.hasPrefix("bin/") || name.hasPrefix("lib/programmes/") || name.hasPrefix("lib/ld-")
            || name.hasSuffix(".fcgi")
    }

    private static func first(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " et \(names.count - 5) autres" : "")
    }
}
