import CLOSecurity
import Foundation

/// What a backup is made of: a tar file, in this order.
///
///     LISEZ-MOI.txt
///     sauvegarde.json              ``Head``: of which form, schema and program
///     tables/account/000001.jsonl  rows: one line that names the columns (``Columns``), then a line for each
///     fichiers/photos/…            the files that the rows name, as they lie in the data folder
///     bilan.json                   ``Balance``: how many rows and files there are
///     SHA256SUMS                   of all that stands before, as `sha256sum` writes and checks it
///
/// A row is a JSON array of texts, as the database writes its values; `null` is NULL, a binary value is in base64.
/// What comes last proves that the rest is whole.
enum BackupFormat {
    /// To be raised when an older program could not read what is written.
    static let number = 1

    static let readMe = "LISEZ-MOI.txt"
    static let head = "sauvegarde.json"
    static let balance = "bilan.json"
    static let checksums = "SHA256SUMS"
    static let tables = "tables/"
    static let files = "fichiers/"

    struct Head: Codable {
        let format: Int
        /// Number of the newest migration of the database that was saved.
        let schema: Int
        /// The version of the program that wrote it.
        let programme: String
        /// UTC, ISO 8601.
        let date: String
        /// Tells whether `CLO_PEPPER` is the same, and nothing else of it.
        let cle: String
    }

    struct Balance: Codable {
        /// Rows by table.
        var tables: [String: Int] = [:]
        var fichiers = 0
        /// Of the files, in all.
        var octets = 0
        /// Files that rows name and that were not there to be saved.
        var manquants = 0
    }

    struct Columns: Codable {
        let table: String
        let colonnes: [String]
        let binaires: [String]
    }

    /// Passwords are hashed with the pepper, and one-time secrets sealed with it: with another one nobody could sign in.
    static func mark(of pepper: [UInt8]) -> String {
        RunningDigest.hexadecimal(Array(Digest.authenticationCode(key: pepper, purpose: "backup").prefix(8)))
    }

    /// Whether an entry's name is one of those above: nothing else is read, and above all not written.
    static func isPossible(_ name: String) -> Bool {
        if [readMe, head, balance, checksums].contains(name) { return true }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let areGood = parts.allSatisfy { part in
            !part.isEmpty && part.first != "."
                && part.utf8.allSatisfy { Character(Unicode.Scalar($0)).isASCIIFileName }
        }
        return areGood
            && (name.hasPrefix(tables) && parts.count == 3 || name.hasPrefix(files) && (3...5).contains(parts.count))
    }
}

extension Character {
    fileprivate var isASCIIFileName: Bool {
        isASCII && (isLetter || isNumber || self == "_" || self == "-" || self == ".")
    }
}

/// Something that the person at the command line can do something about, in a sentence.
struct BackupFailure: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) {
        description = sentence
    }
}
