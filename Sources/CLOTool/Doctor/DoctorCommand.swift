import ArgumentParser
import CLOModel
import CLOStore
import Foundation

/// Looks at everything that an installation needs, and says what is wrong and what to do.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Examine l’installation : ce qui va, ce qui ne va pas, et que faire.",
        discussion: """
            À lancer avec le compte sous lequel tourne le site. Avec --url, interroge aussi le site en marche, et trouve \
            comment le serveur web peut envoyer lui-même les photos et les documents (CLO_SENDFILE). Rien n’est \
            modifié. Avec --lettre, envoie une lettre d’essai et ne fait que cela. Le code de sortie est 1 s’il y a une \
            erreur, 0 sinon.
            """)

    @Option(help: ArgumentHelp("L’adresse du site : https://www.exemple.fr", valueName: "adresse"))
    var url: String?

    @Option(
        name: .customLong("prefixe"),
        help: ArgumentHelp(
            "L’emplacement interne de nginx à essayer, s’il n’est pas déjà dans CLO_SENDFILE.", valueName: "chemin"))
    var prefix = "/prive"

    @Option(help: ArgumentHelp("Envoie une lettre d’essai à cette adresse.", valueName: "courriel"))
    var lettre: String?

    @Flag(help: "Écrit du JSON, pour un programme.")
    var json = false

    /// For the page of installation, which reads no JSON (HostFindings of the responder).
    @Flag(name: .customLong("lignes"), help: .hidden)
    var writesLines = false

    func validate() throws {
        if let url, SiteAddress(url) == nil {
            throw ValidationError("--url veut une adresse comme https://www.exemple.fr, sans rien après.")
        }
        if let lettre, EmailAddress(typed: lettre) == nil {
            throw ValidationError("--lettre veut une adresse comme claire.olivier@exemple.fr.")
        }
        guard SendFile(setting: "x-accel-redirect \(prefix)") != nil else {
            throw ValidationError("--prefixe veut un chemin comme /prive.")
        }
    }

    func run() throws {
        var isWell = true
        var isFirst = true
        for finding in findings() {
            // At once: the next may take its time.
            let separator = json ? (isFirst ? "[" : ",") : ""
            let text = json ? finding.json : writesLines ? finding.line : finding.text
            try FileHandle.standardOutput.write(contentsOf: Data("\(separator)\(text)\n".utf8))
            isFirst = false
            isWell = isWell && finding.level != .bad
        }
        if json { try FileHandle.standardOutput.write(contentsOf: Data("]\n".utf8)) }
        guard isWell else { throw ExitCode.failure }
    }

    /// In the order in which one thing needs another.
    private func findings() -> AnySequence<Finding> {
        let configuration: Configuration
        do {
            configuration = try Configuration.load()
        } catch {
            return AnySequence([
                .bad(
                    "Configuration", "\(error).", remedy: "Corrigez clo.conf ; le guide d’hébergement dit ses lignes.")
            ])
        }
        SitePaths.install(configuration.web.paths)
        if let address = lettre.flatMap({ EmailAddress(typed: $0) }) {
            return AnySequence([TrialLetter(configuration: configuration, address: address).finding()])
        }
        var checks: [() -> [Finding]] = [
            { HostCheck(configuration: configuration).findings() },
            { DatabaseCheck(configuration: configuration).findings() },
            { ServerCheck(configuration: configuration).findings() },
            { PackageCheck(programFolder: Program.running.folder).findings() },
            { ToolCheck(configuration: configuration).findings() },
            { MessagingCheck(configuration: configuration).findings() },
        ]
        if let address = configuration.messaging?.site {
            checks.append { CertificateCheck(site: address).findings() }
        }
        if let site = url.flatMap({ SiteAddress($0) }) {
            checks.append {
                SiteCheck(configuration: configuration, site: site, prefix: self.prefix).findings()
            }
        }
        return AnySequence(checks.lazy.flatMap { $0() })
    }
}
