import Foundation

/// One thing that `clo doctor` looked at: how it is, and what to do if it is not well.
struct Finding {
    enum Level: String {
        case good = "OK"
        /// It works, but not as well as it might, or not for long.
        case warning = "ATTENTION"
        case bad = "ERREUR"
    }

    let level: Level
    /// « Base de données ».
    let subject: String
    let sentence: String
    /// What to do about it, in one or two sentences.
    let remedy: String?

    static func good(_ subject: String, _ sentence: String, advice: String? = nil) -> Finding {
        Finding(level: .good, subject: subject, sentence: sentence, remedy: advice)
    }

    static func warning(_ subject: String, _ sentence: String, remedy: String) -> Finding {
        Finding(level: .warning, subject: subject, sentence: sentence, remedy: remedy)
    }

    static func bad(_ subject: String, _ sentence: String, remedy: String) -> Finding {
        Finding(level: .bad, subject: subject, sentence: sentence, remedy: remedy)
    }

    /// `{"niveau": "OK", "sujet": …, "constat": …, "remede": …}`; the last is `null` when there is nothing to do.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let fields = ["niveau": level.rawValue, "sujet": subject, "constat": sentence, "remede": remedy]
        // Strings alone: there is nothing in them that JSON could not hold.
        guard let data = try? encoder.encode(fields) else { preconditionFailure("text that is no JSON") }
        return String(decoding: data, as: UTF8.self)
    }

    /// Level, subject, sentence and remedy, with tabs between them.
    var line: String {
        [level.rawValue, subject, sentence, remedy ?? ""]
            .map { $0.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ") }
            .joined(separator: "\t")
    }

    /// The level in a column of its own, the remedy on a line below.
    var text: String {
        let column = level.rawValue.padding(toLength: 11, withPad: " ", startingAt: 0)
        let line = "\(column)\(subject)\u{A0}: \(sentence)"
        return remedy.map { "\(line)\n           → \($0)" } ?? line
    }
}
