/// Why something that was typed cannot be taken as it is: a French sentence to show beside the field.
public struct FieldError: Error, Hashable, Sendable {
    public let sentence: String

    public init(_ sentence: String) {
        self.sentence = sentence
    }
}

/// The text of a comment: plain, with line breaks, 1 to 5,000 characters (ASVS 5.2.2).
public struct CommentText: Hashable, Sendable {
    public static let maximumLength = 5_000

    public let text: String

    public init(typed: String) throws(FieldError) {
        let text = Self.cleaned(typed)
        guard !text.isEmpty else { throw FieldError("Écrivez votre commentaire avant de l’envoyer.") }
        guard text.unicodeScalars.count <= Self.maximumLength else {
            throw FieldError(
                "Ce commentaire est trop long (\(text.unicodeScalars.count)\u{A0}caractères, "
                    + "\(Self.maximumLength) au plus). Vous pouvez le couper en deux.")
        }
        self.text = text
    }

    /// Line ends as line feeds, no other control characters, nothing blank around, never two empty lines
    /// in a row.
    static func cleaned(_ typed: String) -> String {
        var cleaned = String.UnicodeScalarView()
        var lineFeeds = 0
        var previous: Unicode.Scalar = "\n"
        for scalar in typed.unicodeScalars {
            let isSecondOfPair = scalar == "\n" && previous == "\r"
            previous = scalar
            switch scalar {
            case "\n", "\r", "\u{2028}", "\u{2029}":
                if isSecondOfPair { continue }
                lineFeeds += 1
                if lineFeeds <= 2 { cleaned.append("\n") }
            case "\t": cleaned.append(" ")
            // Overrides of the writing direction could make a text read otherwise than it is written.
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
            case _ where scalar.properties.generalCategory == .control: continue
            default:
                if !scalar.properties.isWhitespace { lineFeeds = 0 }
                cleaned.append(scalar)
            }
        }
        return trimmingWhitespace(String(cleaned))
    }
}

/// A line of text: a reason, a caption. No line breaks.
public struct LineText: Hashable, Sendable {
    public let text: String

    /// - Parameter limit: in Unicode scalars, as the column of the database counts them.
    /// - Returns: an empty text when nothing but blanks was typed.
    public init(typed: String, limit: Int) throws(FieldError) {
        let line = CommentText.cleaned(typed).split(whereSeparator: \.isNewline).joined(separator: " ")
        guard line.unicodeScalars.count <= limit else {
            throw FieldError("Ce texte est trop long\u{A0}: \(limit)\u{A0}caractères au plus.")
        }
        text = line
    }
}

func trimmingWhitespace(_ text: String) -> String {
    let start = text.unicodeScalars.drop(while: \.properties.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(start[...last])
}

/// What an employee typed for a publication, checked (S10, S11).
public struct PublicationText: Sendable {
    public let body: RichText
    public let datedAt: Instant
    public let milestone: Milestone?

    /// What is wrong, by field of the form.
    public struct Refused: Error, Hashable, Sendable {
        public let errors: [String: String]

        public init(errors: [String: String]) {
            self.errors = errors
        }
    }

    /// Publications are not older than the company's first sheets could be.
    public static let earliest = Instant(utcDay: Day(daysSince1970: 10_957), millisecondOfDay: 0)

    /// - Parameters:
    ///   - text: what came from the editor or from the text area.
    ///   - photos: the names of those that are published with it. Photos placed in the text that are none of them
    ///     fall away; a publication may be photos alone.
    ///   - date: as a `datetime-local` field sends it; empty means now.
    ///   - milestone: empty, or a raw value of ``Milestone``.
    ///   - now: S10: a publication is never dated in the future.
    public init(
        text: TypedBody, photos: [String] = [], date: String, milestone: String, now: Instant
    ) throws(Refused) {
        var errors: [String: String] = [:]
        var body = RichText.empty
        do {
            body = try text.richText().keepingPhotos(among: photos)
            if body.isEmpty && photos.isEmpty {
                errors["texte"] = "Écrivez le texte de la publication, ou ajoutez une photo, avant de publier."
            }
        } catch {
            errors["texte"] = error.sentence
        }

        var datedAt = now
        if !trimmingWhitespace(date).isEmpty {
            if let typed = ParisTime.instant(local: trimmingWhitespace(date)) {
                datedAt = typed
                if typed > now {
                    errors["date"] = "Une publication ne peut pas être datée dans le futur."
                } else if typed < Self.earliest {
                    errors["date"] = "Cette date est trop ancienne."
                }
            } else {
                errors["date"] =
                    "Cette date ne peut pas être lue\u{A0}: jour, mois, année, heure et minutes sont attendus."
            }
        }

        let chosen = Milestone(rawValue: milestone)
        if chosen == nil && !milestone.isEmpty { errors["etape"] = "Cette étape n’existe pas." }

        guard errors.isEmpty else { throw Refused(errors: errors) }
        self.body = body
        self.datedAt = datedAt
        self.milestone = chosen
    }
}
