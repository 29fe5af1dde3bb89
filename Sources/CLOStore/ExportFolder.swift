import CLOModel
import Glibc

/// The printed documents that are kept to be served again, with the notes of their making beside them.
public struct ExportFolder: Sendable {
    public let path: String

    /// How long a document is kept. Its name holds the day, so that it serves a day or two; the rest is for those
    /// who are still loading it. They hold what clients wrote: not longer than needed.
    public static let keptFor = Duration.days(7)

    public init(dataFolder: String) {
        path = "\(dataFolder)/pdf"
    }

    /// Deletes files that were last written longer ago than `age`.
    ///
    /// - Parameter isMeant: by file name.
    /// - Returns: how many went. A folder that is not there holds none.
    @discardableResult
    public func remove(
        olderThan age: Duration, at now: Instant, where isMeant: (String) -> Bool = { _ in true }
    ) -> Int {
        guard let folder = opendir(path) else { return 0 }
        defer { closedir(folder) }
        var removed = 0
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            guard isMeant(name), stat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                now.since(Instant(seconds: Int64(status.st_mtim.tv_sec))) > age
            else { continue }
            if unlink("\(path)/\(name)") == 0 { removed += 1 }
        }
        return removed
    }
}
