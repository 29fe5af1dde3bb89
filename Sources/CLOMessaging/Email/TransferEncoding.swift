/// Base64 (RFC 4648, section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: characters(bytes[...]), as: UTF8.self)
    }

    /// Lines of 76 characters, as bodies have them (RFC 2045, 6.8).
    static func lines(_ bytes: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(bytes.count * 4 / 3 + bytes.count / 25)
        var start = 0
        while start < bytes.count {
            let end = min(start + 57, bytes.count)
            lines += characters(bytes[start..<end])
            lines += [13, 10]
            start = end
        }
        return lines
    }

    private static func characters(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let left = bytes.endIndex - index
            let group =
                UInt32(bytes[index]) << 16 | UInt32(left > 1 ? bytes[index + 1] : 0) << 8
                | UInt32(left > 2 ? bytes[index + 2] : 0)
            text.append(alphabet[Int(group >> 18 & 63)])
            text.append(alphabet[Int(group >> 12 & 63)])
            text.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
            text.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
            index += 3
        }
        return text
    }
}

/// Quoted-printable (RFC 2045, 6.7): text that remains readable as it travels.
enum QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// - Parameter text: its line feeds become CR LF.
    static func encode(_ text: String) -> [UInt8] {
        var encoded: [UInt8] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            append(Array(line.utf8.filter { $0 != 13 }), to: &encoded)
            encoded += [13, 10]
        }
        return encoded
    }

    private static func append(_ line: [UInt8], to encoded: inout [UInt8]) {
        var column = 0
        for (index, byte) in line.enumerated() {
            // A space at the end of a line would be lost on the way; a dot or « From » at its beginning is changed
            // by some servers.
            let isLast = index == line.count - 1
            let isPlain: Bool
            switch byte {
            case UInt8(ascii: "="): isPlain = false
            case UInt8(ascii: " "), 9: isPlain = !isLast
            case UInt8(ascii: "."), UInt8(ascii: "F"): isPlain = column > 0
            default: isPlain = (33...126).contains(byte)
            }
            let width = isPlain ? 1 : 3
            // 76 with the « = » of a soft break.
            if column + width > 75 {
                encoded += [UInt8(ascii: "="), 13, 10]
                column = 0
            }
            if isPlain {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            column += width
        }
    }
}
