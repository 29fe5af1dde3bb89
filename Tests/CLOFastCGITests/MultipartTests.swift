import Testing

@testable import CLOFastCGI

@Suite("Formulaires avec fichiers (RFC 7578)")
struct MultipartTests {
    private static let type = "multipart/form-data; boundary=----bord"

    private func read(_ parts: [String], type: String = type) throws -> Multipart {
        let body = parts.map { "------bord\r\n\($0)\r\n" }.joined() + "------bord--\r\n"
        return try Multipart(Array(body.utf8), contentType: type)
    }

    @Test("champs et fichiers sont lus, accents et lignes compris")
    func fieldsAndFiles() throws {
        let form = try read([
            "Content-Disposition: form-data; name=\"titre\"\r\n\r\nDevis signé\r\net daté",
            "Content-Disposition: form-data; name=\"fichier\"; filename=\"été; 1.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-\r\n--",
            "content-disposition: form-data; name=vide\r\n\r\n",
        ])
        #expect(form.fields.map(\.name) == ["titre", "vide"])
        #expect(form.fields.map(\.value) == ["Devis signé\r\net daté", ""])
        #expect(form.files.map(\.field) == ["fichier"])
        #expect(form.files[0].bytes == Array("%PDF-\r\n--".utf8))
    }

    @Test("un champ de fichier laissé vide n’est pas un fichier")
    func emptyFile() throws {
        let form = try read([
            "Content-Disposition: form-data; name=\"fichier\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        ])
        #expect(form.files.isEmpty && form.fields.isEmpty)
    }

    @Test("des octets quelconques dans un fichier passent tels quels")
    func binary() throws {
        let bytes = (0...255).map { UInt8($0) }
        let head = Array("------bord\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n".utf8)
        let form = try Multipart(head + bytes + Array("\r\n------bord--".utf8), contentType: Self.type)
        #expect(form.files.map(\.bytes) == [bytes])
    }

    @Test(
        "ce qui est mal formé est refusé",
        arguments: [
            "", "------bord", "------bord\r\n", "------bord--x", "--autre\r\n\r\n--autre--",
            "------bord\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nsans fin",
            "------bord\r\nContent-Disposition: form-data\r\n\r\nx\r\n------bord--",
            "------bord\r\nContent-Type: text/plain\r\n\r\nx\r\n------bord--",
            "------bord\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n------bord--",
            "------bord\r\nContent-Disposition: form-data; name=\"a\"\r\nx\r\n------bord--",
            "------bord\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\u{0}\r\n------bord--",
        ])
    func malformed(body: String) {
        if body == "------bord--x" {
            // After the closing delimiter anything may follow (RFC 2046, 5.1.1).
            #expect((try? Multipart(Array(body.utf8), contentType: Self.type))?.fields.isEmpty == true)
        } else {
            #expect(throws: BadRequest.self) { try Multipart(Array(body.utf8), contentType: Self.type) }
        }
    }

    @Test(
        "sans bord lisible, rien n’est lu",
        arguments: ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\""])
    func boundary(type: String) {
        #expect(throws: BadRequest.self) { try read([], type: type) }
    }

    @Test("n’importe quels octets sont lus ou refusés, jamais plus")
    func anyBytes() {
        var generator = SystemRandomNumberGenerator()
        let pieces: [[UInt8]] = [
            Array("------bord".utf8), [13, 10], Array("--".utf8), [13, 10, 13, 10], [0, 255, 34, 59],
            Array("Content-Disposition: form-data; name=\"a\"".utf8), Array("; filename=\"".utf8),
        ]
        for _ in 0..<2_000 {
            let body = (0..<Int.random(in: 0...12, using: &generator)).flatMap { _ in pieces.randomElement() ?? [] }
            do {
                let form = try Multipart(body, contentType: Self.type)
                #expect(form.fields.count + form.files.count <= body.count)
            } catch {
                #expect(error is BadRequest)
            }
        }
    }

    @Test("le formulaire d’une requête se lit quel que soit son codage")
    func requestForm() throws {
        let body = "------bord\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\nabc\r\n------bord--"
        let request = Request.sample("POST", body: body, contentType: Self.type)
        #expect(try request.form().required("jeton") == "abc")
        #expect(try request.file("fichier") == nil)
    }
}
