extension Publication {
    /// What a publication says and shows, in one of its versions or while it is being written.
    public struct Face: Hashable, Sendable {
        public var body: RichText
        public var datedAt: Instant
        public var milestone: Milestone?
        /// In the order in which they are shown.
        public var photos: [ChosenPhoto]

        public init(body: RichText, datedAt: Instant, milestone: Milestone?, photos: [ChosenPhoto]) {
            self.body = body
            self.datedAt = datedAt
            self.milestone = milestone
            self.photos = photos
        }
    }
}

extension Publication.Face {
    /// Two people changed the same version; what the second goes on with, so that neither's work is undone unseen
    /// (B2).
    ///
    /// - What only the other one changed is taken from him, what both changed from the second.
    /// - Photos and captions one by one: what the other one added comes after the second's; what the second took out
    ///   stays out; what only the other one took out stays in, as it can be taken out again but not found again.
    public static func merged(base: Self, theirs: Self, mine: Self) -> Self {
        func chosen<Value: Equatable>(_ part: KeyPath<Self, Value>) -> Value {
            mine[keyPath: part] == base[keyPath: part] ? theirs[keyPath: part] : mine[keyPath: part]
        }
        func caption(_ name: String, in face: Self) -> String? {
            face.photos.first { $0.name == name }?.caption
        }
        let kept = mine.photos.map { photo in
            let isMine = photo.caption != caption(photo.name, in: base)
            return isMine
                ? photo : ChosenPhoto(name: photo.name, caption: caption(photo.name, in: theirs) ?? photo.caption)
        }
        let added = theirs.photos.filter { photo in
            caption(photo.name, in: base) == nil && caption(photo.name, in: mine) == nil
        }
        return Self(
            body: chosen(\.body), datedAt: chosen(\.datedAt), milestone: chosen(\.milestone), photos: kept + added)
    }
}

/// What changed from one face of a publication to the next.
public struct PublicationChanges: Hashable, Sendable {
    /// French sentences without full stop, in the order of the page: « Date : … au lieu de … ».
    public let sentences: [String]
    /// The two texts set against each other; `nil` when their words are the same.
    public let text: TextComparison?

    public init(from former: Publication.Face, to latter: Publication.Face) {
        var sentences: [String] = []
        let comparison = TextComparison(from: former.body.plainText, to: latter.body.plainText)
        text = comparison.isUnchanged ? nil : comparison
        if text != nil {
            sentences.append("Texte modifié")
        } else if former.body != latter.body {
            sentences.append("Mise en forme du texte modifiée")
        }
        if former.datedAt != latter.datedAt {
            sentences.append(
                "Date\u{A0}: \(ParisTime(latter.datedAt).sentence) au lieu du \(ParisTime(former.datedAt).sentence)")
        }
        if former.milestone != latter.milestone {
            sentences.append("Étape\u{A0}: \(Self.name(latter.milestone)) au lieu de \(Self.name(former.milestone))")
        }
        self.sentences = sentences + Self.photoSentences(former.photos, latter.photos)
    }

    public var isEmpty: Bool { sentences.isEmpty }

    private static func name(_ milestone: Milestone?) -> String {
        switch milestone {
        case nil: return "aucune"
        case .finished: return "«\u{A0}Chantier terminé\u{A0}»"
        case .resumed: return "«\u{A0}Reprise du chantier\u{A0}»"
        }
    }

    private static func photoSentences(_ former: [ChosenPhoto], _ latter: [ChosenPhoto]) -> [String] {
        let formerNames = former.map(\.name)
        let latterNames = latter.map(\.name)
        var sentences: [String] = []
        func count(_ names: [String], _ one: String, _ many: String) {
            guard !names.isEmpty else { return }
            sentences.append("\(names.count)\u{A0}\(names.count == 1 ? one : many)")
        }
        count(latterNames.filter { !formerNames.contains($0) }, "photo ajoutée", "photos ajoutées")
        count(formerNames.filter { !latterNames.contains($0) }, "photo retirée", "photos retirées")
        if formerNames.filter(latterNames.contains) != latterNames.filter(formerNames.contains) {
            sentences.append("Ordre des photos modifié")
        }
        for photo in latter {
            guard let before = former.first(where: { $0.name == photo.name })?.caption, before != photo.caption else {
                continue
            }
            switch (before.isEmpty, photo.caption.isEmpty) {
            case (true, _): sentences.append("Légende ajoutée\u{A0}: «\u{A0}\(photo.caption)\u{A0}»")
            case (_, true): sentences.append("Légende «\u{A0}\(before)\u{A0}» retirée")
            case (false, false):
                sentences.append("Légende «\u{A0}\(photo.caption)\u{A0}» au lieu de «\u{A0}\(before)\u{A0}»")
            }
        }
        return sentences
    }
}
