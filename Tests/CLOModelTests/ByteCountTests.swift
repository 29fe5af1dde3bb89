import CLOModel
import Testing

@Suite("Tailles et lettres pour les yeux")
struct ByteCountTests {
    @Test(
        "une taille se lit en français",
        arguments: [
            (0, "0 octet"), (1, "1 octet"), (2, "2 octets"), (999, "999 octets"), (1_000, "1 ko"), (1_449, "1,4 ko"),
            (1_450, "1,5 ko"), (9_949, "9,9 ko"), (9_950, "10 ko"), (12_345, "12 ko"), (999_400, "999 ko"),
            (999_949, "1 Mo"), (1_000_000, "1 Mo"), (1_400_000, "1,4 Mo"), (45_678_901, "46 Mo"),
            (3_200_000_000, "3,2 Go"), (7_000_000_000_000, "7 To"), (7_000_000_000_000_000, "7000 To"),
        ])
    func sizes(bytes: Int, expected: String) {
        #expect(ByteCount(bytes).description == expected.replacing(" ", with: "\u{A0}"))
    }

    @Test("les lettres françaises ont toutes une écriture sans accent")
    func letters() {
        for scalar in "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ’«»–—…°".unicodeScalars {
            let plain = FrenchLetters.unaccented(scalar)
            #expect(plain?.utf8.allSatisfy { (32...126).contains($0) } == true, "\(scalar)")
        }
        #expect(FrenchLetters.unaccented("日") == nil)
    }

    @Test(
        "un numéro français se lit par deux, un autre tel qu’il est gardé",
        arguments: [
            ("+33639982164", "06 39 98 21 64"), ("+33261914017", "02 61 91 40 17"), ("+32470123456", "+32470123456"),
            ("+590690123456", "+590690123456"),
        ])
    func phone(kept: String, shown: String) throws {
        let number = try #require(PhoneNumber(typed: kept))
        #expect(number.french == shown.replacing(" ", with: "\u{A0}"))
        #expect(PhoneNumber(typed: number.french) == number, "what is shown reads back")
        #expect(DetailField.mobile.shown(kept) == number.french)
    }

    @Test("ce qui n’est pas un numéro reste tel quel")
    func noPhone() {
        #expect(DetailField.phone.shown("poste 12") == "poste 12")
        #expect(DetailField.city.shown("+33639982164") == "+33639982164")
    }

    @Test("un texte facultatif : rien, quelques lignes, ou trop")
    func optionalText() throws {
        #expect(try OptionalText(typed: " \r\n ", limit: 5).text == nil)
        #expect(try OptionalText(typed: "a\r\nb", limit: 5).text == "a\nb")
        #expect(throws: FieldError.self) { try OptionalText(typed: "123456", limit: 5) }
    }
}
