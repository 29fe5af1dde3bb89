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

    /// All but the text at the end.
    private var closed: [Part] = []
    /// The text at the end, which what follows is appended to: a fragment grows without being copied.
    private var tail = HTML()

    init() {}

    init(stringLiteral literal: String) {
        tail = HTML(stringLiteral: literal)
    }

    init(stringInterpolation: Interpolation) {
        self = stringInterpolation.fragment
    }

    init(_ parts: some Sequence<Part>) {
        for part in parts { append(part) }
    }

    /// No two texts stand beside each other.
    var parts: [Part] { tail.isEmpty ? closed : closed + [.html(tail)] }

    static func += (left: inout Personalised, right: Personalised) {
        for part in right.closed { left.append(part) }
        left.tail += right.tail
    }

    private mutating func append(_ part: Part) {
        switch part {
        case .html(let html): tail += html
        case .formTokens, .onlyFor, .onlyIfNew:
            if !tail.isEmpty {
                closed.append(.html(tail))
                tail = HTML()
            }
            closed.append(part)
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
        for part in closed {
            switch part {
            case .html(let html): page += html
            case .formTokens: page += reader.formTokens
            case .onlyFor(let account, let html): if account == reader.account { page += html }
            case .onlyIfNew(let revision, let author, let html):
                if revision > reader.seenRevision && author != reader.account { page += html }
            }
        }
        page += tail
    }

    func html(for reader: Reader) -> HTML {
        var html = HTML()
        append(to: &html, for: reader)
        return html
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var fragment = Personalised()

        init(literalCapacity: Int, interpolationCount: Int) {
            fragment.tail.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: String) {
            fragment.tail.appendTrusted(literal)
        }

        mutating func appendInterpolation(_ part: Part) {
            fragment.append(part)
        }

        mutating func appendInterpolation(_ other: Personalised) {
            fragment += other
        }

        mutating func appendInterpolation(_ fragments: some Sequence<Personalised>) {
            for other in fragments { fragment += other }
        }

        mutating func appendInterpolation(_ html: HTML) { fragment.tail += html }
        mutating func appendInterpolation(_ html: HTML?) { if let html { fragment.tail += html } }
        mutating func appendInterpolation(_ canonical: CanonicalHTML) { fragment.tail.appendTrusted(canonical.text) }
        mutating func appendInterpolation(_ plain: some StringProtocol) { fragment.tail.append(escaping: plain) }
        mutating func appendInterpolation(_ number: some BinaryInteger) { fragment.tail.appendTrusted(String(number)) }
        mutating func appendInterpolation(_ route: Route) { fragment.tail.append(escaping: route.path) }

        mutating func appendInterpolation(_ html: @autoclosure () -> HTML, if condition: Bool) {
            if condition { fragment.tail += html() }
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
