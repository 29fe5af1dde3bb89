import CHyphen
import Glibc

/// Where French words may be divided, by the dictionary that LibreOffice uses.
final class Hyphenation {
    static let softHyphen = "\u{AD}"

    private let dictionary: UnsafeMutablePointer<HyphenDict>
    /// Texts of a site repeat their words.
    private var known: [String: [Int]] = [:]
    private static let knownLimit = 20_000

    /// - Parameter file: `hyph_fr.dic`, in UTF-8.
    /// - Returns: `nil` when it cannot be read.
    init?(file: String) {
        guard let dictionary = hnj_hyphen_load(file) else { return nil }
        self.dictionary = dictionary
    }

    deinit {
        hnj_hyphen_free(dictionary)
    }

    /// Of a paragraph in UTF-8, the offsets in bytes at which a word may be divided, ascending.
    ///
    /// Only words of six letters or more in lower case: names are not divided, nor what stands in an address or
    /// beside a digit. Three letters at least stay on the line, and three go to the next (Lexique des règles
    /// typographiques en usage à l'Imprimerie nationale, « Divisions »).
    func divisions(of text: String) -> [Int] {
        var divisions: [Int] = []
        for word in Self.words(of: text) {
            for place in places(in: word.letters) {
                divisions.append(word.start + word.letters.prefix(place).utf8.count)
            }
        }
        return divisions
    }

    private struct Word {
        let start: Int
        let letters: Substring
    }

    /// What blanks part is a piece; one with a digit or the signs of an address in it has no words.
    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var piece: [Word] = []
        var isAddress = false
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            if isLowercase(scalar) {
                let start = index
                while index < scalars.endIndex, isLowercase(scalars[index]) { scalars.formIndex(after: &index) }
                let followsLetter = start > scalars.startIndex && isLetter(scalars[scalars.index(before: start)])
                if !followsLetter, index == scalars.endIndex || !isLetter(scalars[index]) {
                    piece.append(
                        Word(start: text.utf8.distance(from: text.startIndex, to: start), letters: text[start..<index]))
                }
                continue
            }
            switch scalar {
            case " ", "\u{A0}", "\u{202F}", "\u{2028}":
                if !isAddress { words += piece }
                piece.removeAll(keepingCapacity: true)
                isAddress = false
            case "/", "@", "_", "0"..."9": isAddress = true
            default: break
            }
            scalars.formIndex(after: &index)
        }
        if !isAddress { words += piece }
        return words.filter { $0.letters.unicodeScalars.count >= 6 }
    }

    /// The small letters of French and its neighbours.
    private static func isLowercase(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x61...0x7A, 0xDF...0xF6, 0xF8...0xFF, 0x153: return true
        default: return false
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x80 ? (0x41...0x5A).contains(scalar.value & 0xDF) : scalar.properties.isAlphabetic
    }

    /// In letters from the start of the word.
    private func places(in word: Substring) -> [Int] {
        let word = String(word)
        if let places = known[word] { return places }
        if known.count >= Self.knownLimit { known.removeAll() }
        let places = lookUp(word)
        known[word] = places
        return places
    }

    private func lookUp(_ word: String) -> [Int] {
        let count = word.utf8.count
        var marks = [CChar](repeating: 0, count: count + 5)
        var replacements: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var positions: UnsafeMutablePointer<Int32>?
        var cuts: UnsafeMutablePointer<Int32>?
        let failed = hnj_hyphen_hyphenate2(
            dictionary, word, Int32(count), &marks, nil, &replacements, &positions, &cuts)
        // French has no division that changes letters; what the library allocates for one is ours to free.
        if let replacements {
            for index in 0..<count { free(replacements[index]) }
            free(replacements)
        }
        free(positions)
        free(cuts)
        guard failed == 0 else { return [] }
        let letters = word.count
        return (1..<max(1, letters)).filter { marks[$0 - 1] & 1 == 1 && $0 >= 3 && letters - $0 >= 3 }
    }
}
