import CLOModel

/// A fragment of a page that is the same for every reader of a role, but for a few marked places.
///
/// Rendered publications are kept in the process and shared by all readers; what depends on the one who reads
/// (form tokens, the « Supprimer » of his own comments, « Nouveau » marks) is decided when it is sent.
///
///     let part: Personalised = "<form …>\(.formTokens)<textarea …></textarea></form>"
struct Personalised: ExpressibleByStringInterpolation, Sendable {
    enum Part: Sendable {
        case html(HTML)
        /// The hidden fields of a form: CSRF token and submission token.
        case formTokens
        /// Only for the one who wrote it.
        case onlyFor(Account.ID, HTML)
        /// Only when the reader has not seen this revision yet, and somebody else brought it (B6).
        case onlyIfNew(ProgressSheet.Revision, author: Account.ID, HTML)
    }

    private(set) var parts: [Part] = []

    init() {}

    init(stringLiteral literal: String) {
        parts = [.html(HTML(stringLiteral: literal))]
    }

    init(stringInterpolation: Interpolation) {
        parts = stringInterpolation.parts
    }

    static func += (left: inout Personalised, right: Personalised) {
        for part in right.parts { left.append(part) }
    }

    private mutating func append(_ part: Part) {
        if case .html(let html) = part, case .html(var last) = parts.last {
            parts[parts.count - 1] = .formTokens  // Frees `last` from sharing its storage: appended in place.
            last += html
            parts[parts.count - 1] = .html(last)
        } else {
            parts.append(part)
        }
    }

    /// What the cache accounts for, in bytes.
    var byteCount: Int {
        parts.reduce(0) { sum, part in
            switch part {
            case .html(let html), .onlyFor(_, let html), .onlyIfNew(_, _, let html):
                return sum + html.text.utf8.count + 64
            case .formTokens: return sum + 64
            }
        }
    }

    func append(to page: inout HTML, for reader: Reader) {
        for part in parts {
            switch part {
            case .html(let html): page += html
            case .formTokens: page += reader.formTokens
            case .onlyFor(let account, let html): if account == reader.account { page += html }
            case .onlyIfNew(let revision, let author, let html):
                if revision > reader.seenRevision && author != reader.account { page += html }
            }
        }
    }

    func html(for reader: Reader) -> HTML {
        var html = HTML()
        append(to: &html, for: reader)
        return html
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []
        private var text: HTML.Interpolation

        init(literalCapacity: Int, interpolationCount: Int) {
            text = HTML.Interpolation(literalCapacity: literalCapacity, interpolationCount: interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) {
            merge(.html(HTML(stringLiteral: literal)))
        }

        mutating func appendInterpolation(_ part: Part) {
            merge(part)
        }

        mutating func appendInterpolation(_ fragment: Personalised) {
            for part in fragment.parts { merge(part) }
        }

        mutating func appendInterpolation(_ fragments: some Sequence<Personalised>) {
            for fragment in fragments { appendInterpolation(fragment) }
        }

        mutating func appendInterpolation(_ html: HTML) { merge(.html(html)) }
        mutating func appendInterpolation(_ html: HTML?) { if let html { merge(.html(html)) } }
        mutating func appendInterpolation(_ canonical: CanonicalHTML) { merge(.html(HTML(canonical))) }
        mutating func appendInterpolation(_ plain: some StringProtocol) { merge(.html(HTML(escaping: plain))) }
        mutating func appendInterpolation(_ number: some BinaryInteger) { merge(.html("\(number)")) }
        mutating func appendInterpolation(_ route: Route) { merge(.html("\(route)")) }

        mutating func appendInterpolation(_ html: @autoclosure () -> HTML, if condition: Bool) {
            if condition { merge(.html(html())) }
        }

        private mutating func merge(_ part: Part) {
            if case .html(let html) = part, case .html(let last) = parts.last {
                parts[parts.count - 1] = .html(last + html)
            } else {
                parts.append(part)
            }
        }
    }
}

/// The one who reads a page, as far as shared fragments depend on him.
struct Reader: Sendable {
    let account: Account.ID
    /// What he had seen of the sheet before this visit.
    let seenRevision: ProgressSheet.Revision
    /// The hidden fields that each form on his page carries.
    let formTokens: HTML
}
