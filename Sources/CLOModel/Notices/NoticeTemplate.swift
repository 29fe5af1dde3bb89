/// The words of one kind of message, which an administrator may change. What is the same for all of them (colours,
/// logo, quotation, photos, button, foot) is no part of it.
public struct NoticeTemplate: Hashable, Sendable {
    public var subject: String
    /// What stands above the quotation: plain text, blank lines part paragraphs. Its first line is the preview line
    /// that mail programs show beside the subject.
    public var text: String
    /// Empty for what is never told by SMS.
    public var sms: String

    public init(subject: String, text: String, sms: String) {
        self.subject = subject
        self.text = text
        self.sms = sms
    }

    /// What there is to say. The raw value is the name in addresses and in the database.
    public enum Name: String, Hashable, Sendable, CaseIterable {
        case publication = "publication"
        /// A client's comment, to the employee who wrote the publication.
        case clientComment = "commentaire-client"
        /// An employee's comment, to the client.
        case employeeComment = "commentaire-clo"
        /// More than one event of a sheet.
        case several = "plusieurs"
        case digest = "resume"
        case passwordChanged = "mot-de-passe"
        /// The e-mail address, or a telephone number: to the address that was known before (ASVS 2.2.3).
        case contactChanged = "coordonnees"
        case newDevice = "nouvel-appareil"
        case activation = "activation"
        case recovery = "oubli"
        /// Anything else that changed the safety of the account, told by ``Field/event``.
        case security = "securite"

        /// « Nouvelle publication »
        public var title: String {
            switch self {
            case .publication: return "Nouvelle publication"
            case .clientComment: return "Commentaire du client"
            case .employeeComment: return "Commentaire de CLO"
            case .several: return "Plusieurs nouveautés d’un chantier"
            case .digest: return "Résumé du jour"
            case .passwordChanged: return "Mot de passe changé"
            case .contactChanged: return "Coordonnées changées"
            case .newDevice: return "Connexion depuis un nouvel appareil"
            case .activation: return "Activation du compte"
            case .recovery: return "Mot de passe oublié"
            case .security: return "Sécurité du compte"
            }
        }

        /// Of security: always sent, whatever the person's preferences, and by e-mail only.
        public var isSecurity: Bool {
            switch self {
            case .publication, .clientComment, .employeeComment, .several, .digest: return false
            case .passwordChanged, .contactChanged, .newDevice, .activation, .recovery, .security: return true
            }
        }

        /// What a text of this name may be filled with.
        public var fields: [Field] {
            switch self {
            case .publication, .clientComment, .employeeComment:
                return [.recipient, .author, .worksite, .code, .number, .date, .excerpt, .link]
            case .several: return [.recipient, .worksite, .code, .count, .link]
            case .digest: return [.recipient, .count, .link]
            case .passwordChanged: return [.recipient, .date]
            case .contactChanged: return [.recipient, .date, .changes]
            case .newDevice: return [.recipient, .date, .device]
            case .activation, .recovery: return [.recipient, .link]
            case .security: return [.recipient, .event, .date]
            }
        }

        /// Without which a message of this name would be of no use.
        var neededFields: [Field] {
            switch self {
            case .activation, .recovery: return [.link]
            case .security: return [.event]
            case .publication, .clientComment, .employeeComment, .several, .digest, .passwordChanged, .contactChanged,
                .newDevice:
                return []
            }
        }
    }

