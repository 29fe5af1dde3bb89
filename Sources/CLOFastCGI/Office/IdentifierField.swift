import CLOModel
import CLOStore

/// The identifier of a new account, as the office types it, or leaves it to be proposed.
enum IdentifierField {
    static let name = "identifiant"

    static let field = FormParts.Field(
        name, "Identifiant de connexion", .text(limit: 64),
        hint: "vide\u{A0}: proposé d’après le nom, par exemple martin.dupont", autocomplete: "off")

    /// Reads it; where nothing was typed, puts in the form what is proposed after the name.
    /// - Parameter example: of an identifier, for the sentence.
    /// - Returns: `nil` when it is none; that then stands in the form.
    static func read(
        _ typed: inout TypedForm, for details: Details, example: String, _ person: SignedIn
    ) throws -> SignInName? {
        if typed[name].allSatisfy(\.isWhitespace) {
            typed.values[name] = try person.store.accounts.freeIdentifier(for: details)?.description ?? ""
        }
        if let identifier = SignInName(typed[name]) { return identifier }
        typed.errors[name] =
            "Un identifiant compte 2 à 64 lettres sans accent, chiffres, points ou tirets, par exemple \(example)."
        return nil
    }
}
