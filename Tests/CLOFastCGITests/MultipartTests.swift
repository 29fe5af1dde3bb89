import Testing

@testable import CLOFastCGI

@Suite("Formulaires avec fichiers (multipart/form-data)")
struct MultipartTests {
    private static let boundary = "----limite42"

    private static func body(_ parts: [(header: String, content: [UInt8])], end: String = "--\r\n") -> [UInt8] {
        var body: [UInt8] = []
        for part in parts {
            body += Array("--\(boundary)\r\n\(part.header)\r\n\r\n".utf8) + part.content + Array("\r\n".utf8)
        }
        return body + Array("--\(boundary)\(end)".utf8)
    }

    private static func field(_ name: String, _ value: String) -> (header: String, content: [UInt8]) {
        ("Content-Disposition: form-data; name=\"\(name)\"", Array(value.utf8))
    }

    private static func file(_ name: String, _ content: [UInt8]) -> (header: String, content: [UInt8]) {
        ("Content-Disposition: form-data; name=\"photos\"; filename=\"\(name)\"\r\nContent-Type: image/jpeg", content)
    }

    private func read(_ body: [UInt8]) throws -> Multipart {
        try Multipart(body: body, boundary: Array(Self.boundary.utf8))
    }

    @Test("champs et fichiers se relisent, dans leur ordre, octet pour octet")
    func roundTrip() throws {
        let bytes = Array(UInt8.min...UInt8.max) + Array("\r\n--\(Self.boundary.dropLast())\r\n".utf8)
        let form = try read(
            Self.body([
                Self.field("texte", "Été\r\nligne"), Self.file("façade \"sud\".jpg".replacingQuotes, bytes),
                Self.field("photo:abc", ""), Self.file("", []),
            ]))
        #expect(form.fields.pairs.map(\.name) == ["texte", "photo:abc"])
        #expect(try form.fields.required("texte") == "Été\r\nligne")
        #expect(form.files == [.init(field: "photos", fileName: "façade \"sud\".jpg", bytes: bytes)])
    }

    @Test("un formulaire sans champ est vide ; un saut de ligne final est facultatif")
    func ends() throws {
        #expect(try read(Self.body([])).fields.pairs.isEmpty)
        #expect(try read(Self.body([Self.field("a", "b")], end: "--")).fields.required("a") == "b")
    }

    @Test(
        "ce qui n’est pas ce qu’envoie un navigateur est refusé en entier",
        arguments: [
            "", "--", "texte=a", "--autre--\r\n", "------limite42", "------limite42\r\n",
            "------limite42\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb",
            "------limite42\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n------limite42",
            "------limite42\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n------limite42--suite",
            "------limite42\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n------limite42--",
            "------limite42\r\nContent-Disposition: form-data; name=\"a\"; name=\"c\"\r\n\r\nb\r\n------limite42--",
            "------limite42\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb\r\n------limite42--",
            "------limite42\r\nX: y\r\n\r\nb\r\n------limite42--",
            "------limite42\nContent-Disposition: form-data; name=\"a\"\n\nb\n------limite42--",
        ])
    func malformed(body: String) {
        #expect(throws: BadRequest.self) { try read(Array(body.utf8)) }
    }

    @Test(
        "un texte qui n’est pas de l’UTF-8, ou qui contient un zéro, est refusé",
        arguments: [[0xC3], [0x61, 0]] as [[UInt8]])
    func badText(bytes: [UInt8]) {
        let part = (header: "Content-Disposition: form-data; name=\"texte\"", content: bytes)
        #expect(throws: BadRequest.self) { try read(Self.body([part])) }
    }

    @Test("plus de champs qu’aucun de nos formulaires n’en a : refusé")
    func tooMany() {
        let parts = (0...Fields.maximumCount).map { Self.field("a\($0)", "") }
        #expect(throws: BadRequest.self) { try read(Self.body(parts)) }
    }

    @Test("la limite est lue dans le type, et là seulement")
    func boundaryInType() throws {
        #expect(try Multipart.boundary(contentType: "application/x-www-form-urlencoded") == nil)
        let types = ["multipart/form-data; boundary=x1", "Multipart/Form-Data;charset=utf-8; BOUNDARY=\"x1\" "]
        for type in types { #expect(try Multipart.boundary(contentType: type) == Array("x1".utf8)) }
        let long = String(repeating: "x", count: 71)
        for bad in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\(long)"] {
            #expect(throws: BadRequest.self) { try Multipart.boundary(contentType: bad) }
        }
    }

    /// A body that was cut, turned or damaged anywhere is read as something or refused; the process lives on.
    @Test("quelque octet que l’on abîme, rien ne casse")
    func fuzz() throws {
        let whole = Self.body([Self.field("texte", "Bonjour"), Self.file("a.jpg", [1, 2, 3]), Self.field("b", "c")])
        var random = SystemRandomNumberGenerator()
        var refused = 0
        for round in 0..<4_000 {
            var body = whole
            switch round % 3 {
            case 0: body.removeLast(Int.random(in: 1...body.count, using: &random))
            case 1: body[Int.random(in: body.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            default: body.insert(13, at: Int.random(in: 0...body.count, using: &random))
            }
            do { _ = try read(body) } catch is BadRequest { refused += 1 }
        }
        // Every third was cut short; only the line break at the very end can be missed.
        #expect(refused > 1_000)
    }
}

extension String {
    /// As browsers write quotes in a name.
    fileprivate var replacingQuotes: String {
        split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "%22")
    }
}
