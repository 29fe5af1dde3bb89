import CLOModel
import CLOStore

/// All photos of a sheet by month (B10). Two queries, however many there are.
enum ShowGallery {
    /// A page ends with the month that brings it to so many photos.
    static let pageSize = 60

    /// - Parameter from: the newest month of the page; `nil`: the newest there is.
    static func show(_ here: OnSheet, from: Month?) throws -> Response {
        let months = try here.store.photos.months(of: here.sheet.id, visibleTo: here.viewer)
        var exhibits: [PhotoStore.Exhibit] = []
        if let page = page(months, from: from) {
            exhibits = try here.store.photos.gallery(of: here.sheet.id, in: page, visibleTo: here.viewer)
        }
        let model = GalleryPage.Model(
            area: here.ownArea, viewer: here.viewer, formTokens: here.signedIn.formTokens(), code: here.code,
            months: months, exhibits: exhibits)
        return here.page(GalleryPage.page(model))
    }

    /// Whole months, from the newest that is wanted back to where there are enough photos. A month without photos
    /// means those before it; before the first of all, the first.
    static func page(_ months: [(month: Month, count: Int)], from: Month?) -> ClosedRange<Month>? {
        let wanted = from.map { from in months.firstIndex { $0.month <= from } ?? months.count - 1 } ?? 0
        guard months.indices.contains(wanted) else { return nil }
        var last = wanted
        var count = months[wanted].count
        while last + 1 < months.count, count < pageSize {
            last += 1
            count += months[last].count
        }
        return months[last].month...months[wanted].month
    }
}
