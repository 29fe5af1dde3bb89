/// Why somebody is given the page on which a password is chosen. The raw value stands in the database.
public enum AccessPurpose: String, Hashable, Sendable, CaseIterable {
    /// CLO invites a person to a new account (S2), by e-mail or on a printed card.
    case activation
    /// The person has forgotten his password.
    case recovery

    /// How long link and code serve.
    public var lifetime: Duration {
        switch self {
        // Longer than ASVS 2.7.2 asks: an invitation is read when its reader has time, a card is handed over on site.
        // It opens one page that sets the first password of an account in which nothing has been typed yet.
        case .activation: return .days(14)
        case .recovery: return .minutes(10)
        }
    }
}
