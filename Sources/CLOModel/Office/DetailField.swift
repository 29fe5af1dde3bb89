/// What is kept of a person, field by field (S3). The raw value names the field in forms, in the database and in
/// the settings.
public enum DetailField: String, Hashable, Sendable, CaseIterable {
    case civility = "civilite"
    case lastName = "nom"
    case firstName = "prenom"
    case company = "societe"
    case streetAddress = "adresse"
    case postalCode = "code_postal"
    case city = "ville"
    case phone = "telephone"
    case mobile = "mobile"
    case email = "courriel"
    /// By what and how often the person wants to be told. Not a text: its page is another one, only the policy
    /// treats it as a field.
    case notifications = "notifications"

    /// Those that are texts of the account.
    public static let texts = allCases.filter { $0 != .notifications }

    /// « Code postal »
    public var label: String {
        switch self {
        case .civility: return "Civilité"
        case .lastName: return "Nom"
        case .firstName: return "Prénom"
        case .company: return "Société"
        case .streetAddress: return "Adresse"
        case .postalCode: return "Code postal"
        case .city: return "Ville"
        case .phone: return "Téléphone"
        case .mobile: return "Mobile"
        case .email: return "Courriel"
        case .notifications: return "Préférences de notification"
        }
    }

    /// In characters, as the columns of the database count them.
    public var maximumLength: Int {
        switch self {
        case .civility: return 20
        case .lastName, .firstName, .city: return 100
        case .company: return 150
        case .streetAddress: return 300
        case .postalCode: return 10
        case .phone, .mobile: return 30
        case .email: return 254
        case .notifications: return 0
        }
    }

    /// A person has a name; all else may be missing.
    public var isRequired: Bool {
        switch self {
        case .lastName, .firstName: return true
        case .civility, .company, .streetAddress, .postalCode, .city, .phone, .mobile, .email, .notifications:
            return false
        }
    }

    /// Whether the publications and comments of a sheet show it beside what the person wrote.
    public var isPartOfName: Bool { self == .firstName || self == .lastName }

    /// What was typed, as it is kept: blanks tidied, telephone numbers in international form (E.164).
    ///
    /// - Returns: `nil` when nothing was typed.
    /// - Throws: ``FieldError`` with the sentence for the person.
    public func checked(_ typed: String) throws(FieldError) -> String? {
        let text = try LineText(typed: typed, limit: maximumLength).text
        guard !text.isEmpty else {
            if isRequired { throw FieldError("Indiquez le \(label.lowercased()).") }
            return nil
        }
        switch self {
        case .civility, .lastName, .firstName, .company, .streetAddress, .city: return text
        case .postalCode: return try Self.checkedPostalCode(text)
        case .phone: return try Self.checkedNumber(text).description
        case .mobile:
            let number = try Self.checkedNumber(text)
            guard number.canReceiveSMS else {
                throw FieldError("Ce numéro n’est pas celui d’un mobile (06 ou 07). Indiquez-le comme téléphone.")
            }
            return number.description
        case .email:
            guard let address = EmailAddress(typed: text) else {
                throw FieldError("Cette adresse de courriel est incomplète\u{A0}: nom@exemple.fr est attendu.")
            }
            return address.description
        case .notifications: return nil
        }
    }

    /// Five digits in France (La Poste, SNA); letters, digits, blanks and hyphens abroad.
    private static func checkedPostalCode(_ text: String) throws(FieldError) -> String {
        let compact = text.filter { $0 != " " && $0 != "\u{A0}" }
        if compact.utf8.count == 5, compact.utf8.allSatisfy({ (48...57).contains($0) }) { return compact }
        let isForeign =
            text.utf8.count >= 3 && text.utf8.allSatisfy(isPostalByte)
            && !text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 32 })
        guard isForeign || compact.utf8.count == 4 && compact.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw FieldError("Un code postal français compte cinq chiffres, par exemple 35000.")
        }
        return text.uppercased()
    }

    private static func isPostalByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 32, UInt8(ascii: "-"): return true
        default: return false
        }
    }

    private static func checkedNumber(_ text: String) throws(FieldError) -> PhoneNumber {
        guard let number = PhoneNumber(typed: text) else {
            throw FieldError("Ce numéro ne peut pas être lu\u{A0}: dix chiffres, ou + et l’indicatif du pays.")
        }
        return number
    }
}

/// The details of a person: what is not there is unknown.
public struct Details: Hashable, Sendable {
    private var values: [DetailField: String] = [:]

    public init() {}

    public init(_ values: [DetailField: String]) {
        self.values = values.filter { !$0.value.isEmpty }
    }

    public subscript(field: DetailField) -> String? {
        get { values[field] }
        set { values[field] = newValue?.isEmpty == true ? nil : newValue }
    }

    /// « Martin Dupont »
    public var fullName: String {
        [self[.firstName], self[.lastName]].compactMap { $0 }.joined(separator: " ")
    }

    /// What differs in another version, in the order of the fields.
    public func changes(to other: Details) -> [(field: DetailField, old: String?, new: String?)] {
        DetailField.texts.compactMap { field in
            self[field] == other[field] ? nil : (field, self[field], other[field])
        }
    }

    /// What is wrong, by field of the form.
    public struct Refused: Error, Hashable, Sendable {
        public let errors: [String: String]
    }

    /// - Parameters:
    ///   - typed: by ``DetailField``'s raw value; what is missing is empty.
    ///   - fields: those that the form has; the others stay as they are in `present`.
    public init(
        typed: [String: String], fields: [DetailField] = DetailField.texts, over present: Details = Details()
    ) throws(Refused) {
        self = present
        var errors: [String: String] = [:]
        for field in fields where field != .notifications {
            do {
                self[field] = try field.checked(typed[field.rawValue] ?? "")
            } catch {
                errors[field.rawValue] = error.sentence
            }
        }
        guard errors.isEmpty else { throw Refused(errors: errors) }
    }
}

/// A change of one field of a person's details, as it is shown to CLO (S3).
public struct DetailChange: Hashable, Sendable {
    public typealias ID = Identifier<DetailChange>

    public let id: ID
    public let account: Account.ID
    public let field: DetailField
    public let old: String?
    public let new: String?
    public let changedBy: Account.ID
    public let changedAt: Instant

    public init(
        id: ID, account: Account.ID, field: DetailField, old: String?, new: String?, changedBy: Account.ID,
        changedAt: Instant
    ) {
        self.id = id
        self.account = account
        self.field = field
        self.old = old
        self.new = new
        self.changedBy = changedBy
        self.changedAt = changedAt
    }
}
