/// A text that may stand in a header: one line, whatever it was made from. Nothing that somebody wrote can begin a
/// header of its own, since no line break gets past this type (ASVS 5.2.3).
public struct HeaderText: Hashable, Sendable {
    public let text: String

    /// Line breaks and other control characters become spaces, as do runs of spaces.
    public init(_ anything: String) {
        var line = ""
        for scalar in anything.unicodeScalars {
            switch scalar {
            // Overrides of the writing direction could make a name read otherwise than it is written.
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
            case _
            where scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029:
                line += " "
            default: line.unicodeScalars.append(scalar)
            }
        }
        text = line.split(separator: " ").joined(separator: " ")
    }

    /// As unstructured text, such as a subject: plain where it is ASCII, otherwise encoded words (RFC 2047), folded.
    /// - Parameter column: how much of the line is taken already.
    func encoded(atColumn column: Int) -> String {
        EncodedWords.isPlain(text)
            ? EncodedWords.folded(text, atColumn: column)
            : EncodedWords.encoded(text, atColumn: column)
    }

    /// As the display name of a mailbox: an atom, a quoted string or encoded words (RFC 5322, 3.4).
    func encodedAsPhrase(atColumn column: Int) -> String {
        if !EncodedWords.isPlain(text) { return EncodedWords.encoded(text, atColumn: column) }
        let isAtoms = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || Array("!#$%&'*+-/=?^_`{|}~ ".utf8).contains(byte)
        }
        if isAtoms { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}

/// RFC 2047: text in headers that hold ASCII only.
enum EncodedWords {
    /// ASCII that no reader takes for an encoded word, and that fits a line of 998 bytes.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (32...126).contains($0) } && !containsWordStart(text) && text.utf8.count < 900
    }

    private static func containsWordStart(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { $0 == (UInt8(ascii: "="), UInt8(ascii: "?")) }
    }

    /// Breaks between words so that lines stay under 78 characters where words allow it (RFC 5322, 2.1.1).
    static func folded(_ text: String, atColumn column: Int) -> String {
        var folded = ""
        var column = column
        for word in text.split(separator: " ") {
            if !folded.isEmpty {
                if column + 1 + word.utf8.count > 76 {
                    folded += "\r\n "
                    column = 1
                } else {
                    folded += " "
                    column += 1
                }
            }
            folded += word
            column += word.utf8.count
        }
        return folded
    }

    /// Words in UTF-8 and base64, 75 characters each at most, none ending inside a character, each on a line of its
    /// own but the first.
    static func encoded(_ text: String, atColumn column: Int) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        func close() {
            words.append("=?UTF-8?B?\(Base64.encode(bytes))?=")
            bytes = []
        }
        for scalar in text.unicodeScalars {
            let encoded = Array(String(scalar).utf8)
            // 12 characters around, 4 for every 3 bytes; the first word shares its line with the header's name.
            let limit = words.isEmpty ? max(9, (76 - column - 12) / 4 * 3) : 45
            if bytes.count + encoded.count > limit { close() }
            bytes += encoded
        }
        close()
        return words.joined(separator: "\r\n ")
    }
}
