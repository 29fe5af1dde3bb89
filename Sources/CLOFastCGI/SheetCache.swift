import CLOModel
import CLOStore

/// What is known of sheets at a revision, kept in the process. The session's query brings the present revision
/// with every request; as long as it is the same, the publications, their order and their counts are the same,
/// and need not be asked for again. (The header's names and addresses change without a revision: they are.)
final class SheetCache {
    /// Of one sheet at one revision.
    private struct Facts {
        let revision: ProgressSheet.Revision
        var overviews: [OverviewKey: SheetStore.Overview] = [:]
        var listings: [ListingKey: PublicationStore.Listing] = [:]
    }

    struct OverviewKey: Hashable {
        let account: Account.ID
        let baseline: ProgressSheet.Revision?
    }

    struct ListingKey: Hashable {
        let window: PublicationStore.Window
        let order: ProgressSheet.Order
        let limit: Int
    }

    /// Sheets kept at most; beyond, all is forgotten and begun again.
    private static let sheetLimit = 100
    /// Readers and pages kept for one sheet, likewise.
    private static let entryLimit = 20

    private var sheets: [ProgressSheet.ID: Facts] = [:]

    func overview(of sheet: SessionStore.SheetGlimpse, _ key: OverviewKey) -> SheetStore.Overview? {
        facts(sheet)?.overviews[key]
    }

    func keep(_ overview: SheetStore.Overview, of sheet: SessionStore.SheetGlimpse, _ key: OverviewKey) {
        var facts = facts(sheet) ?? Facts(revision: sheet.revision)
        if facts.overviews.count >= Self.entryLimit { facts.overviews.removeAll() }
        facts.overviews[key] = overview
        keep(facts, of: sheet)
    }

    func listing(of sheet: SessionStore.SheetGlimpse, _ key: ListingKey) -> PublicationStore.Listing? {
        facts(sheet)?.listings[key]
    }

    func keep(_ listing: PublicationStore.Listing, of sheet: SessionStore.SheetGlimpse, _ key: ListingKey) {
        // « Tout afficher » of a giant sheet is not worth its room.
        guard listing.references.count <= 200 else { return }
        var facts = facts(sheet) ?? Facts(revision: sheet.revision)
        if facts.listings.count >= Self.entryLimit { facts.listings.removeAll() }
        facts.listings[key] = listing
        keep(facts, of: sheet)
    }

    private func facts(_ sheet: SessionStore.SheetGlimpse) -> Facts? {
        guard let facts = sheets[sheet.id], facts.revision == sheet.revision else { return nil }
        return facts
    }

    private func keep(_ facts: Facts, of sheet: SessionStore.SheetGlimpse) {
        if sheets.count >= Self.sheetLimit && sheets[sheet.id] == nil { sheets.removeAll() }
        sheets[sheet.id] = facts
    }
}
