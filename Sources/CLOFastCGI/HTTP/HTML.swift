import CLOModel

/// HTML that is safe to send. What is interpolated into a literal is escaped; only ``HTML`` itself,
/// and what ``RichText`` has written, goes in as it is. So forgetting to escape does not compile:
///
///     let item: HTML = "<li>\(comment.text)</li>"        // escaped
///     let list: HTML = "<ul>\(items)</ul>"               // [HTML], as it is
///     let link: HTML = "<a href=\"\(route)\">…</a>"      // a Route prints itself
///
/// Attributes are always written between double quotes; the same escaping serves text and attributes.
struct HTML: ExpressibleByStringInterpolation, Hashable, Sendable {
    private(set) var text: String

    init() {
        text = ""
    }

    init(stringLiteral literal: String) {
        text = literal
    }

    init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
    }

    /// What the model's rich text has rendered is the one foreign HTML that is trusted.
    init(_ canonical: CanonicalHTML) {
        text = canonical.text
    }

    init(escaping plain: some StringProtocol) {
        text = ""
        text.appendEscaped(plain)
    }

    /// A file of the installation, such as the page shell: as trusted as the program itself.
    init(trustedFile contents: String) {
        text = contents
    }

    var isEmpty: Bool { text.isEmpty }

    mutating func reserveCapacity(_ byteCount: Int) {
        text.reserveCapacity(byteCount)
    }

    mutating func append(escaping plain: some StringProtocol) {
        text.appendEscaped(plain)
    }

    /// Only for literals of the program and what ``RichText`` has written.
    mutating func appendTrusted(_ html: String) {
        text += html
    }

    static func += (left: inout HTML, right: HTML) {
        left.text += right.text
    }

    static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum += right
        return sum
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text: String

        init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        mutating func appendInterpolation(_ html: HTML) {
            text += html.text
        }

        /// Nothing when there is nothing.
        mutating func appendInterpolation(_ html: HTML?) {
            if let html { text += html.text }
        }

        mutating func appendInterpolation(_ parts: some Sequence<HTML>) {
            for part in parts { text += part.text }
        }

        mutating func appendInterpolation(_ canonical: CanonicalHTML) {
            text += canonical.text
        }

        mutating func appendInterpolation(_ plain: some StringProtocol) {
            text.appendEscaped(plain)
        }

        mutating func appendInterpolation(_ number: some BinaryInteger) {
            text += String(number)
        }

        mutating func appendInterpolation(_ code: WorksiteCode) {
            text += code.description
        }

        /// The address that the route prints: its own characters need no escaping, its query is escaped.
        mutating func appendInterpolation(_ route: Route) {
            text.appendEscaped(route.path)
        }

        /// The literal when the condition holds: `"<option\(" selected", if: isChosen)>"`.
        mutating func appendInterpolation(_ html: @autoclosure () -> HTML, if condition: Bool) {
            if condition { text += html().text }
        }
    }
}

extension Sequence<HTML> {
    func joined() -> HTML {
        reduce(into: HTML()) { $0 += $1 }
    }
}

extension String {
    fileprivate mutating func appendEscaped(_ plain: some StringProtocol) {
        // Most texts hold nothing to escape: one scan, one append.
        let hasSpecials =
            plain.utf8.withContiguousStorageIfAvailable { $0.contains(where: Self.isSpecial) }
            ?? plain.utf8.contains(where: Self.isSpecial)
        guard hasSpecials else {
            self += plain
            return
        }
        for scalar in plain.unicodeScalars {
            switch scalar {
            case "&": self += "&amp;"
            case "<": self += "&lt;"
            case ">": self += "&gt;"
            case "\"": self += "&quot;"
            case "'": self += "&#39;"
            case "\0": continue
            default: unicodeScalars.append(scalar)
            }
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == 0
    }
}
