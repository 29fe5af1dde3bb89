/// One dated entry of a progress sheet (S10 to S14).
public struct Publication: Hashable, Sendable {
    public typealias ID = Identifier<Publication>

    public let id: ID
    /// « n° 12 » (B1): its number in the sheet, never reused.
    public let number: Int
    public let author: Author
    public let datedAt: Instant
    /// Canonical HTML of a ``RichText``, as the store keeps it.
    public let body: CanonicalHTML
    public let milestone: Milestone?
    /// Counts the saved texts, from 1: what an editor had before its eyes (B2).
    public let version: Int
    /// The revision of the sheet at which the publication, or anything under it, last changed.
    public let revision: ProgressSheet.Revision
    /// The revision of the sheet that brought it.
    public let createdRevision: ProgressSheet.Revision
    public let edit: Edit?
    public let cancellation: Cancellation?

    public init(
        id: ID, number: Int, author: Author, datedAt: Instant, body: CanonicalHTML, milestone: Milestone?,
        version: Int, revision: ProgressSheet.Revision, createdRevision: ProgressSheet.Revision, edit: Edit?,
        cancellation: Cancellation?
    ) {
        self.id = id
        self.number = number
        self.author = author
        self.datedAt = datedAt
        self.body = body
        self.milestone = milestone
        self.version = version
        self.revision = revision
        self.createdRevision = createdRevision
        self.edit = edit
        self.cancellation = cancellation
    }

    /// « Modifiée le … par … » (B2).
    public struct Edit: Hashable, Sendable {
        public let at: Instant
        public let by: String

        public init(at: Instant, by: String) {
            self.at = at
            self.by = by
        }
    }

    /// « Annulée le … par … » and why (S13).
    public struct Cancellation: Hashable, Sendable {
        public let at: Instant
        public let by: String
        public let reason: String?

        public init(at: Instant, by: String, reason: String?) {
            self.at = at
            self.by = by
            self.reason = reason
        }
    }
}

/// HTML that ``RichText`` has written, and so needs no escaping. The label says what the caller vouches for:
/// the text comes from ``RichText`` or from the column that only ``RichText`` fills.
public struct CanonicalHTML: Hashable, Sendable {
    public let text: String

    public init(writtenByRichText text: String) {
        self.text = text
    }

    public var isEmpty: Bool { text.isEmpty }
}

extension RichText {
    public var canonicalHTML: CanonicalHTML { CanonicalHTML(writtenByRichText: html) }
}
