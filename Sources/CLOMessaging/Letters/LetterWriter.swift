import CLOModel

/// Puts letters on the company's paper: the text part and the HTML part of an e-mail.
///
/// Mail programs know HTML as it was twenty years ago: tables, styles in the elements, no script, no style sheet that
/// one could count on.
public struct LetterWriter: Sendable {
    /// The logo, found by its content id.
    public let logo: InlineImage
    public let letterhead: Letterhead
    /// Where one chooses what one is told; `nil` in messages of security, which are always sent.
    public let preferences: MessageLink?
    public let home: MessageLink

    public init(logo: InlineImage, letterhead: Letterhead, preferences: MessageLink?, home: MessageLink) {
        self.logo = logo
        self.letterhead = letterhead
        self.preferences = preferences
        self.home = home
    }

    /// - Parameter introduction: a template's text, filled.
    public func text(_ introduction: String, _ letter: NoticeLetter?) -> String {
        var parts = [introduction]
        for section in letter?.sections ?? [] {
            if (letter?.sections.count ?? 0) > 1 { parts.append("== \(section.title) (\(section.code)) ==") }
            for item in section.items {
                parts.append("\(item.title) – \(item.byline)")
                switch item.kind {
                case .publication(let text, let milestone):
                    if let milestone { parts.append("*** \(Self.label(milestone)) ***") }
                    parts.append(text.plainText)
                    let missing = item.photos.count - text.photoNames.count
                    if missing > 0 {
                        parts.append("[\(missing)\u{A0}photo\(missing > 1 ? "s" : "") à voir sur la fiche]")
                    }
                case .comment(let text): parts.append(text)
                }
                parts.append("Lire et répondre\u{A0}: \(item.link)")
            }
        }
        var foot = "-- \n\(letterhead.name) – \(home)"
        if !letterhead.imprint.isEmpty { foot += "\n\(letterhead.imprint)" }
        foot += "\nMentions légales\u{A0}: \(letterhead.legalNotice)"
        if let preferences { foot += "\nChoisir ce que vous recevez, ou ne plus rien recevoir\u{A0}: \(preferences)" }
        parts.append(foot)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// - Parameters:
    ///   - subject: the title of the document, for programs that show it.
    ///   - introduction: a template's text, filled.
    public func html(subject: String, _ introduction: String, _ letter: NoticeLetter?) -> String {
        var body = paragraphs(introduction)
        for section in letter?.sections ?? [] {
            body += heading(section)
            for item in section.items { body += html(item) }
        }
        var foot =
            "<a href=\"\(escaped(home.description))\" style=\"\(link)\">Votre compte \(escaped(letterhead.name))</a>"
        if let preferences {
            foot += """
                 · <a href="\(escaped(preferences.description))" style="\(link)">Choisir ce que vous recevez, ou ne plus rien recevoir</a>
                """
        }
        foot += " · <a href=\"\(escaped(letterhead.legalNotice))\" style=\"\(link)\">Mentions légales</a>"
        if !letterhead.imprint.isEmpty { foot += "<br>\(escaped(letterhead.name)), \(escaped(letterhead.imprint))" }
        return """
            <!doctype html>
            <html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(escaped(subject))</title></head>
            <body style="margin:0;padding:0;background:#efeadd">
            <div style="display:none;max-height:0;overflow:hidden">\(escaped(preview(introduction, letter)))</div>
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:16px 8px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:\(letterhead.paper);border:1px solid #cfc9bb">
            <tr><td style="padding:16px 24px;border-bottom:3px solid \(letterhead.accent)"><img src="cid:\(logo.contentID)" width="140" alt="\(escaped(letterhead.name))" style="display:block;width:140px;height:auto;border:0"></td></tr>
            <tr><td style="padding:16px 24px;font-family:Charter,Georgia,serif;font-size:17px;line-height:1.5;color:\(letterhead.ink)">
            \(body)
            </td></tr>
            <tr><td style="padding:12px 24px;border-top:1px solid #cfc9bb;font-family:sans-serif;font-size:13px;line-height:1.5;color:#5f5a52">\(foot)</td></tr>
            </table>
            </td></tr></table>
            </body></html>

            """
    }

    /// The line that mail programs show beside the subject: what happened rather than « Bonjour ».
    private func preview(_ introduction: String, _ letter: NoticeLetter?) -> String {
        if let items = letter?.items, items.count == 1 { return items[0].excerpt(maxCharacters: 110) }
        if let letter { return letter.items.map(\.title).prefix(6).joined(separator: ", ") }
        let sentences = introduction.split(separator: "\n").map(String.init)
        return sentences.dropFirst(sentences.count > 1 ? 1 : 0).first ?? ""
    }

    // MARK: Parts

    private var link: String { "color:\(letterhead.accent)" }

    private func heading(_ section: NoticeLetter.Section) -> String {
        """
        <h2 style="margin:28px 0 4px;font-size:19px;line-height:1.3;color:\(letterhead.accent)">\(escaped(section.title))</h2>
        <p style="margin:0 0 8px;font-family:sans-serif;font-size:13px;color:#5f5a52">Chantier \(section.code)</p>

        """
    }

    private func html(_ item: NoticeLetter.Item) -> String {
        let quotation: String
        let button: String
        switch item.kind {
        case .publication(let text, let milestone):
            var photos = item.photos
            quotation = stamp(milestone) + Self.richText(text, &photos) + Self.mosaic(photos)
            button = "Voir la publication et répondre"
        case .comment(let text):
            quotation = paragraphs(text)
            button = "Lire et répondre"
        }
        return """
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:16px 0 0"><tr><td style="padding:4px 0 4px 16px;border-left:3px solid \(letterhead.accent)">
            <p style="margin:0 0 8px;font-family:sans-serif;font-size:14px;color:#5f5a52"><b style="color:\(letterhead.ink)">\(escaped(item.title))</b><br>\(escaped(item.byline))</p>
            \(quotation)
            <p style="margin:16px 0 8px"><a href="\(escaped(item.link.description))" style="display:inline-block;padding:12px 20px;background:\(letterhead.accent);color:\(letterhead.paper);font-family:sans-serif;font-size:16px;text-decoration:none">\(button)</a></p>
            </td></tr></table>

            """
    }

    private static func label(_ milestone: Milestone) -> String {
        switch milestone {
        case .finished: return "Chantier terminé"
        case .resumed: return "Reprise du chantier"
        }
    }

    private func stamp(_ milestone: Milestone?) -> String {
        guard let milestone else { return "" }
        return """
            <p style="display:inline-block;margin:0 0 12px;padding:4px 12px;border:3px double \(letterhead.accent);font-weight:bold;color:\(letterhead.accent)">\(Self.label(milestone))</p>
            """
    }

    /// The canonical HTML as it is, with its three classes spelled out, and photos where they stand in the text.
    private static func richText(_ text: RichText, _ photos: inout [NoticeLetter.Photo]) -> String {
        var html = text.html
        for (name, size) in [("petit", "14px"), ("grand", "20px"), ("tres-grand", "24px")] {
            html = replacing("class=\"taille-\(name)\"", in: html, by: "style=\"font-size:\(size)\"")
        }
        for name in text.photoNames {
            var image = ""
            if let index = photos.firstIndex(where: { $0.image.name == name }) {
                image = picture(photos.remove(at: index))
            }
            html = replacing("<figure class=\"photo\" data-photo=\"\(name)\"></figure>", in: html, by: image)
        }
        return html
    }

    private static func mosaic(_ photos: [NoticeLetter.Photo]) -> String {
        photos.map(picture).joined()
    }

    private static func picture(_ photo: NoticeLetter.Photo) -> String {
        let caption =
            photo.caption.isEmpty
            ? "" : "<br><i style=\"font-size:14px;color:#5f5a52\">\(escaped(photo.caption))</i>"
        return """
            <p style="margin:12px 0"><img src="cid:\(photo.image.contentID)" alt="\(escaped(photo.caption))" style="max-width:100%;height:auto;border:0">\(caption)</p>
            """
    }

    /// Plain text: blank lines part paragraphs, an address that stands alone on its line becomes a link.
    private func paragraphs(_ text: String) -> String {
        var paragraphs: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                paragraphs.append([])
            } else {
                paragraphs[paragraphs.count - 1].append(line)
            }
        }
        return paragraphs.filter { !$0.isEmpty }.map { lines in
            let body = lines.map { line in
                line.hasPrefix("https://") || line.hasPrefix("http://")
                    ? "<a href=\"\(escaped(line))\" style=\"\(link)\">\(escaped(line))</a>" : escaped(line)
            }
            return "<p style=\"margin:0 0 12px\">\(body.joined(separator: "<br>"))</p>\n"
        }.joined()
    }
}

/// What HTML takes for markup, in text and between double quotes.
private func escaped(_ text: some StringProtocol) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}

private func replacing(_ piece: String, in text: String, by other: String) -> String {
    text.split(separator: piece, omittingEmptySubsequences: false).joined(separator: other)
}
