/// What a client sees of his own details, and what he may change himself: decided by CLO, field by field (S3).
public struct FieldPolicy: Hashable, Sendable {
    public enum Level: String, Hashable, Sendable, CaseIterable {
        case hidden = "masque"
        case visible = "visible"
        case modifiable = "modifiable"

        /// « Visible »
        public var label: String {
            switch self {
            case .hidden: return "Masqué"
            case .visible: return "Visible"
            case .modifiable: return "Modifiable"
            }
        }
    }

    private var levels: [DetailField: Level]

    /// Until CLO decides otherwise: a client sees all, and keeps what changes most often up to date himself. His name
    /// and address stand on contracts and sheets, so CLO keeps those.
    public static let standard = FieldPolicy(levels: [
        .phone: .modifiable, .mobile: .modifiable, .email: .modifiable, .notifications: .modifiable,
    ])

    /// - Parameter levels: what is missing is visible.
    public init(levels: [DetailField: Level]) {
        self.levels = levels
    }

    public subscript(field: DetailField) -> Level {
        get { levels[field] ?? .visible }
        set { levels[field] = newValue }
    }

    /// In the order of the page.
    public var shown: [DetailField] { DetailField.allCases.filter { self[$0] != .hidden } }
    public var modifiable: [DetailField] { DetailField.allCases.filter { self[$0] == .modifiable } }
}
