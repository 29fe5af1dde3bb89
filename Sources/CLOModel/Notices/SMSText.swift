// The standard library decomposes text but does not yet say so publicly; the responder links no Foundation.
@_spi(_Unicode) import Swift

/// A text that fits the alphabet of mobile telephones (3GPP TS 23.038, GSM 7 bit), whatever it was made from: so
/// 160 characters go into one message, and not 70 as with any other alphabet.
///
/// What the alphabet lacks is written with what it has: « ê » becomes « e », « œ » becomes « oe », « … » becomes
/// three dots. What has no likeness in it, such as a pictograph, falls away.
public struct SMSText: Hashable, Sendable {
    public let text: String

    public init(_ anything: String) {
        var text = ""
        var isAfterOpening = false
        for scalar in anything._nfc {
            // The spaces inside French quotation marks do not stand inside those of the alphabet.
            if isAfterOpening && scalar.properties.isWhitespace { continue }
            if scalar == "»" { while text.last == " " { text.removeLast() } }
            isAfterOpening = scalar == "«"
            Self.append(scalar, to: &text)
        }
        self.text = trimmingWhitespace(text)
    }

    /// How many messages it takes, and is paid for: one of 160 septets, or several of 153, since each part carries
    /// a header (3GPP TS 23.040, 9.2.3.24.1). A character of the extension table is two septets that are not parted.
    public var segmentCount: Int {
        let widths = text.unicodeScalars.map(Self.septets)
        if widths.reduce(0, +) <= 160 { return 1 }
        var segments = 1
        var room = 153
        for width in widths {
            if width > room {
                segments += 1
                room = 153
            }
            room -= width
        }
        return segments
    }

    /// Characters of the extension table take two.
    public var septetCount: Int { text.unicodeScalars.reduce(0) { $0 + Self.septets($1) } }

    private static func septets(_ scalar: Unicode.Scalar) -> Int { extended.contains(scalar) ? 2 : 1 }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        if basic.contains(scalar) || extended.contains(scalar) {
            text.unicodeScalars.append(scalar)
        } else if let likeness = likenesses[scalar] {
            text += likeness
        } else if scalar.properties.isWhitespace {
            text += " "
        } else {
            // « ê » is « e » and a circumflex: what remains of the pair is what the alphabet has.
            for part in String(scalar)._nfd where basic.contains(part) { text.unicodeScalars.append(part) }
        }
    }

    /// The default alphabet; its Greek capitals are left out, since some gateways know them only as Latin look-alikes.
    private static let basic = Set(
        ("@£$¥èéùìòÇ\nØø\rÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            + "abcdefghijklmnopqrstuvwxyzäöñüà_").unicodeScalars)

    private static let extended = Set("^{}\\[~]|€".unicodeScalars)

    private static let likenesses: [Unicode.Scalar: String] = [
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "«": "\"", "»": "\"", "“": "\"", "”": "\"", "„": "\"",
        "…": "...", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "•": "-", "·": "-", "→": "->", "×": "x",
        "œ": "oe", "Œ": "OE", "°": "o", "º": "o", "ª": "a", "²": "2", "³": "3", "½": "1/2", "¼": "1/4", "¾": "3/4",
        "№": "No", "™": "TM", "©": "(c)", "®": "(r)", "\t": " ",
    ]
}
