import CLOModel

/// What of a sheet somebody wants printed: the query of the address `…/pdf`.
struct PDFChoice: Hashable, Sendable {
    /// Days in Paris, both included; `nil` is no bound.
    var from: Day?
    var to: Day?
    /// One publication alone.
    var number: Int?
    var includesComments = true
    var includesPhotos = true
    /// Sent by the page that waits: the document was begun, and not finding it any more is a failure.
    var isWaiting = false

    static let everything = PDFChoice()

    func waiting(_ isWaiting: Bool) -> PDFChoice {
        var choice = self
        choice.isWaiting = isWaiting
        return choice
    }

    /// The options of `clo pdf`.
    var arguments: [String] {
        var arguments: [String] = []
        if let from { arguments += ["--du", from.iso] }
        if let to { arguments += ["--au", to.iso] }
        if let number { arguments += ["--numero", "\(number)"] }
        if !includesComments { arguments.append("--sans-commentaires") }
        if !includesPhotos { arguments.append("--sans-photos") }
        return arguments
    }
}

extension PDFChoice {
    /// What a form leaves empty was not asked for.
    init(_ query: Fields) throws {
        from = try Self.day("du", query)
        to = try Self.day("au", query)
        if let from, let to, from > to {
            throw BadRequest("La période finit avant de commencer\u{A0}: inversez les deux dates.")
        }
        number =
            try query.optional("n").flatMap { $0.isEmpty ? nil : $0 } == nil
            ? nil : query.number("n", in: 1...999_999_999)
        includesComments = try !Self.isLeftOut("commentaires", query)
        includesPhotos = try !Self.isLeftOut("photos", query)
        isWaiting = try query.optional("attente") == "1"
    }

    private static func day(_ name: String, _ query: Fields) throws -> Day? {
        guard let text = try query.optional(name), !text.isEmpty else { return nil }
        guard let day = Day(iso: text) else {
            throw BadRequest("La date «\u{A0}\(name)\u{A0}» ne se lit pas (AAAA-MM-JJ attendu).")
        }
        return day
    }

    private static func isLeftOut(_ name: String, _ query: Fields) throws -> Bool {
        switch try query.optional(name) {
        case nil, "", "oui": return false
        case "non": return true
        default: throw BadRequest("Le champ «\u{A0}\(name)\u{A0}» doit être «\u{A0}oui\u{A0}» ou «\u{A0}non\u{A0}».")
        }
    }

    var query: [(name: String, value: String?)] {
        [
            ("du", from?.iso), ("au", to?.iso), ("n", number.map { String($0) }),
            ("commentaires", includesComments ? nil : "non"), ("photos", includesPhotos ? nil : "non"),
            ("attente", isWaiting ? "1" : nil),
        ]
    }
}
