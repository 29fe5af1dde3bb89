/// One thing that an administrator sets. The raw value names it in the database and in the form.
public enum SettingKey: String, Hashable, Sendable, CaseIterable {
    case companyName = "societe_nom"
    case companyAddress = "societe_adresse"
    case companyPhone = "societe_telephone"
    case companyEmail = "societe_courriel"
    case legalNotice = "mentions_legales"
    case dataContact = "contact_donnees"

    case accent = "couleur_accent"
    case ink = "couleur_encre"
    case paper = "couleur_papier"

    case quietDays = "jours_sans_nouvelle"
    case photosPerPublication = "photos_publication"
    case photoMegabytes = "photo_mo"
    case contractMegabytes = "contrat_mo"

    case oneTimeCodes = "codes_employes"

    case accessLogMonths = "mois_connexions"
    case changeLogMonths = "mois_modifications"
    case detailMonths = "mois_coordonnees"

    /// How it is typed, and what it may be.
    public enum Kind: Hashable, Sendable {
        /// In characters.
        case line(limit: Int)
        case lines(limit: Int)
        case phone
        case email
        /// A path of the site, or an address that begins with https.
        case link
        /// `#17507a`
        case colour
        case number(ClosedRange<Int>, unit: String)
        case flag
    }

    public var kind: Kind {
        switch self {
        case .companyName: return .line(limit: 80)
        case .companyAddress: return .lines(limit: 300)
        case .companyPhone: return .phone
        case .companyEmail, .dataContact: return .email
        case .legalNotice: return .link
        case .accent, .ink, .paper: return .colour
        case .quietDays: return .number(1...365, unit: "jours")
        case .photosPerPublication: return .number(1...200, unit: "photos")
        case .photoMegabytes: return .number(1...100, unit: "Mo")
        case .contractMegabytes: return .number(1...100, unit: "Mo")
        case .oneTimeCodes: return .flag
        // Six to twelve months: CNIL, recommandation relative à la journalisation (2021-122).
        case .accessLogMonths: return .number(6...12, unit: "mois")
        // Longer than a year only where it is needed to settle disputes, three years at most (same text).
        case .changeLogMonths: return .number(6...36, unit: "mois")
        case .detailMonths: return .number(6...36, unit: "mois")
        }
    }

    public var standard: String {
        switch self {
        case .companyName: return "CLO"
        case .companyAddress, .companyPhone, .companyEmail, .dataContact: return ""
        case .legalNotice: return "/mentions-legales.html"
        case .accent: return "#17507a"
        case .ink: return "#211f1b"
        case .paper: return "#fbf8f1"
        case .quietDays: return "14"
        case .photosPerPublication: return "30"
        case .photoMegabytes: return "40"
        case .contractMegabytes: return "20"
        case .oneTimeCodes: return "non"
        case .accessLogMonths: return "12"
        case .changeLogMonths: return "36"
        case .detailMonths: return "24"
        }
    }

    public enum Group: String, Hashable, Sendable, CaseIterable {
        case identity, look, limits, access, retention

        /// « Identité de l’entreprise »
        public var label: String {
            switch self {
            case .identity: return "Identité de l’entreprise"
            case .look: return "Couleurs"
            case .limits: return "Limites"
            case .access: return "Accès"
            case .retention: return "Durées de conservation"
            }
        }
    }

    public var group: Group {
        switch self {
        case .companyName, .companyAddress, .companyPhone, .companyEmail, .legalNotice, .dataContact: return .identity
        case .accent, .ink, .paper: return .look
        case .quietDays, .photosPerPublication, .photoMegabytes, .contractMegabytes: return .limits
        case .oneTimeCodes: return .access
        case .accessLogMonths, .changeLogMonths, .detailMonths: return .retention
        }
    }

