import Testing

@testable import CLOFastCGI

@Suite("La partie demandée d’un fichier")
struct ByteRangeTests {
    @Test(
        "ce que dit l’en-tête Range d’un fichier de 1 000 octets",
        arguments: [
            ("", .whole),
            ("bytes=0-499", .part(0..<500)),
            ("bytes=500-", .part(500..<1_000)),
            ("bytes=-200", .part(800..<1_000)),
            ("bytes=-5000", .part(0..<1_000)),
            ("bytes=0-0", .part(0..<1)),
            ("bytes=999-", .part(999..<1_000)),
            ("bytes=900-5000", .part(900..<1_000)),
            ("bytes=0-99999999999999999999999", .part(0..<1_000)),
            ("Bytes=10-19", .part(10..<20)),
            // It begins where there is nothing any more.
            ("bytes=1000-", .unsatisfiable),
            ("bytes=99999999999999999999999-", .unsatisfiable),
            ("bytes=-0", .unsatisfiable),
            // What cannot be read is not there (RFC 9110, 14.2); several parts may be answered by the whole.
            ("bytes=", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes=5-2", .whole),
            ("bytes=0-1-2", .whole), ("bytes=--5", .whole), ("bytes=+1-2", .whole), ("bytes=1-2,4-5", .whole),
            ("pages=1-2", .whole), ("bytes 0-4", .whole), ("bytes=٣-٤", .whole),
        ] as [(String, ByteRange)])
    func header(header: String, expected: ByteRange) {
        #expect(ByteRange(header: header, size: 1_000) == expected)
    }

    @Test("d’un fichier vide aucune partie ne peut être donnée", arguments: ["bytes=0-", "bytes=-1", "bytes=0-0"])
    func empty(header: String) {
        #expect(ByteRange(header: header, size: 0) == .unsatisfiable)
    }
}