    /// A place in a template, written `{auteur}`.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        case recipient = "destinataire"
        case author = "auteur"
        case worksite = "chantier"
        case code = "code"
        /// « 12 » or « 12.3 » (B1).
        case number = "numero"
        case count = "nombre"
        case date = "date"
        /// The first words of what was written.
        case excerpt = "extrait"
        case link = "lien"
        case device = "appareil"
        /// « Les codes à usage unique de votre compte ont été activés »
        case event = "evenement"
        /// « courriel, mobile »
        case changes = "changements"
    }

    public typealias Values = [Field: String]

    /// One of a template's texts, with its places filled. A place without a value stays empty.
    public static func fill(_ text: String, _ values: Values) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = rest[rest.index(after: open)..<close]
            if let field = Field(rawValue: String(name)) {
                filled += values[field] ?? ""
            } else {
                filled += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

// MARK: - What an administrator types

extension NoticeTemplate {
    public static let subjectLimit = 150
    public static let textLimit = 2_000
    public static let smsLimit = 300

    /// What is wrong, by field of the form: `objet`, `texte`, `sms`.
    public struct Refused: Error, Hashable, Sendable {
        public let errors: [String: String]
    }

    /// - Throws: ``Refused`` when a text is missing or too long, or names a place that this message does not have.
    public init(typed name: Name, subject: String, text: String, sms: String) throws(Refused) {
        var errors: [String: String] = [:]
        var line = ""
        do {
            line = try LineText(typed: subject, limit: Self.subjectLimit).text
            if line.isEmpty { errors["objet"] = "L’objet ne peut pas être vide." }
        } catch {
            errors["objet"] = error.sentence
        }
        let text = CommentText.cleaned(text)
        if text.isEmpty {
            errors["texte"] = "Le texte ne peut pas être vide."
        } else if text.unicodeScalars.count > Self.textLimit {
            errors["texte"] = "Ce texte est trop long\u{A0}: \(Self.textLimit)\u{A0}caractères au plus."
        }
        let sms = name.isSecurity ? "" : CommentText.cleaned(sms)
        if sms.isEmpty && !name.isSecurity {
            errors["sms"] = "Le SMS ne peut pas être vide."
        } else if sms.unicodeScalars.count > Self.smsLimit {
            errors["sms"] = "Ce SMS est trop long\u{A0}: \(Self.smsLimit)\u{A0}caractères au plus."
        }
        for (key, typed) in [("objet", line), ("texte", text), ("sms", sms)] where errors[key] == nil {
            if let unknown = Self.places(in: typed).first(where: { !name.knows($0) }) {
                errors[key] = "«\u{A0}{\(unknown)}\u{A0}» n’existe pas dans ce message."
            }
        }
        for needed in name.neededFields where errors["texte"] == nil && !text.contains("{\(needed.rawValue)}") {
            errors["texte"] = "Le texte doit contenir {\(needed.rawValue)}."
        }
        guard errors.isEmpty else { throw Refused(errors: errors) }
        self.init(subject: line, text: text, sms: sms)
    }

    private static func places(in text: String) -> [String] {
        text.split(separator: "{").dropFirst(text.hasPrefix("{") ? 0 : 1).compactMap { piece in
            piece.firstIndex(of: "}").map { String(piece[..<$0]) }
        }
    }
}

extension NoticeTemplate.Name {
    fileprivate func knows(_ place: String) -> Bool {
        fields.contains { $0.rawValue == place }
    }
}

// MARK: - The words of the house

extension NoticeTemplate {
    /// What is said until an administrator says otherwise.
    public static func standard(_ name: Name) -> NoticeTemplate {
        switch name {
        case .publication:
            return NoticeTemplate(
                subject: "Du nouveau sur votre chantier\u{A0}: {chantier}",
                text: "Bonjour {destinataire},\n\n{auteur} a publié l’avancement n°\u{A0}{numero} de votre chantier, "
                    + "le {date}.",
                sms: "CLO\u{A0}: du nouveau sur votre chantier {chantier} (n°\u{A0}{numero}). {lien}")
        case .clientComment:
            return NoticeTemplate(
                subject: "{auteur} a commenté\u{A0}: {chantier}",
                text: "Bonjour {destinataire},\n\n{auteur} a écrit un commentaire ({numero}) sous votre publication "
                    + "du chantier {code}, le {date}.",
                sms: "{auteur}, chantier {code}, commentaire {numero}\u{A0}: {extrait} {lien}")
        case .employeeComment:
            return NoticeTemplate(
                subject: "{auteur} vous a écrit\u{A0}: {chantier}",
                text: "Bonjour {destinataire},\n\n{auteur}, de CLO, a écrit un commentaire ({numero}) sur votre "
                    + "chantier, le {date}.",
                sms: "CLO\u{A0}: {auteur} vous a écrit au sujet de votre chantier {chantier}. {lien}")
        case .several:
            return NoticeTemplate(
                subject: "{nombre} nouveautés\u{A0}: {chantier}",
                text: "Bonjour {destinataire},\n\nVoici {nombre} nouveautés du chantier {chantier}.",
                sms: "CLO\u{A0}: {nombre} nouveautés sur le chantier {chantier}. {lien}")
        case .digest:
            return NoticeTemplate(
                subject: "Vos chantiers CLO\u{A0}: {nombre} nouveautés",
                text: "Bonjour {destinataire},\n\nVoici ce qui s’est passé depuis votre dernier résumé.",
                sms: "CLO\u{A0}: {nombre} nouveautés sur vos chantiers. {lien}")
        case .passwordChanged:
            return NoticeTemplate(
                subject: "Votre mot de passe CLO a été changé",
                text: "Bonjour {destinataire},\n\nVotre mot de passe a été changé le {date}, et toutes vos sessions "
                    + "ont été fermées.\n\nSi ce n’est pas vous, téléphonez-nous sans attendre.",
                sms: "")
        case .contactChanged:
            return NoticeTemplate(
                subject: "Vos coordonnées chez CLO ont été changées",
                text: "Bonjour {destinataire},\n\nVos coordonnées ont été changées le {date}\u{A0}: {changements}. Ce "
                    + "message part à l’adresse que nous connaissions jusqu’alors.\n\nSi ce n’est pas vous, "
                    + "téléphonez-nous sans attendre.",
                sms: "")
        case .newDevice:
            return NoticeTemplate(
                subject: "Connexion à votre compte CLO depuis un nouvel appareil",
                text: "Bonjour {destinataire},\n\nQuelqu’un s’est connecté à votre compte le {date}, depuis un "
                    + "appareil que nous ne connaissions pas\u{A0}: {appareil}.\n\nSi c’est vous, il n’y a rien à faire. "
                    + "Sinon, changez votre mot de passe et téléphonez-nous.",
                sms: "")
        case .activation:
            return NoticeTemplate(
                subject: "Votre compte client CLO est prêt",
                text: "Bonjour {destinataire},\n\nCLO vous a ouvert un compte pour suivre votre chantier. Choisissez "
                    + "votre mot de passe à cette adresse\u{A0}:\n\n{lien}",
                sms: "")
        case .recovery:
            return NoticeTemplate(
                subject: "Choisir un nouveau mot de passe CLO",
                text: "Bonjour {destinataire},\n\nVous avez demandé à changer de mot de passe. Cette adresse sert une "
                    + "fois, pendant dix minutes\u{A0}:\n\n{lien}\n\nSi vous n’avez rien demandé, oubliez ce message\u{A0}: "
                    + "rien ne change.",
                sms: "")
        case .security:
            return NoticeTemplate(
                subject: "Sécurité de votre compte CLO",
                text:
                    "Bonjour {destinataire},\n\n{evenement}, le {date}.\n\nSi ce n’est pas vous, changez votre mot de "
                    + "passe et téléphonez-nous sans attendre.",
                sms: "")
        }
    }
}

// MARK: - SMS

extension NoticeTemplate {
    /// Longer names of worksites are cut: one SMS is 160 characters, and the link is a third of it.
    static let worksiteLimitInSMS = 40

    public func sms(_ values: Values) -> SMSText {
        var values = values
        if let worksite = values[.worksite], worksite.count > Self.worksiteLimitInSMS {
            values[.worksite] = worksite.prefix(Self.worksiteLimitInSMS - 3) + "..."
        }
        return SMSText(Self.fill(sms, values))
    }
}
