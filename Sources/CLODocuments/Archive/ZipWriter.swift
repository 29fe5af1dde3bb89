import CLOModel
import Glibc

/// Writes a ZIP file entry by entry (PKWARE APPNOTE 6.3.10), in memory that does not grow with what goes into it but
/// for some hundred bytes for each entry's line in the directory at its end.
///
/// Nothing is compressed: photos and PDFs do not get smaller, and the rest is little. Files past 4 GiB, and more than
/// 65,535 entries, are written in the ZIP64 form, which all systems of these years read.
///
///     let zip = try ZipWriter("/data/12.zip.partial")
///     try zip.add("contrats/devis.pdf", file: "/data/contrats/a1B2.pdf", at: signed)
///     try zip.add("informations.json", at: now) { write in try write(json) }
///     try zip.finish()
///
/// The file is whole once ``finish()`` has returned. Whoever made the writer deletes it if it does not.
public final class ZipWriter {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Of the file as written so far, the buffer included, in bytes.
    private var offset: UInt64 = 0
    private var directory: [UInt8] = []
    private var entryCount: UInt64 = 0

    private static let bufferSize = 1 << 17
    /// In their short form sizes, offsets and counts have this value when the long form tells.
    private static let seeLongForm = UInt64(UInt32.max)

    public struct Failure: Error, CustomStringConvertible {
        public let path: String
        public let code: Int32

        public var description: String { "\(path): \(String(cString: strerror(code)))" }
    }

    /// - Throws: ``Failure`` when the file is there already, or cannot be made.
    public init(_ path: String) throws(Failure) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit {
        close(descriptor)
    }

