/// What the erasure of a client's data takes away, and what it may not: said to the client before he asks, and to
/// the administrator before he does it, in the same words.
public enum ErasureTerms {
    /// RGPD, article 17, 1.
    public static let erased = [
        "votre accès\u{A0}: identifiant, mot de passe, sessions ouvertes",
        "vos coordonnées, et l’historique de leurs changements",
        "vos préférences de notification",
        "votre nom au-dessus de vos commentaires, et dans le journal des connexions",
    ]

    /// RGPD, article 17, 3, b and e: what a law obliges to keep, and what defends rights.
    public static let kept = [
        "les contrats signés, dix ans (article L.\u{A0}123-22 du code de commerce)",
        "les fiches d’avancement, dix ans après la fin des travaux, sans votre nom (garantie décennale, "
            + "article 1792-4-1 du code civil)",
    ]
}

/// A text of several lines that may be left out.
public struct OptionalText: Hashable, Sendable {
    /// `nil` when nothing but blanks was typed.
    public let text: String?

    /// - Parameter limit: in Unicode scalars, as the column of the database counts them.
    public init(typed: String, limit: Int) throws(FieldError) {
        let cleaned = CommentText.cleaned(typed)
        guard cleaned.unicodeScalars.count <= limit else {
            throw FieldError("Ce texte est trop long\u{A0}: \(limit)\u{A0}caractères au plus.")
        }
        text = cleaned.isEmpty ? nil : cleaned
    }
}
