/// The part of a file that a browser asks for, to go on with a download that stopped or to show one page of a long
/// document first (RFC 9110, section 14).
///
/// One range is answered. Several at once are allowed to be answered by the whole (14.2), and no browser needs them.
enum ByteRange: Hashable, Sendable {
    case whole
    /// Never empty, and inside the file.
    case part(Range<Int>)
    /// It begins where the file has ended: 416.
    case unsatisfiable

    /// - Parameters:
    ///   - header: the `Range` header: `bytes=0-499`, `bytes=500-`, `bytes=-500`. What cannot be read is ignored, as
    ///     the RFC wants it.
    ///   - size: of the file, in bytes.
    init(header: String, size: Int) {
        self = .whole
        guard header.lowercased().hasPrefix("bytes=") else { return }
        let ends = header.utf8.dropFirst("bytes=".utf8.count)
            .split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]) else { return }
        switch (first, last) {
        case (nil, nil): return
        case (nil, let length?):
            self = length == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - length)..<size)
        case (let start?, let end):
            if let end, end < start { return }
            self =
                start >= size ? .unsatisfiable : .part(start..<min(size, end.map { $0 < size ? $0 + 1 : size } ?? size))
        }
    }

    /// - Returns: `.some(nil)` for an end that was left open, `nil` for what is no number.
    private static func number(_ digits: Substring.UTF8View) -> Int?? {
        let text = Substring(digits).filter { $0 != " " }
        if text.isEmpty { return .some(nil) }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        // A number past what an Int holds is past the end of any file.
        return .some(Int(text) ?? .max)
    }
}
