import CLOModel
import Testing

@Suite("Recherche : les mots d’un texte")
struct SearchWordsTests {
    @Test(
        "accents, casse et ligatures ne comptent pas",
        arguments: [
            ("Le Coffrage EST posé.", "le coffrage est pose"), ("Cœur, Œuvre, ÆTHER", "coeur oeuvre aether"),
            ("déjà-vu à l’étage", "deja vu a l etage"), ("e\u{301}te\u{301} ÉTÉ", "ete ete"), ("Straße", "strasse"),
            ("12,5 m² – n°\u{A0}7", "12 5 m2 n 7"), ("ﬁnition", "finition"), ("bé\u{AD}ton", "beton"),
            ("İstanbul", "istanbul"), ("КИЇВ 2026", "київ 2026"), ("a_b/c", "a b c"), ("«\u{A0}!\u{A0}»", ""), ("", ""),
        ])
    func folded(text: String, words: String) {
        #expect(SearchWords(text).words.map(\.folded).joined(separator: " ") == words)
    }

    @Test("chaque mot est gardé entre deux espaces")
    func indexed() {
        #expect(SearchWords("Le mur, posé").indexed == " le mur pose ")
        #expect(SearchWords("…").indexed.isEmpty)
    }

    @Test("chaque mot sait où il est dans le texte")
    func ranges() {
        let text = "L’e\u{301}tage posé."
        #expect(SearchWords(text).words.map { String(text[$0.range]) } == ["L", "e\u{301}tage", "posé"])
    }
}

@Suite("Recherche : ce qui est cherché")
struct SearchQueryTests {
    private func found(_ typed: String, in text: String) -> [String] {
        SearchQuery(typed: typed).matches(in: SearchWords(text)).map { String(text[$0]) }
    }

    @Test(
        "ce qu’un mot cherché trouve",
        arguments: [
            ("coffr", "Le coffrage est posé.", ["coffrage"]), ("POSE", "Posé, posée, dépose", ["Posé", "posée"]),
            ("dalles", "La dalle et les dalles", ["dalle", "dalles"]), ("mur", "le mûrier, un mur", ["mûrier", "mur"]),
            // Two letters are a word, not a beginning.
            ("wc", "Les WC sont posés wca", ["WC"]), ("du", "durée du chantier", ["du"]),
            ("d’escalier", "un escalier", ["escalier"]), ("l'étage", "Étage", ["Étage"]),
            ("CH-2026", "voir CH 2026 014", ["CH 2026"]), ("12,5", "12,5 m", ["12,5"]), ("12,5", "5 sur 12", []),
            ("\"dalle béton\"", "La dalle béton, une dalle en béton", ["dalle béton"]),
            ("«\u{A0}dalle\u{A0}»", "dalles, dalle", ["dalle"]), ("\"dalle", "dalles", ["dalles"]),
            ("mur dalle", "la dalle du mur", ["dalle", "mur"]),
        ] as [(String, String, [String])])
    func matches(typed: String, text: String, expected: [String]) {
        #expect(found(typed, in: text) == expected)
    }

    @Test("sans lettre ni chiffre, rien n’est cherché", arguments: ["", "  ", "!?", "\"\"", "' «\u{A0}»"])
    func empty(typed: String) {
        #expect(SearchQuery(typed: typed).isEmpty)
    }

    @Test("ce qui est très long est coupé")
    func bounds() {
        let many = (1...100).map { "mot\($0)" }.joined(separator: " ")
        #expect(SearchQuery(typed: many).terms.count == SearchQuery.maximumTerms)
        #expect(SearchQuery(typed: String(repeating: "a", count: 10_000)).terms[0].words[0].count == 200)
        #expect(SearchQuery(typed: "mur mur MUR").terms.count == 1)
    }
}

@Suite("Recherche : extraits")
struct SearchExcerptTests {
    private func excerpt(_ text: String, _ typed: String, _ length: Int = 40) -> String? {
        SearchExcerpt(of: text, query: SearchQuery(typed: typed), maxCharacters: length).map { excerpt in
            excerpt.pieces.map { $0.isMatch ? "[\($0.text)]" : $0.text }.joined()
        }
    }

    @Test("un texte court est montré entier")
    func short() {
        #expect(excerpt("Le coffrage\nest posé.", "pose coffrage") == "Le [coffrage] est [posé].")
        #expect(excerpt("posé", "pose") == "[posé]")
        #expect(excerpt("Rien ici.", "pose") == nil)
    }

    @Test("d’un texte long, ce qui entoure la première trouvaille, coupé entre deux mots")
    func long() {
        let text = String(repeating: "mot ", count: 50) + "le coffrage est posé " + String(repeating: "fin ", count: 50)
        #expect(excerpt(text, "coffrage") == "… mot mot le [coffrage] est posé fin fin fin …")
    }

    @Test("une trouvaille plus longue que l’extrait n’est pas coupée")
    func longMatch() {
        let word = String(repeating: "x", count: 60)
        #expect(excerpt("avant \(word) après", word) == "avant [\(word)] …")
    }
}
