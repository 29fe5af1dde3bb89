import CLOModel

/// What a message tells, gathered from the database: who is told, and what happened where.
public struct NoticeLetter: Sendable {
    public var recipient: String
    public var sections: [Section]

    /// One sheet.
    public struct Section: Sendable {
        public var code: WorksiteCode
        public var title: String
        /// In the order in which they happened.
        public var items: [Item]

        public init(code: WorksiteCode, title: String, items: [Item]) {
            self.code = code
            self.title = title
            self.items = items
        }
    }

    /// One event.
    public struct Item: Sendable {
        public var kind: Kind
        /// « 12 » or « 12.3 » (B1).
        public var number: String
        public var author: Author
        /// The date of the publication, or when the comment was written.
        public var at: Instant
        public var link: MessageLink
        /// A publication's photos, small, those inside its text among them.
        public var photos: [Photo]

        public init(kind: Kind, number: String, author: Author, at: Instant, link: MessageLink, photos: [Photo]) {
            self.kind = kind
            self.number = number
            self.author = author
            self.at = at
            self.link = link
            self.photos = photos
        }
    }

    public enum Kind: Sendable {
        case publication(RichText, milestone: Milestone?)
        case comment(String)
    }

    public struct Photo: Sendable {
        public var image: InlineImage
        public var caption: String

        public init(image: InlineImage, caption: String) {
            self.image = image
            self.caption = caption
        }
    }

    public init(recipient: String, sections: [Section]) {
        self.recipient = recipient
        self.sections = sections
    }

    public var items: [Item] { sections.flatMap(\.items) }

    /// Which words fit it.
    /// - Parameter isDigest: one of the messages that somebody gets once a day.
    public func templateName(isDigest: Bool) -> NoticeTemplate.Name {
        if isDigest || sections.count != 1 { return .digest }
        guard items.count == 1, let item = items.first else { return .several }
        switch item.kind {
        case .publication: return .publication
        case .comment: return item.author.isEmployee ? .employeeComment : .clientComment
        }
    }

    /// What the places of that template hold.
    /// - Parameter home: where a digest leads.
    public func values(home: MessageLink) -> NoticeTemplate.Values {
        var values: NoticeTemplate.Values = [
            .recipient: recipient, .count: "\(items.count)",
            .news: "\(items.count)\u{A0}\(items.count < 2 ? "nouveauté" : "nouveautés")",
        ]
        values[.link] = home.description
        guard sections.count == 1, let section = sections.first, let item = section.items.first else { return values }
        values[.worksite] = section.title
        values[.code] = section.code.description
        values[.link] = item.link.description
        guard section.items.count == 1 else { return values }
        values[.author] = item.author.name
        values[.number] = item.number
        values[.date] = ParisTime(item.at).sentence
        values[.excerpt] = item.excerpt(maxCharacters: 80)
        return values
    }
}

extension NoticeLetter.Item {
    func excerpt(maxCharacters: Int) -> String {
        switch kind {
        case .publication(let text, _): return text.excerpt(maxCharacters: maxCharacters)
        case .comment(let text):
            let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return line.count <= maxCharacters ? line : line.prefix(maxCharacters - 1) + "…"
        }
    }

    /// « Publication n° 12 », « Commentaire 12.3 »
    var title: String {
        switch kind {
        case .publication: return "Publication n°\u{A0}\(number)"
        case .comment: return "Commentaire \(number)"
        }
    }

    /// « Julie Moreau, CLO, le 22 novembre 2026 à 14 h 05 »
    var byline: String {
        "\(author.name)\(author.isEmployee ? ", CLO" : ""), le \(ParisTime(at).sentence)"
    }
}
