/// Says whether HTML is what a rich text may look like. Written from the specification (S11), byte by byte, and
/// shares nothing with what it judges: an element, attribute, address or character that is not named here is
/// a fault.
struct RichTextGrammar {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private let bytes: [UInt8]
    private var position = 0

    /// The faults found in `html`; empty when it is allowed.
    static func faults(in html: String) -> [String] {
        var grammar = RichTextGrammar(bytes: Array(html.utf8))
        do {
            try grammar.checkCharacters(html)
            while grammar.position < grammar.bytes.count { try grammar.readBlock(depth: 0) }
            return []
        } catch {
            return ["\(error) at byte \(grammar.position) of \(html.prefix(600))"]
        }
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func checkCharacters(_ html: String) throws {
        for scalar in html.unicodeScalars {
            let value = scalar.value
            let isControl = value < 0x20 || (0x7F...0x9F).contains(value)
            let isDirection = (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
            let isNoncharacter = value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
            if isControl || isDirection || isNoncharacter { throw Fault(description: "U+\(value)") }
        }
    }

    private mutating func accept(_ literal: String) -> Bool {
        guard bytes[position...].starts(with: literal.utf8) else { return false }
        position += literal.utf8.count
        return true
    }

    private mutating func expect(_ literal: String) throws {
        guard accept(literal) else { throw Fault(description: "expected \(literal)") }
    }

    private mutating func readBlock(depth: Int) throws {
        if accept("<p>") {
            if accept("<br></p>") { return }
            try readInlines(inside: 0, until: "</p>")
        } else if accept("<ul>") {
            try readItems(until: "</ul>", depth: depth + 1)
        } else if accept("<ol>") {
            try readItems(until: "</ol>", depth: depth + 1)
        } else if depth == 0, accept("<figure class=\"photo\" data-photo=\"") {
            let name = try readValue()
            let isName = name.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x5F || byte == 0x2D
            }
            guard isName, (8...64).contains(name.count) else { throw Fault(description: "photo name") }
            try expect("></figure>")
        } else {
            throw Fault(description: "not a block")
        }
    }

    private mutating func readItems(until end: String, depth: Int) throws {
        guard depth <= 6 else { throw Fault(description: "list too deep") }
        repeat {
            try expect("<li>")
            repeat { try readBlock(depth: depth) } while !accept("</li>")
        } while !accept(end)
    }

    /// - Parameter rank: of the element around: link, size, bold, italic, underline stand in this order.
    private mutating func readInlines(inside rank: Int, until end: String) throws {
        var isEmpty = true
        while !accept(end) {
            isEmpty = false
            if accept("<br>") {
                continue
            } else if rank < 1, accept("<a href=\"") {
                try checkAddress(try readValue())
                try expect(" rel=\"noopener nofollow\">")
                try readInlines(inside: 1, until: "</a>")
            } else if rank < 2, accept("<span class=\"") {
                let size = String(decoding: try readValue(), as: UTF8.self)
                guard ["taille-petit", "taille-grand", "taille-tres-grand"].contains(size) else {
                    throw Fault(description: "class \(size)")
                }
                try expect(">")
                try readInlines(inside: 2, until: "</span>")
            } else if rank < 3, accept("<strong>") {
                try readInlines(inside: 3, until: "</strong>")
            } else if rank < 4, accept("<em>") {
                try readInlines(inside: 4, until: "</em>")
            } else if rank < 5, accept("<u>") {
                try readInlines(inside: 5, until: "</u>")
            } else {
                try readText()
            }
        }
        if isEmpty { throw Fault(description: "empty element before \(end)") }
    }

    private mutating func readText() throws {
        guard position < bytes.count else { throw Fault(description: "unclosed element") }
        switch bytes[position] {
        case UInt8(ascii: "&"):
            guard accept("&amp;") || accept("&lt;") || accept("&gt;") || accept("&quot;") else {
                throw Fault(description: "character reference")
            }
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""):
            throw Fault(description: "unescaped")
        default:
            position += 1
        }
    }

    /// Up to the closing quote, and past it.
    private mutating func readValue() throws -> ArraySlice<UInt8> {
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\"")) else {
            throw Fault(description: "unclosed value")
        }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    private func checkAddress(_ address: ArraySlice<UInt8>) throws {
        let schemes = ["http://", "https://", "mailto:", "tel:"]
        let isPrintable = address.allSatisfy { (0x21...0x7E).contains($0) && !"<>\"`\\".utf8.contains($0) }
        guard schemes.contains(where: { address.starts(with: $0.utf8) && address.count > $0.utf8.count }), isPrintable,
            // `&` is written `&amp;`, so the bound holds for what a browser reads.
            address.count <= 2048 * 5
        else { throw Fault(description: "address \(String(decoding: address, as: UTF8.self))") }
    }
}
