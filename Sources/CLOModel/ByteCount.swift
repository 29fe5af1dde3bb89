/// A number of bytes as people read it: « 840 octets », « 12 ko », « 1,4 Mo », « 3,2 Go ».
///
/// Decimal units (ISO 80000-13), as phones and browsers show sizes in French; one decimal below ten.
public struct ByteCount: Hashable, Sendable, CustomStringConvertible {
    public let bytes: Int

    public init(_ bytes: Int) {
        self.bytes = bytes
    }

    public var description: String {
        let units = ["ko", "Mo", "Go", "To"]
        guard bytes >= 1_000 else { return "\(bytes)\u{A0}octet\(bytes < 2 ? "" : "s")" }
        var tenths = bytes / 100 + (bytes % 100 >= 50 ? 1 : 0)
        var unit = 0
        while tenths >= 10_000 - 5, unit < units.count - 1 {
            tenths = tenths / 1_000 + (tenths % 1_000 >= 500 ? 1 : 0)
            unit += 1
        }
        let number =
            tenths < 100 && tenths % 10 != 0 ? "\(tenths / 10),\(tenths % 10)" : "\((tenths + 5) / 10)"
        return "\(number)\u{A0}\(units[unit])"
    }
}
