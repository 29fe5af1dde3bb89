import Foundation
import Testing

@testable import CLOFastCGI

@Suite("Le nom sous lequel un document est enregistré")
struct ContentDispositionTests {
    private func header(_ name: String) -> String {
        ContentDisposition(kind: .attachment, fileName: name).header
    }

    @Test("en français pour les navigateurs, sans accents pour ce qui est ancien (RFC 6266, RFC 8187)")
    func french() {
        #expect(
            header("Devis signé – Œuvre n° 2.pdf")
                == "attachment; filename=\"Devis signe - OEuvre no 2.pdf\"; "
                + "filename*=UTF-8''Devis%20sign%C3%A9%20%E2%80%93%20%C5%92uvre%20n%C2%B0%202.pdf")
        #expect(ContentDisposition(kind: .inline, fileName: "a.pdf").header.hasPrefix("inline; filename=\"a.pdf\";"))
    }

    @Test(
        "rien de ce qui est dans un nom ne sort de l’en-tête",
        arguments: [
            "a\"; filename=\"b.exe", "a\\\"b", "a\r\nSet-Cookie: x=1", "a/../b", "%22%0d%0a", "日本.pdf", "a'b;c",
        ])
    func hostile(name: String) {
        let header = header(name)
        #expect(header.utf8.allSatisfy { (32...126).contains($0) })
        let quoted = header.split(separator: "\"", omittingEmptySubsequences: false)
        #expect(quoted.count == 3, "one quoted string: \(header)")
        #expect(!quoted[1].contains("\\") && !quoted[1].contains("/") && !quoted[1].contains("%"))
        // RFC 8187: attr-char and percent escapes, nothing that ends the parameter.
        let extended = header[(header.range(of: "UTF-8''")?.upperBound ?? header.endIndex)...]
        #expect(!extended.isEmpty && !extended.contains { "\"\\;, '/()<>".contains($0) })
    }
}
