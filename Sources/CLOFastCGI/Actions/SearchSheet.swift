import CLOModel
import CLOStore

/// B10: search inside a sheet.
enum SearchSheet {
    /// In publications.
    static let pageSize = 20
    private static let excerptLength = 220
    /// Of one publication, text and captions.
    private static let excerptLimit = 3

    /// - Parameter after: the last publication of the page before.
    static func show(_ here: OnSheet, typed: String, after: Int?) throws -> Response {
        let typed = String(typed.prefix(SearchQuery.maximumCharacters))
        let query = SearchQuery(typed: typed)
        let model = SearchPage.Model(
            area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(), code: here.code,
            typed: typed, results: query.isEmpty ? nil : try results(here, query, typed, after: after))
        return here.page(SearchPage.page(model))
    }

    private static func results(
        _ here: OnSheet, _ query: SearchQuery, _ typed: String, after: Int?
    ) throws -> SearchPage.Model.Results {
        try here.store.search.indexWhatIsMissing(of: here.sheet.id)
        let found = try here.store.search.find(
            query, in: here.sheet.id, after: after, limit: pageSize, visibleTo: here.viewer)
        let photos = try here.store.photos.photos(of: found.hits.map(\.publication.id), visibleTo: here.viewer)
        let next = found.hasMore ? found.hits.last?.publication.number : nil
        return .init(
            hits: try found.hits.map { try hit($0, photos[$0.publication.id] ?? [], query) },
            publicationCount: found.publicationCount, passageCount: found.entryCount,
            next: next.map { .search(here.ownArea, here.code, typed: typed, after: $0) })
    }

    private static func hit(
        _ hit: SearchStore.Hit, _ photos: [Photo], _ query: SearchQuery
    ) throws -> SearchPage.Model.Hit {
        let texts =
            hit.isInPublication ? [try RichText(stored: hit.publication.body).plainText] + photos.map(\.caption) : []
        return .init(
            number: hit.publication.number, datedAt: hit.publication.datedAt,
            isCancelled: hit.publication.cancellation != nil,
            excerpts: Array(texts.compactMap { excerpt(of: $0, query) }.prefix(excerptLimit)),
            comments: hit.comments.compactMap { comment in
                excerpt(of: comment.text, query).map {
                    .init(number: comment.number, author: comment.author, excerpt: $0)
                }
            })
    }

    private static func excerpt(of text: String, _ query: SearchQuery) -> SearchExcerpt? {
        SearchExcerpt(of: text, query: query, maxCharacters: excerptLength)
    }
}
