import CLOModel
import CLOSecurity

/// Somebody mail comes from or goes to: `Claire Olivier <claire.olivier@example.fr>`.
public struct Mailbox: Hashable, Sendable {
    public let name: HeaderText?
    public let address: EmailAddress

    public init(name: String?, address: EmailAddress) {
        let name = name.map { HeaderText($0) }
        self.name = name?.text.isEmpty == false ? name : nil
        self.address = address
    }

    func encoded(atColumn column: Int) -> String {
        guard let name else { return address.description }
        let phrase = name.encodedAsPhrase(atColumn: column)
        return "\(phrase)\r\n <\(address)>"
    }
}

/// `<left@domain>`: made from our own numbers and a checked domain, so it needs no escaping.
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Parameter left: letters, digits, dots and hyphens; anything else is left out.
    public init(_ left: String, domain: EmailAddress) {
        let allowed = left.utf8.filter {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        description = "<\(String(decoding: allowed, as: UTF8.self))@\(domain.domain)>"
    }
}

/// A picture shown in the HTML part.
public struct InlineImage: Hashable, Sendable {
    /// Letters, digits, hyphens, underlines.
    public let name: String
    /// What the HTML part finds it by, after `cid:` (RFC 2392).
    public let contentID: String
    public let bytes: [UInt8]
    public let type: ImageType

    public enum ImageType: String, Hashable, Sendable {
        case jpeg
        case png
    }

    public init(name: RichText.PhotoName, domain: EmailAddress, bytes: [UInt8], type: ImageType) {
        self.name = name.description
        contentID = "\(name)@\(domain.domain)"
        self.bytes = bytes
        self.type = type
    }
}

/// One message, ready to be written out (RFC 5322, MIME: RFC 2045 to 2047 and 2387). Every header that is made of
/// what people wrote goes through a type that holds one line.
public struct EmailMessage: Sendable {
    public var from: Mailbox
    public var to: Mailbox
    public var replyTo: Mailbox?
    public var subject: HeaderText
    public var date: Instant
    public var id: MessageID
    /// What this message belongs to: mail programs show all that name the same as one conversation.
    public var thread: MessageID?
    /// Where one click ends such messages (RFC 8058); an `https:` address for programs to trust it. `nil` for what
    /// cannot be unsubscribed from.
    public var unsubscribe: MessageLink?
    public var text: String
    public var html: String
    public var images: [InlineImage]

    public init(
        from: Mailbox, to: Mailbox, subject: HeaderText, date: Instant, id: MessageID, text: String, html: String
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.date = date
        self.id = id
        self.text = text
        self.html = html
        images = []
    }

    /// The whole message, lines ended by CR LF, in ASCII: any server takes it.
    public func encoded() -> [UInt8] {
        var bytes = Array(headers().utf8)
        bytes += Array("MIME-Version: 1.0\r\n".utf8)
        let alternative = boundary("alternative")
        bytes += Array("Content-Type: multipart/alternative;\r\n boundary=\"\(alternative)\"\r\n\r\n".utf8)
        bytes += Array("--\(alternative)\r\n".utf8)
        bytes += Self.textPart(text, subtype: "plain")
        bytes += Array("--\(alternative)\r\n".utf8)
        bytes += images.isEmpty ? Self.textPart(html, subtype: "html") : related()
        bytes += Array("--\(alternative)--\r\n".utf8)
        return bytes
    }

    private func headers() -> String {
        var lines = [
            "Date: \(Self.date(date))",
            "From: \(from.encoded(atColumn: 6))",
            "To: \(to.encoded(atColumn: 4))",
        ]
        if let replyTo { lines.append("Reply-To: \(replyTo.encoded(atColumn: 10))") }
        lines.append("Subject: \(subject.encoded(atColumn: 9))")
        lines.append("Message-ID: \(id)")
        if let thread {
            lines.append(Self.folded("In-Reply-To", thread.description))
            lines.append(Self.folded("References", thread.description))
        }
        if let unsubscribe {
            lines.append(Self.folded("List-Unsubscribe", "<\(unsubscribe)>"))
            lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
        }
        // RFC 3834: nobody's absence is announced to us, and no two machines write to one another for ever.
        lines.append("Auto-Submitted: auto-generated")
        lines.append("X-Auto-Response-Suppress: All")
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// A value that cannot be broken goes onto a line of its own when it would be too long (RFC 5322, 2.1.1).
    private static func folded(_ name: String, _ value: String) -> String {
        name.utf8.count + 2 + value.utf8.count <= 78 ? "\(name): \(value)" : "\(name):\r\n \(value)"
    }

    /// HTML and the pictures it shows.
    private func related() -> [UInt8] {
        let related = boundary("related")
        var bytes = Array("Content-Type: multipart/related; type=\"text/html\";\r\n".utf8)
        bytes += Array(" boundary=\"\(related)\"\r\n\r\n".utf8)
        bytes += Array("--\(related)\r\n".utf8)
        bytes += Self.textPart(html, subtype: "html")
        for image in images {
            let file = "\(image.name).\(image.type == .jpeg ? "jpg" : "png")"
            bytes += Array(
                """
                --\(related)\r
                Content-Type: image/\(image.type.rawValue); name="\(file)"\r
                Content-ID: <\(image.contentID)>\r
                Content-Disposition: inline; filename="\(file)"\r
                Content-Transfer-Encoding: base64\r
                \r

                """.utf8)
            bytes += Base64.lines(image.bytes)
        }
        return bytes + Array("--\(related)--\r\n".utf8)
    }

    private static func textPart(_ text: String, subtype: String) -> [UInt8] {
        Array(
            "Content-Type: text/\(subtype); charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".utf8)
            + QuotedPrintable.encode(text)
    }

    /// « =_ » stands in no body that is quoted-printable or base64, so no text can end its own part.
    private func boundary(_ kind: String) -> String {
        let mark = Digest.sha256("\(id) \(kind)").prefix(9)
        return "=_\(kind)-\(Base64URL.encode(Array(mark)))"
    }

    /// « Sun, 22 Nov 2026 13:05:00 +0000 » (RFC 5322, 3.3).
    static func date(_ instant: Instant) -> String {
        let iso = instant.iso
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = instant.utcParts.day
        let clock = iso.dropFirst(11).prefix(8)
        return "\(weekdays[day.weekday]), \(day.day) \(months[day.month - 1]) \(day.year) \(clock) +0000"
    }
}

/// An address in a message: the site's own, checked once, and a path that we print.
public struct MessageLink: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Parameters:
    ///   - site: `https://www.clo.example`.
    ///   - path: as ``NoticeLink`` prints it.
    public init(site: SiteAddress, path: String) {
        description = site.description + path
    }
}
