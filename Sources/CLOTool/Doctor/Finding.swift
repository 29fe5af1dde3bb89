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

    /// The level in a column of its own, the remedy on a line below.
    var text: String {
        let column = level.rawValue.padding(toLength: 11, withPad: " ", startingAt: 0)
        let line = "\(column)\(subject)\u{A0}: \(sentence)"
        return remedy.map { "\(line)\n           → \($0)" } ?? line
    }
}