    /// Adds a copy of a file.
    /// - Returns: whether the file was there.
    public func add(_ name: String, file source: String, at moment: Instant) throws(Failure) -> Bool {
        let file = open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT { return false }
            throw Failure(path: source, code: errno)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Failure(path: source, code: errno) }
        let size = UInt64(status.st_size)
        var entry = begin(name, at: moment, isLong: size >= Self.seeLongForm)
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 16)
        defer { piece.deallocate() }
        // A file that shrinks meanwhile ends the entry early, one that grows is cut: neither happens to ours.
        while entry.size < size {
            let count = read(file, piece.baseAddress, Int(min(UInt64(piece.count), size - entry.size)))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure(path: source, code: errno) }
            guard count > 0 else { break }
            try append(UnsafeRawBufferPointer(rebasing: piece[..<count]), to: &entry)
        }
        try end(entry)
        return true
    }

    /// Adds what the body writes, piece by piece.
    /// - Throws: ``Failure`` with `EFBIG` past 4 GiB: nothing but files is that long.
    public func add(_ name: String, at moment: Instant, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void)
        throws
    {
        var entry = begin(name, at: moment, isLong: false)
        try body { bytes in
            guard entry.size + UInt64(bytes.count) < Self.seeLongForm else { throw Failure(path: path, code: EFBIG) }
            try bytes.withUnsafeBytes { try append($0, to: &entry) }
        }
        try end(entry)
    }

    /// Writes the directory, and waits until all is on the disk.
    public func finish() throws(Failure) {
        let start = offset
        var tail: [UInt8] = []
        swap(&tail, &directory)
        let size = UInt64(tail.count)
        if entryCount >= UInt64(UInt16.max) || start >= Self.seeLongForm || size >= Self.seeLongForm {
            let longEnd = start + size
            tail.append(0x0606_4B50 as UInt32)
            tail.append(44 as UInt64)
            tail.append(Self.madeBy)
            tail.append(Self.versionOfLongForm)
            tail.append(0 as UInt32)
            tail.append(0 as UInt32)
            tail.append(entryCount)
            tail.append(entryCount)
            tail.append(size)
            tail.append(start)
            tail.append(0x0706_4B50 as UInt32)
            tail.append(0 as UInt32)
            tail.append(longEnd)
            tail.append(1 as UInt32)
        }
        let count = UInt16(min(entryCount, UInt64(UInt16.max)))
        tail.append(0x0605_4B50 as UInt32)
        tail.append(0 as UInt16)
        tail.append(0 as UInt16)
        tail.append(count)
        tail.append(count)
        tail.append(UInt32(min(size, Self.seeLongForm)))
        tail.append(UInt32(min(start, Self.seeLongForm)))
        tail.append(0 as UInt16)
        buffer += tail
        try flush()
        guard fsync(descriptor) == 0 else { throw Failure(path: path, code: errno) }
    }

    // MARK: Entries

    private struct Entry {
        let name: [UInt8]
        let start: UInt64
        let time: UInt16
        let date: UInt16
        let isLong: Bool
        var size: UInt64 = 0
        var checksum = Checksum()
    }

    /// Unix, APPNOTE 6.3: names are UTF-8, modes are Unix'.
    private static let madeBy = UInt16(3 << 8 | 63)
    private static let versionOfLongForm: UInt16 = 45
    private static let version: UInt16 = 20
    /// Bit 11: the name is UTF-8.
    private static let flags: UInt16 = 1 << 11
    private static let regularFile = UInt32(0o100_644) << 16

    private func begin(_ name: String, at moment: Instant, isLong: Bool) -> Entry {
        let local = ParisTime(moment)
        // The form knows the years 1980 to 2107 and every other second.
        let year = UInt16(clamping: min(max(local.date.year - 1_980, 0), 127))
        let entry = Entry(
            name: Array(name.utf8), start: offset,
            time: UInt16(local.hour << 11 | local.minute << 5 | local.second / 2),
            date: year << 9 | UInt16(local.date.month << 5 | local.date.day), isLong: isLong)
        // Size and checksum are written over it once they are known.
        let header = header(of: entry)
        buffer += header
        offset += UInt64(header.count)
        return entry
    }

    private func header(of entry: Entry) -> [UInt8] {
        var header: [UInt8] = []
        header.append(0x0403_4B50 as UInt32)
        header.append(entry.isLong ? Self.versionOfLongForm : Self.version)
        append(entry, to: &header)
        header.append(UInt16(entry.name.count))
        header.append(UInt16(entry.isLong ? 20 : 0))
        header += entry.name
        if entry.isLong {
            header.append(1 as UInt16)
            header.append(16 as UInt16)
            header.append(entry.size)
            header.append(entry.size)
        }
        return header
    }

    /// What an entry's header and its line in the directory have in common.
    private func append(_ entry: Entry, to bytes: inout [UInt8]) {
        let size = entry.isLong ? UInt32.max : UInt32(entry.size)
        bytes.append(Self.flags)
        bytes.append(0 as UInt16)
        bytes.append(entry.time)
        bytes.append(entry.date)
        bytes.append(entry.checksum.value)
        bytes.append(size)
        bytes.append(size)
    }

    private func append(_ bytes: UnsafeRawBufferPointer, to entry: inout Entry) throws(Failure) {
        entry.checksum.add(bytes)
        entry.size += UInt64(bytes.count)
        offset += UInt64(bytes.count)
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    private func end(_ entry: Entry) throws(Failure) {
        try flush()
        let header = header(of: entry)
        var written = 0
        while written < header.count {
            let count = header.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + written, $0.count - written, off_t(entry.start) + off_t(written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure(path: path, code: errno) }
            written += count
        }
        list(entry)
    }

    private func list(_ entry: Entry) {
        let isFar = entry.start >= Self.seeLongForm
        let isLong = entry.isLong || isFar
        directory.append(0x0201_4B50 as UInt32)
        directory.append(Self.madeBy)
        directory.append(isLong ? Self.versionOfLongForm : Self.version)
        append(entry, to: &directory)
        directory.append(UInt16(entry.name.count))
        let extra = (entry.isLong ? 16 : 0) + (isFar ? 8 : 0)
        directory.append(UInt16(isLong ? extra + 4 : 0))
        directory.append(0 as UInt16)
        directory.append(0 as UInt16)
        directory.append(0 as UInt16)
        directory.append(Self.regularFile)
        directory.append(isFar ? UInt32.max : UInt32(entry.start))
        directory += entry.name
        if isLong {
            directory.append(1 as UInt16)
            directory.append(UInt16(extra))
            if entry.isLong {
                directory.append(entry.size)
                directory.append(entry.size)
            }
            if isFar { directory.append(entry.start) }
        }
        entryCount += 1
    }

    // MARK: The file

    private func flush() throws(Failure) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure(path: path, code: errno) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

extension [UInt8] {
    /// Little-endian, as all numbers of a ZIP file are.
    fileprivate mutating func append(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { self += $0 }
    }
}
