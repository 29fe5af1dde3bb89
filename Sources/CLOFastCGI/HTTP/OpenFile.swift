import CLOModel
import Glibc

/// A file that is being sent: it stays open, and what it was, even when its name goes away meanwhile.
final class OpenFile: Sendable {
    let path: String
    /// In bytes.
    let size: Int
    /// When its content was last written.
    let writtenAt: Instant
    private let descriptor: Int32

    /// - Returns: `nil` when it is missing or cannot be read.
    init?(_ path: String) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        size = Int(status.st_size)
        writtenAt = Instant(
            milliseconds: Int64(status.st_mtim.tv_sec) * 1_000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }

    deinit {
        close(descriptor)
    }

    /// Hands on the content piece by piece.
    /// - Parameters:
    ///   - part: of the file, in bytes.
    ///   - send: answers whether the receiver is still there.
    /// - Returns: whether all of it was sent.
    func forEachPiece(of part: Range<Int>, _ send: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(max(part.count, 1), 1 << 17), alignment: 16)
        defer { buffer.deallocate() }
        var sent = part.lowerBound
        while sent < part.upperBound {
            let count = pread(descriptor, buffer.baseAddress, min(buffer.count, part.upperBound - sent), off_t(sent))
            if count < 0 && errno == EINTR { continue }
            guard count > 0, send(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return false }
            sent += count
        }
        return true
    }
}