    /// « Couleur d’accent »
    public var label: String {
        switch self {
        case .companyName: return "Nom"
        case .companyAddress: return "Adresse"
        case .companyPhone: return "Téléphone"
        case .companyEmail: return "Courriel"
        case .legalNotice: return "Page des mentions légales"
        case .dataContact: return "Contact pour les données personnelles"
        case .accent: return "Accent"
        case .ink: return "Encre (textes)"
        case .paper: return "Papier (fond)"
        case .quietDays: return "Signaler une fiche sans nouvelle depuis"
        case .photosPerPublication: return "Une publication montre au plus"
        case .photoMegabytes: return "Taille maximale d’une photo envoyée"
        case .contractMegabytes: return "Taille maximale d’un contrat"
        case .oneTimeCodes: return "Exiger un code à usage unique de tous les employés"
        case .accessLogMonths: return "Journal des connexions"
        case .changeLogMonths: return "Journal des modifications"
        case .detailMonths: return "Anciennes coordonnées des clients"
        }
    }

    public var hint: String? {
        switch self {
        case .companyName: return "dans le titre et au bas de chaque page, sur les courriels et les fiches imprimées"
        case .companyAddress: return "au bas de chaque page et de chaque courriel"
        case .companyPhone: return "au bas de chaque page et de chaque courriel, sur les cartes de première connexion"
        case .companyEmail: return "au bas de chaque page, sur les cartes de première connexion"
        case .legalNotice:
            return "une page du site (/mentions-legales.html) ou une adresse https\u{A0}; liée au bas de chaque page"
        case .dataContact: return "à qui un client écrit au sujet de ses données"
        case .accent: return "boutons et liens, aussi dans les courriels et sur les fiches imprimées"
        case .ink, .paper: return "aussi dans les courriels"
        case .quietDays: return "sur le tableau de bord"
        case .photosPerPublication: return nil
        case .photoMegabytes: return "avant réduction\u{A0}; le navigateur réduit les photos quand il le peut"
        case .contractMegabytes: return nil
        case .oneTimeCodes: return "les administrateurs en ont toujours besoin"
        case .accessLogMonths: return "de 6 à 12 mois, puis effacé (CNIL)"
        case .changeLogMonths: return "de 6 à 36 mois, puis effacé"
        case .detailMonths: return "ce qu’un client a remplacé, et le traitement des demandes d’effacement"
        }
    }

    /// What was typed, as it is kept.
    /// - Throws: ``FieldError`` with the sentence for the person.
    public func checked(_ typed: String) throws(FieldError) -> String {
        switch kind {
        case .line(let limit):
            let text = try LineText(typed: typed, limit: limit).text
            guard !text.isEmpty else { throw FieldError("Indiquez le nom de l’entreprise.") }
            return text
        case .lines(let limit):
            let text = CommentText.cleaned(typed)
            guard text.unicodeScalars.count <= limit else {
                throw FieldError("Ce texte est trop long\u{A0}: \(limit)\u{A0}caractères au plus.")
            }
            return text
        case .phone: return try DetailField.phone.checked(typed) ?? ""
        case .email: return try DetailField.email.checked(typed) ?? ""
        case .link: return try Self.checkedLink(typed)
        case .colour:
            guard let colour = Colour(typed) else {
                throw FieldError("Une couleur s’écrit # et six chiffres ou lettres de A à F, par exemple #17507a.")
            }
            return colour.description
        case .number(let range, let unit):
            let text = trimmingWhitespace(typed)
            guard let number = decimal(text), range.contains(number) else {
                throw FieldError(
                    "Indiquez un nombre de \(range.lowerBound) à \(range.upperBound)\u{A0}\(unit).")
            }
            return "\(number)"
        case .flag: return typed == "oui" ? "oui" : "non"
        }
    }

    private static func checkedLink(_ typed: String) throws(FieldError) -> String {
        let text = trimmingWhitespace(typed)
        let isPath = text.hasPrefix("/") && !text.hasPrefix("//")
        guard isPath || text.hasPrefix("https://"), text.utf8.count <= 300,
            text.utf8.allSatisfy({ (33...126).contains($0) && !"\"'<>\\`".utf8.contains($0) })
        else {
            throw FieldError("Indiquez une page du site, qui commence par /, ou une adresse qui commence par https://.")
        }
        return text
    }
}

/// What the administrators have set, and the program's own choice for all else.
public struct Settings: Hashable, Sendable {
    private var values: [SettingKey: String]

    /// As the program is delivered.
    public static let standard = Settings([:])

    public init(_ values: [SettingKey: String]) {
        self.values = values
    }

    /// As kept: checked by ``SettingKey/checked(_:)``.
    public subscript(key: SettingKey) -> String {
        get { values[key] ?? key.standard }
        set { values[key] = newValue }
    }

