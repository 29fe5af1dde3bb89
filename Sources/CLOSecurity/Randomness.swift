import CCrypto

/// Bytes from OpenSSL's cryptographic generator.
public enum Randomness {
    /// - Precondition: the generator works. A process that cannot draw random numbers must not go on:
    ///   a token made without them would be guessable.
    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        precondition(RAND_bytes(&bytes, Int32(count)) == 1, "OpenSSL's random generator failed")
        return bytes
    }
}
