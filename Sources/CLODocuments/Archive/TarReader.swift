import CArchive
import Glibc

/// Reads a tar file from its beginning to its end, also one that was compressed with gzip, by libarchive.
///
///     let tar = try TarReader(path)
///     while let entry = try tar.next() { … try tar.read { piece in … } }
public final class TarReader {
    private let archive: OpaquePointer
    private let piece: UnsafeMutableRawBufferPointer

    public struct Entry: Sendable {
        /// As it stands in the file: not to be taken for a path before it was looked at.
        public let name: String
        /// In bytes.
        public let size: Int
        /// A file, not a folder, link or device.
        public let isFile: Bool
    }

    private static let pieceSize = 1 << 17

    public init(_ path: String) throws(ArchiveFailure) {
        guard let archive = archive_read_new() else { throw ArchiveFailure("out of memory") }
        self.archive = archive
        piece = .allocate(byteCount: Self.pieceSize, alignment: 16)
        guard archive_read_support_format_tar(archive) == ARCHIVE_OK,
            archive_read_support_filter_gzip(archive) == ARCHIVE_OK,
            archive_read_open_filename(archive, path, Self.pieceSize) == ARCHIVE_OK
        else { throw ArchiveFailure(archive) }
    }

    deinit {
        archive_read_free(archive)
        piece.deallocate()
    }

    /// Goes on to the next entry, over what was not read of the one before.
    /// - Returns: `nil` at the end.
    public func next() throws(ArchiveFailure) -> Entry? {
        var entry: OpaquePointer?
        switch archive_read_next_header(archive, &entry) {
        case ARCHIVE_OK: break
        case ARCHIVE_EOF: return nil
        default: throw ArchiveFailure(archive)
        }
        guard let entry, let name = archive_entry_pathname(entry) else { throw ArchiveFailure("an entry has no name") }
        let isPlain = archive_entry_hardlink(entry) == nil && archive_entry_filetype(entry) == UInt32(0o100_000)
        return Entry(name: String(cString: name), size: Int(archive_entry_size(entry)), isFile: isPlain)
    }

    /// Hands over what the entry holds, a piece at a time.
    /// - Throws: also when the file ends too early.
    public func read(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        while true {
            let count = archive_read_data(archive, piece.baseAddress, piece.count)
            guard count >= 0 else { throw ArchiveFailure(archive) }
            guard count > 0 else { return }
            try body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
    }

    /// - Parameter limit: in bytes; a longer entry is refused before it fills the memory.
    public func bytes(of entry: Entry, limit: Int) throws -> [UInt8] {
        guard entry.size <= limit else { throw ArchiveFailure("\(entry.name) has more than \(limit) bytes") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entry.size)
        try read { bytes += $0 }
        return bytes
    }
}
