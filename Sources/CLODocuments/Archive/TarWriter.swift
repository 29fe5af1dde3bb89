import CArchive
import CLOModel
import Glibc

/// Writes a tar file in the pax form (POSIX.1-2001), which every system reads and whose files may be of any size, by
/// libarchive. In memory that does not grow with what goes into it.
///
///     let tar = try TarWriter(descriptor)
///     try tar.add("tables/account.jsonl", size: bytes.count, at: now) { write in try write(bytes) }
///     try tar.finish()
public final class TarWriter {
    private let archive: OpaquePointer
    private let entry: OpaquePointer

    /// - Parameter descriptor: open for writing. Stays its owner's, to sync and close.
    public init(_ descriptor: Int32) throws(ArchiveFailure) {
        guard let archive = archive_write_new(), let entry = archive_entry_new() else {
            throw ArchiveFailure("out of memory")
        }
        self.archive = archive
        self.entry = entry
        guard archive_write_set_format_pax_restricted(archive) == ARCHIVE_OK,
            archive_write_open_fd(archive, descriptor) == ARCHIVE_OK
        else { throw ArchiveFailure(archive) }
    }

    deinit {
        archive_entry_free(entry)
        archive_write_free(archive)
    }

    /// Adds a file that its owner alone may read.
    ///
    /// - Parameter size: in bytes, of what the body writes in all; anything else is an error.
    public func add(
        _ name: String, size: Int, at moment: Instant,
        _ body: (_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        archive_entry_clear(entry)
        archive_entry_set_pathname(entry, name)
        archive_entry_set_size(entry, Int64(size))
        // AE_IFREG, a macro with a cast, which is not imported.
        archive_entry_set_filetype(entry, UInt32(0o100_000))
        archive_entry_set_perm(entry, 0o600)
        archive_entry_set_mtime(entry, time_t(moment.milliseconds / 1_000), 0)
        guard archive_write_header(archive, entry) == ARCHIVE_OK else { throw ArchiveFailure(archive) }
        var written = 0
        try body { bytes in
            guard !bytes.isEmpty else { return }
            let count = archive_write_data(archive, bytes.baseAddress, bytes.count)
            guard count >= 0 else { throw ArchiveFailure(archive) }
            written += count
            guard count == bytes.count else {
                throw ArchiveFailure("\(name) is longer than the \(size) bytes announced")
            }
        }
        guard written == size else { throw ArchiveFailure("\(name) has \(written) of the \(size) bytes announced") }
        guard archive_write_finish_entry(archive) == ARCHIVE_OK else { throw ArchiveFailure(archive) }
    }

    /// Writes the end. What was written is on its way to the disk, not there: the owner of the descriptor syncs it.
    public func finish() throws(ArchiveFailure) {
        guard archive_write_close(archive) == ARCHIVE_OK else { throw ArchiveFailure(archive) }
    }
}

/// What libarchive says went wrong.
public struct ArchiveFailure: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ archive: OpaquePointer) {
        description = archive_error_string(archive).map { String(cString: $0) } ?? "unknown error of libarchive"
    }
}
