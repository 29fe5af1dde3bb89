import CLOModel

/// What changed between two versions: in words, and in the text itself by what is struck out and what is added.
enum ComparisonView {
    /// - Returns: `nil` when nothing changed.
    static func html(_ changes: PublicationChanges) -> HTML? {
        guard !changes.isEmpty else { return nil }
        return """
            <ul class="changements-liste">\(changes.sentences.map { "<li>\($0)</li>" as HTML })</ul>
            \(changes.text.map(text))
            """
    }

    /// Line ends are kept by the style of the element.
    private static func text(_ comparison: TextComparison) -> HTML {
        let pieces = comparison.pieces.map { piece -> HTML in
            switch piece.fate {
            case .same: return "\(piece.text)"
            case .removed: return "<del>\(piece.text)</del>"
            case .added: return "<ins>\(piece.text)</ins>"
            }
        }
        return "<div class=\"comparaison\">\(pieces)</div>"
    }
}
