import CLOMessaging
import CLOModel
import CLOStore

/// The site as browsers meet it: does it answer, do photos get through, and may the web server be asked to send files.
struct SiteCheck {
    let configuration: Configuration
    let site: SiteAddress
    /// Of an internal location of nginx, for want of one in the configuration.
    let prefix: String

    private let client = SiteClient(timeout: .seconds(20))
    private var paths: SitePaths { configuration.web.paths }

    /// As large as the pieces in which photos come (Uploads.pieceLimit).
    private static let piece = 96 << 10

    init(configuration: Configuration, site: SiteAddress, prefix: String) {
        self.configuration = configuration
        self.site = site
        self.prefix = prefix
    }

    func findings() -> [Finding] {
        do {
            let status = try client.get("\(site)\(paths.client)/connexion").status
            guard !(300..<400).contains(status) else {
                return [
                    .bad(
                        "Site", "\(site) renvoie à une autre adresse (réponse \(status)).",
                        remedy: "Donnez celle que montre le navigateur, souvent avec https ou www.")
                ]
            }
            guard status == 200 else {
                return [
                    .bad(
                        "Site", "la page de connexion répond \(status).",
                        remedy: "Voyez le journal d’erreurs du serveur web, et ses règles pour \(paths.client)/.")
                ]
            }
            guard try isOurs() else {
                return [
                    .bad(
                        "Site", "\(site) répond, mais avec un autre dossier de données que celui-ci.",
                        remedy: "Vérifiez l’adresse, et que le site et cette commande lisent le même clo.conf.")
                ]
            }
            return [.good("Site", "\(site) répond."), try requests(), try sending()]
        } catch let failure as SiteClient.Failure {
            return [
                .bad(
                    "Site", "\(site) ne répond pas\u{A0}: \(failure).",
                    remedy: "Vérifiez l’adresse, le certificat, et que le serveur web est en marche.")
            ]
        } catch {
            return [
                .bad(
                    "Site", "aucun essai n’a pu être fait\u{A0}: \(error).",
                    remedy: "Corrigez d’abord ce qui est dit des données.")
            ]
        }
    }

    // MARK: Requests

    /// Nobody is signed in here: a piece that gets through is answered 401.
    private func requests() throws -> Finding {
        let status = try client.post(
            [UInt8](repeating: 0, count: Self.piece),
            to: "\(site)\(paths.office)/fiches/CH-2000-001/envois/essai-essai?debut=0"
        ).status
        guard status == 401 else {
            return .bad(
                "Envois", "un morceau de photo de 96\u{A0}Kio est arrêté en chemin (réponse \(status)).",
                remedy: "La limite par requête doit être de 131\u{202F}072 octets au moins (FcgidMaxRequestLen, "
                    + "client_max_body_size), et aucun filtre ne doit refuser ces envois.")
        }
        return .good("Envois", "les morceaux de photos passent.")
    }

    // MARK: Sending

    private func sending() throws -> Finding {
        let subject = "Envoi des fichiers"
        let set = configuration.sendFile
        if set != .byUs, try !works(set) {
            return .bad(
                subject, "le serveur web ne suit pas CLO_SENDFILE = \(set.setting)\u{A0}: les photos arrivent vides.",
                remedy: try possible().map { "Mettez CLO_SENDFILE = \($0.setting)." } ?? "Mettez CLO_SENDFILE = non.")
        }
        if set != .byUs { return .good(subject, "\(set.setting), et le serveur web le fait.") }
        guard let better = try possible() else {
            return .good(subject, "par le programme\u{A0}; ce serveur web n’offre pas mieux.")
        }
        return .good(
            subject, "par le programme.",
            advice: "Le serveur web peut s’en charger\u{A0}: mettez CLO_SENDFILE = \(better.setting).")
    }

    private func possible() throws -> SendFile? {
        try [.xSendfile, .xAccelRedirect(prefix: prefix)].first(where: works)
    }

    private func isOurs() throws -> Bool {
        try works(.byUs)
    }

    /// Whether a file that is to be sent by this method arrives.
    private func works(_ method: SendFile) throws -> Bool {
        let trial = try SendFileTrial(of: method, dataFolder: configuration.dataFolder)
        defer { trial.remove() }
        let answer = try client.get("\(site)\(paths.client)/essai/\(trial.name)")
        return answer.status == 200 && answer.body == trial.content
    }
}
