import CLODocuments
import Foundation
import Testing

@Suite("Des contrats PDF sans danger")
struct HarmlessPDFTests {
    /// Objects of a PDF, numbered from 1; the first is its catalogue, the second its pages, the third the only page.
    private func pdf(catalog: String = "", page: String = "", more: [String] = []) -> Data {
        let objects =
            [
                "<</Type/Catalog/Pages 2 0 R\(catalog)>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]\(page)>>",
            ] + more
        var text = "%PDF-1.7\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { text += String(format: "%010d 00000 n \n", offset) }
        text += "trailer\n<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n"
        return Data(text.utf8)
    }

    private func make(_ data: Data) throws -> (result: HarmlessPDF.Result, written: Data) {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left of a test harms nobody.
        let source = folder.appending(path: "recu")
        let target = folder.appending(path: "sain.pdf")
        try data.write(to: source)
        let result = try HarmlessPDF.make(from: source.path, to: target.path)
        return (result, try Data(contentsOf: target))
    }

    private func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

    @Test("un PDF sans danger est recopié octet pour octet")
    func clean() throws {
        let data = pdf(catalog: "/OpenAction[3 0 R/Fit]")
        let (result, written) = try make(data)
        #expect(result.pageCount == 1 && result.removed.isEmpty)
        #expect(written == data)
    }

    @Test(
        "ce qui agit est retiré, et nommé",
        arguments: [
            ("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "", .script, "app.alert"),
            ("/AA<</WC<</S/JavaScript/JS(mal)>>>>", "", .script, "mal"),
            ("/Names<</JavaScript<</Names[(a)4 0 R]>>>>", "", .script, "4 0 R"),
            ("/OpenAction<</S/Launch/F(calc.exe)>>", "", .launch, "calc"),
            ("", "/Annots[<</Type/Annot/Subtype/Link/A<</S/Launch/Win<</F(cmd)>>>>>>]", .launch, "cmd"),
            ("/Names<</EmbeddedFiles<</Names[(a)<</EF<</F 4 0 R>>>>]>>>>", "", .files, "EmbeddedFiles"),
            ("/Collection<</View/D>>", "", .files, "Collection"),
            ("", "/Annots[<</Type/Annot/Subtype/FileAttachment/FS<</EF<</F 4 0 R>>>>>>]", .files, "/EF"),
            ("", "/Annots[<</Type/Annot/Subtype/RichMedia/RichMediaContent<</X 1>>>>]", .media, "RichMediaContent"),
            ("/AcroForm<</XFA(x)/Fields[]>>", "", .forms, "/XFA"),
            ("", "/Annots[<</Subtype/Link/A<</S/SubmitForm/F(http://x)>>>>]", .forms, "http://x"),
            // An action after an ordinary one.
            ("/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/JavaScript/JS(suite)>>]>>", "", .script, "suite"),
        ] as [(String, String, HarmlessPDF.Danger, String)])
    func removed(catalog: String, page: String, danger: HarmlessPDF.Danger, trace: String) throws {
        let (result, written) = try make(
            pdf(catalog: catalog, page: page, more: ["<</Length 0>>\nstream\n\nendstream"]))
        #expect(result.pageCount == 1)
        #expect(result.removed.contains(danger))
        #expect(!text(written).contains(trace))
        #expect(!text(written).contains("/JS"))
        // What was written is clean: a second look finds nothing.
        #expect(try make(written).result.removed.isEmpty)
    }

    @Test("un PDF signé qui contient un danger est refusé plutôt que dé-signé ; sans danger, il passe intact")
    func signed() throws {
        let signature = ["<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>"]
        let form = "/AcroForm<</SigFlags 3/Fields[<</FT/Sig/V 4 0 R>>]>>"
        let clean = pdf(catalog: form, more: signature)
        #expect(try make(clean).written == clean)
        let error = #expect(throws: HarmlessPDF.Refused.self) {
            try make(pdf(catalog: form + "/OpenAction<</S/JavaScript/JS(x)>>", more: signature))
        }
        #expect(error?.sentence.contains("signé électroniquement") == true)
    }

    @Test(
        "ce qui n’est pas un PDF lisible est refusé par une phrase",
        arguments: ["", "bonjour", "%PDF-1.7\n", "GIF89a%PDF", "%PDF-1.7\ntrailer<</Root 1 0 R>>"])
    func unreadable(text: String) {
        let error = #expect(throws: HarmlessPDF.Refused.self) { try make(Data(text.utf8)) }
        #expect(error?.sentence.hasSuffix(".") == true)
    }

    @Test("un PDF coupé ou abîmé est lu ou refusé, jamais plus")
    func damaged() throws {
        let data = pdf(catalog: "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")
        for length in stride(from: 5, to: data.count, by: 7) {
            do {
                let (_, written) = try make(data.prefix(length))
                #expect(!text(written).contains("app.alert"))
            } catch {
                #expect(error is HarmlessPDF.Refused)
            }
        }
    }
}
