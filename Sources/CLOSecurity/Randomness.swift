/// Bytes from the kernel's cryptographic generator, by way of Swift's own (getrandom(2) on Linux). OpenSSL's is
/// seeded from the same source, and setting it up costs a plain CGI process a twentieth of its life.
public enum Randomness {
    public static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            withUnsafeBytes(of: generator.next()) { bytes += $0 }
        }
        return Array(bytes.prefix(count))
    }
}
