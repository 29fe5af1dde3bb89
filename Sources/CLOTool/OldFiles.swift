import Foundation

/// What lies in a folder of the data folder and has not been written to for some time.
struct OldFiles {
    private let folder: URL
    private let limit: Date

    /// Names asked for at once.
    private static let batch = 200

    init(in folder: String, untouchedForDays days: Int) {
        self.folder = URL(fileURLWithPath: folder, isDirectory: true)
        limit = Date(timeIntervalSinceNow: -Double(days) * 86_400)
    }

    /// Deletes the old ones, folders with all that is in them.
    /// - Parameter known: answers those of some names that are still of use.
    /// - Parameter pause: called before each is deleted.
    /// - Returns: how many were deleted.
    func delete(pause: () throws -> Void = {}, except known: ([String]) throws -> Set<String>) throws -> Int {
        let keys: [URLResourceKey] = [.contentModificationDateKey]
        let entries: [URL]
        do {
            entries = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: keys)
        } catch CocoaError.fileReadNoSuchFile {
            return 0
        }
        let old = try entries.filter { entry in
            let changed = try entry.resourceValues(forKeys: Set(keys)).contentModificationDate
            return changed.map { $0 < limit } ?? false
        }
        var count = 0
        for start in stride(from: 0, to: old.count, by: Self.batch) {
            let batch = old[start..<min(start + Self.batch, old.count)]
            let kept = try known(batch.map(\.lastPathComponent))
            for entry in batch where !kept.contains(entry.lastPathComponent) {
                try pause()
                try FileManager.default.removeItem(at: entry)
                count += 1
            }
        }
        return count
    }
}
