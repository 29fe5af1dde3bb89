/// A request that cannot be answered as it stands: 400, with a French sentence for the person.
struct BadRequest: Error, Hashable {
    let sentence: String

    init(_ sentence: String) {
        self.sentence = sentence
    }
}

/// The name-value pairs of a query or of a form, decoded, in the order in which they were sent.
///
/// A field that is read as one value and was sent twice is refused, so that no check can look at one of them
/// and the action at the other (ASVS 5.1.1).
struct Fields: Sendable {
    private(set) var pairs: [(name: String, value: String)]

    /// A publication's form with all the photos that the settings allow, three fields each.
    static let maximumCount = 700

    init(_ pairs: [(name: String, value: String)] = []) {
        self.pairs = pairs
    }

    /// Reads `application/x-www-form-urlencoded` text (WHATWG URL, 5.1), strictly.
    /// - Throws: ``BadRequest`` when a percent escape is broken, when the text is not UTF-8, or when there
    ///   are more fields than any form of ours has.
    init(urlEncoded bytes: some Collection<UInt8>) throws {
        pairs = []
        for piece in bytes.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Self.maximumCount else { throw BadRequest("Ce formulaire contient trop de champs.") }
            let halves = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true),
                let value = PercentEncoding.decode(halves.count == 2 ? halves[1] : piece.prefix(0), plusIsSpace: true)
            else { throw BadRequest("Les données reçues sont mal codées (UTF-8 attendu).") }
            pairs.append((name, value))
        }
    }

    /// The value, or `nil` when the field was not sent.
    func optional(_ name: String) throws -> String? {
        var found: String?
        for pair in pairs where pair.name == name {
            guard found == nil else { throw BadRequest("Le champ «\u{A0}\(name)\u{A0}» a été envoyé deux fois.") }
            found = pair.value
        }
        return found
    }

    func required(_ name: String) throws -> String {
        guard let value = try optional(name) else { throw BadRequest("Il manque le champ «\u{A0}\(name)\u{A0}».") }
        return value
    }

    func optionalNumber(_ name: String, in bounds: ClosedRange<Int>) throws -> Int? {
        try optional(name) == nil ? nil : number(name, in: bounds)
    }

    func number(_ name: String, in bounds: ClosedRange<Int>) throws -> Int {
        let text = try required(name)
        guard (1...19).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(text), bounds.contains(number)
        else { throw BadRequest("Le champ «\u{A0}\(name)\u{A0}» n’est pas un nombre acceptable.") }
        return number
    }
}

/// Percent-encoding of URLs and forms. One decoder for all (ASVS 13.1.1).
enum PercentEncoding {
    /// - Returns: `nil` when an escape is broken, the result is not UTF-8, or it holds a NUL.
    static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else {
                    return nil
                }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
            default: decoded.append(byte)
            }
        }
        guard !decoded.contains(0) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Encodes all but the unreserved characters of RFC 3986 and the slash.
    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += encode(byte: byte)
            }
        }
        return encoded
    }

    /// `%C3`
    static func encode(byte: UInt8) -> String {
        var encoded = "%"
        encoded.unicodeScalars.append(Unicode.Scalar(hexDigits[Int(byte >> 4)]))
        encoded.unicodeScalars.append(Unicode.Scalar(hexDigits[Int(byte & 15)]))
        return encoded
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: return byte - 48
        case 65...70: return byte - 55
        case 97...102: return byte - 87
        default: return nil
        }
    }
}