    /// What was typed for all keys of the form.
    /// - Throws: ``Details/Refused`` by field.
    public init(typed: [String: String]) throws(Details.Refused) {
        values = [:]
        var errors: [String: String] = [:]
        for key in SettingKey.allCases {
            do {
                values[key] = try key.checked(typed[key.rawValue] ?? "")
            } catch {
                errors[key.rawValue] = error.sentence
            }
        }
        if errors.isEmpty { errors = contrastErrors }
        guard errors.isEmpty else { throw Details.Refused(errors: errors) }
    }

    /// WCAG 2.1, 1.4.3: text and links are read on the paper, buttons have the paper's colour on the accent's.
    private var contrastErrors: [String: String] {
        guard let paper = Colour(self[.paper]) else { return [:] }
        var errors: [String: String] = [:]
        for key in [SettingKey.ink, .accent] {
            guard let colour = Colour(self[key]), colour.contrast(with: paper) < 4.5 else { continue }
            errors[key.rawValue] =
                "Cette couleur se lit mal sur le papier\u{A0}: choisissez-la plus foncée, ou le papier plus clair."
        }
        return errors
    }

    public var companyName: String { self[.companyName] }
    /// Lines, none empty.
    public var companyAddress: [String] { self[.companyAddress].split(separator: "\n").map { String($0) } }
    /// - Parameter key: of a colour.
    public func colour(_ key: SettingKey) -> Colour {
        // What is kept was checked; what somebody has written by hand must not keep a letter from being sent.
        guard let colour = Colour(self[key]) ?? Colour(key.standard) else {
            preconditionFailure("« \(key.rawValue) » is no colour")
        }
        return colour
    }

    public var quietDays: Int { number(.quietDays) }
    /// In bytes.
    public var contractLimit: Int { number(.contractMegabytes) * 1_000_000 }
    public var photosPerPublication: Int { number(.photosPerPublication) }
    /// Of one photo as it is sent, in bytes.
    public var photoLimit: Int { number(.photoMegabytes) * 1_000_000 }
    /// Kept free on the disk, in bytes: for the database, the logs and the sizes that are made of photos.
    public static let spareRoom = 64 << 20
    /// In bytes: with less on the disk, the largest photo is not taken.
    public var uploadRoom: Int { 2 * photoLimit + Self.spareRoom }
    public var employeesNeedOneTimeCodes: Bool { self[.oneTimeCodes] == "oui" }

    /// Months of 30.4 days: a day more or less does not matter to a retention period, its order of size does.
    public func retention(_ key: SettingKey) -> Duration { .hours(number(key) * 730) }

    private func number(_ key: SettingKey) -> Int {
        // What is kept was checked; a value that somebody has written by hand is not worth a page that fails.
        decimal(self[key]) ?? decimal(key.standard) ?? 0
    }
}

/// `#17507a`
public struct Colour: Hashable, Sendable, CustomStringConvertible {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8

    public init?(_ typed: some StringProtocol) {
        let digits = trimmingWhitespace(String(typed)).utf8.drop(while: { $0 == UInt8(ascii: "#") })
        let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 6, values.count == 6 else { return nil }
        red = UInt8(values[0] << 4 | values[1])
        green = UInt8(values[2] << 4 | values[3])
        blue = UInt8(values[4] << 4 | values[5])
    }

    public var description: String {
        "#"
            + [red, green, blue].map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count == 1 ? "0" + digits : digits
            }.joined()
    }

    /// 1 (the same) to 21 (black on white); WCAG 2.1, « contrast ratio ».
    public func contrast(with other: Colour) -> Double {
        let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)
    }

    private var luminance: Double {
        0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    private static func linear(_ component: UInt8) -> Double {
        let share = Double(component) / 255
        return share <= 0.03928 ? share / 12.92 : power2point4((share + 0.055) / 1.055)
    }

    /// x^2.4 for x in 0…1: the model links no mathematics library.
    private static func power2point4(_ base: Double) -> Double {
        // x^2.4 = x² · x^0.4, and x^0.4 is the fifth root of x²; Newton's method converges in a few steps.
        let square = base * base
        var root = 1.0
        for _ in 0..<40 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }
}
