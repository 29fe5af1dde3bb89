import CLOModel

/// Rendered publications, kept in the process by publication and revision and shared by all readers of a role:
/// a publication that has not changed is a copy of bytes (DESIGN, « The path of a request »).
final class RenderCache {
    struct Key: Hashable {
        let publication: Publication.ID
        let area: Area
        let readerIsEmployee: Bool
    }

    private struct Entry {
        let revision: ProgressSheet.Revision
        let fragment: Personalised
        let byteCount: Int
        var lastUse: UInt64
    }

    private let byteLimit: Int
    private var entries: [Key: Entry] = [:]
    private var byteCount = 0
    private var clock: UInt64 = 0

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    func fragment(_ key: Key, revision: ProgressSheet.Revision) -> Personalised? {
        guard let index = entries.index(forKey: key), entries.values[index].revision == revision else { return nil }
        clock += 1
        entries.values[index].lastUse = clock
        return entries.values[index].fragment
    }

    func keep(_ fragment: Personalised, _ key: Key, revision: ProgressSheet.Revision) {
        let size = fragment.byteCount
        // One giant must not empty the cache for itself.
        guard size <= byteLimit / 4 else { return }
        clock += 1
        if let former = entries.updateValue(
            Entry(revision: revision, fragment: fragment, byteCount: size, lastUse: clock), forKey: key)
        {
            byteCount -= former.byteCount
        }
        byteCount += size
        if byteCount > byteLimit { dropLeastUsedHalf() }
    }

    private func dropLeastUsedHalf() {
        for (key, entry) in entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) where byteCount > byteLimit / 2
        {
            byteCount -= entry.byteCount
            entries[key] = nil
        }
    }
}
