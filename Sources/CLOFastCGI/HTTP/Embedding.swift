/// Who includes our page in one of the site's: the header `CLO-Fragment`. Other sites cannot set it (CORS).
enum Embedding: String, Sendable {
    /// A program of the site, a PHP page say, which passes on everything else as it is.
    case page
    /// `embarquer.js`, which must learn where a redirect leads without following it: what the page there says only
    /// once, it would otherwise say to the script.
    case script
}

extension Response {
    /// For the script, a redirect is an answer that says where to go: `CLO-Vers`.
    func asEmbedded(_ embedding: Embedding?) -> Response {
        guard embedding == .script, status == .seeOther else { return self }
        var answer = self
        answer.status = .noContent
        answer.headers = headers.map { $0.name == "Location" ? ("CLO-Vers", $0.value) : $0 }
        return answer
    }
}
