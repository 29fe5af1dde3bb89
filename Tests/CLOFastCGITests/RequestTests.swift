import Testing

@testable import CLOFastCGI

@Suite("Demandes")
struct RequestTests {
    @Test(
        "un formulaire est lu quand il en est un",
        arguments: [
            "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8",
            "Application/X-WWW-Form-URLEncoded", "application/x-www-form-urlencoded ;charset=utf-8",
        ])
    func form(type: String) throws {
        #expect(try Request.sample("POST", body: "texte=a+b", contentType: type).form().required("texte") == "a b")
    }

    @Test(
        "un autre type d’envoi est refusé (415)",
        arguments: [
            "", "text/plain", "application/json", "multipart/mixed; boundary=x",
            "application/x-www-form-urlencodedx",
        ])
    func otherType(type: String) {
        let request = Request.sample("POST", body: "a=b", contentType: type)
        #expect(throws: Refusal.unsupportedMediaType) { try request.form() }
    }

    @Test("un formulaire mal codé est refusé")
    func malformed() {
        #expect(throws: BadRequest.self) { try Request.sample("POST", body: "texte=%E9").form() }
    }

    @Test(
        "trois méthodes, et leur nom exact",
        arguments: [
            ("GET", .get), ("HEAD", .head), ("POST", .post), ("get", nil), ("PUT", nil), ("DELETE", nil),
            ("OPTIONS", nil), ("TRACE", nil), ("", nil), ("POST ", nil),
        ] as [(String, CLOFastCGI.Method?)])
    func methods(name: String, method: CLOFastCGI.Method?) {
        #expect(Request.sample(name).method == method)
    }

    @Test("l’adresse demandée se redemande telle quelle")
    func target() throws {
        let request = Request.sample(path: "/admin/fiches", query: try Fields(text: "chantier=a%26b+c&x=%C3%A9"))
        #expect(request.target == "/admin/fiches?chantier=a%26b%20c&x=%C3%A9")
        #expect(Request.sample(path: "/compte-client/").target == "/compte-client/")
        #expect(Request.sample(path: "/é \r\nX: y").target == "/%C3%A9%20%0D%0AX%3A%20y")
    }

    @Test("un texte venu d’ailleurs ne dépasse pas la colonne qui le garde")
    func bounded() {
        #expect("abcdef".bounded(3) == "abc")
        #expect("abc".bounded(3) == "abc")
        #expect("e\u{301}e\u{301}".bounded(3).unicodeScalars.count == 3)
        #expect("".bounded(3) == "")
    }
}

@Suite("Ce qui était tapé n’est pas perdu")
struct KeptFormTests {
    private func kept(
        _ body: String, method: String = "POST", type: String = "application/x-www-form-urlencoded"
    ) -> KeptForm? {
        KeptForm(of: .sample(method, path: "/admin/fiches/CH-2026-014/publications", body: body, contentType: type))
    }

    @Test("le texte est gardé, avec ses autres champs, dans l’ordre")
    func text() {
        #expect(
            kept("etape=&texte=Le+mur&date=2026-11-22T14%3A05")
                == KeptForm(
                    action: "/admin/fiches/CH-2026-014/publications",
                    fields: [
                        .init(name: "etape", value: ""), .init(name: "texte", value: "Le mur"),
                        .init(name: "date", value: "2026-11-22T14:05"),
                    ]))
        #expect(kept("motif=Erreur")?.fields == [.init(name: "motif", value: "Erreur")])
    }

    @Test("ni mot de passe, ni jeton, ni formulaire déjà gardé")
    func secrets() {
        let form = kept(
            "jeton=J&envoi=E&mot_de_passe=M&nouveau_mot_de_passe=N&mot_de_passe2=O&garde:texte=G&texte=a")
        #expect(form?.fields == [.init(name: "texte", value: "a")])
    }

    @Test(
        "ce où personne n’a écrit n’est pas gardé",
        arguments: ["", "texte=", "texte=&motif=", "identifiant=martin&mot_de_passe=x", "jeton=a&envoi=b", "parent=3"])
    func nothing(body: String) {
        #expect(kept(body) == nil)
    }

    @Test("une page demandée, ou un envoi illisible, n’a rien à garder")
    func unreadable() {
        #expect(kept("texte=a", method: "GET") == nil)
        #expect(kept("texte=a", type: "text/plain") == nil)
        #expect(kept("texte=%") == nil)
    }

    @Test("le numéro d’envoi est repris : ce qui a abouti n’est pas fait deux fois")
    func submission() {
        #expect(KeptForm.submission(of: .sample("POST", body: "texte=a&envoi=abc")) == "abc")
        #expect(KeptForm.submission(of: .sample("POST", body: "texte=a")) == nil)
        #expect(KeptForm.submission(of: .sample("GET", body: "envoi=abc")) == nil)
        #expect(KeptForm.submission(of: .sample("POST", body: "envoi=%")) == nil)
    }
}
