import CLOModel

/// What the browser does with a document, and under which name it saves it (RFC 6266).
///
/// The name is said twice: in ASCII for what is old, and as it is written in French (RFC 8187) for all browsers of
/// these years, which prefer the latter.
struct ContentDisposition {
    enum Kind: String {
        /// Shown in the browser.
        case inline
        /// Saved.
        case attachment
    }

    var kind: Kind
    /// « Devis signé - 12 mars 2026.pdf »
    var fileName: String

    /// The value of the header.
    var header: String {
        "\(kind.rawValue); filename=\"\(Self.ascii(fileName))\"; filename*=UTF-8''\(Self.encoded(fileName))"
    }

    /// What a quoted string can hold without escapes, letters without their accents.
    private static func ascii(_ name: String) -> String {
        var ascii = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            // Some browsers decode escapes of the percent kind here, others take a backslash for one.
            case "\"", "\\", "%", "/": ascii += "_"
            case " "..."~": ascii.unicodeScalars.append(scalar)
            default: ascii += FrenchLetters.unaccented(scalar) ?? "_"
            }
        }
        return ascii
    }

    /// All but the `attr-char` of RFC 8187 as percent escapes.
    private static func encoded(_ name: String) -> String {
        var encoded = ""
        for byte in name.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122: encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where "!#$&+-.^_`|~".utf8.contains(byte): encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += PercentEncoding.encode(byte: byte)
            }
        }
        return encoded
    }
}
