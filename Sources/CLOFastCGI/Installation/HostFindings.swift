import CLOModel
import CLOStore

/// What there is to say of the host: what this process knows of how it is run, and what `clo doctor` finds, started as
/// the child process that photos and letters will need as well.
enum HostFindings {
    struct Finding: Hashable {
        enum Level: String {
            case good = "OK"
            case warning = "ATTENTION"
            case bad = "ERREUR"
        }

        var level: Level
        var subject: String
        var sentence: String
        var remedy: String?
    }

    /// The doctor asks a mail server and others as well; each has a few seconds.
    private static let patience = Duration.seconds(30)

    static func all(_ visitor: Visitor) -> [Finding] {
        [way(visitor), encryption(visitor), place(visitor)].compactMap { $0 } + doctor(visitor)
    }

    private static func way(_ visitor: Visitor) -> Finding {
        visitor.responder.servesOnce
            ? Finding(
                level: .good, subject: "Mode", sentence: "CGI\u{A0}: un processus par page.",
                remedy: "FastCGI est plus rapide, si l’hébergeur l’offre\u{A0}; rien d’autre ne change.")
            : Finding(level: .good, subject: "Mode", sentence: "FastCGI.")
    }

    private static func encryption(_ visitor: Visitor) -> Finding {
        visitor.request.isSecure
            ? Finding(level: .good, subject: "HTTPS", sentence: "cette page est arrivée chiffrée.")
            : Finding(
                level: .bad, subject: "HTTPS", sentence: "cette page est arrivée en clair.",
                remedy: "Activez le certificat du domaine dans le panneau, puis revenez par https://. "
                    + "Si c’est déjà le cas, le serveur web ne le dit pas au programme\u{A0}: "
                    + "voyez le guide d’hébergement.")
    }

    /// A folder outside of what the web server serves cannot be fetched by its address.
    private static func place(_ visitor: Visitor) -> Finding? {
        let subject = "Dossier des données"
        guard let root = visitor.request.documentRoot.flatMap(SystemPath.resolved),
            let folder = SystemPath.resolved(visitor.responder.configuration.dataFolder)
        else { return nil }
        guard folder == root || folder.hasPrefix("\(root)/") else {
            return Finding(level: .good, subject: subject, sentence: "hors de ce que sert le serveur web.")
        }
        return Finding(
            level: .warning, subject: subject, sentence: "à l’intérieur de ce que sert le serveur web.",
            remedy: "Placez-le au-dessus, ou vérifiez que son adresse répond 403 ou 404 (fichier .htaccess).")
    }

    // MARK: A letter

    static func trialLetter(to address: EmailAddress, _ visitor: Visitor) -> Finding {
        let subject = "Lettre d’essai"
        do {
            let outcome = try ChildProcess.run(
                visitor.responder.configuration.toolFile, ["doctor", "--lignes", "--lettre=\(address)"],
                patience: patience)
            let findings = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").compactMap(finding)
            return findings.first
                ?? Finding(level: .bad, subject: subject, sentence: "le programme clo s’est arrêté avant la fin.")
        } catch {
            Log.write("trial-letter-not-started", ["error": "\(error)"])
            return Finding(
                level: .bad, subject: subject, sentence: "le programme clo ne démarre pas\u{A0}: \(error.reason).")
        }
    }

    // MARK: The doctor

    private static func doctor(_ visitor: Visitor) -> [Finding] {
        let program = visitor.responder.configuration.toolFile
        let subject = "Processus fils"
        let remedy =
            "Il doit être exécutable (chmod 755), et l’hébergeur permettre de lancer des programmes. "
            + "Sans lui, ni photos, ni PDF, ni messages."
        let outcome: ChildProcess.Outcome
        do {
            outcome = try ChildProcess.run(program, ["doctor", "--lignes"], patience: patience)
        } catch {
            Log.write("doctor-not-started", ["error": "\(error)"])
            return [
                Finding(
                    level: .bad, subject: subject, sentence: "le programme clo ne démarre pas\u{A0}: \(error.reason).",
                    remedy: remedy)
            ]
        }
        let findings = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").compactMap(finding)
        guard case .exited(let code) = outcome.status, !findings.isEmpty else {
            return findings + [
                Finding(
                    level: .bad, subject: subject, sentence: "le programme clo s’est arrêté avant la fin.",
                    remedy: remedy)
            ]
        }
        // 1 tells that it found something wrong, which stands in its lines.
        return [
            Finding(
                level: code <= 1 ? .good : .warning, subject: subject,
                sentence: "le programme clo démarre\(code <= 1 ? "" : " (code \(code))").")
        ] + findings
    }

    /// A line of `clo doctor --lignes`: level, subject, sentence and remedy, with tabs between them.
    static func finding(_ line: Substring) -> Finding? {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let level = Finding.Level(rawValue: parts[0]) else { return nil }
        return Finding(level: level, subject: parts[1], sentence: parts[2], remedy: parts[3].nonEmpty)
    }
}
