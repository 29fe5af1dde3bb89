/// A file of the data folder as an answer: not sent again when the browser has it, and sent from where it stopped
/// when a download is resumed. Whether the visitor may have it was decided before.
struct FileAnswer {
    var file: OpenFile
    /// Decided by us, never by who sent the file (ASVS 12.3.4).
    var type: String
    /// Names this very content, quotes included: `"a1B2c3"`. Two contents never have the same (RFC 9110, 8.8.3).
    var tag: String
    /// `Cache-Control`, `Content-Disposition`, and the policy that keeps it from being a page.
    var headers: [(name: String, value: String)]

    func response(to request: Request) -> Response {
        var headers = headers + [("ETag", tag), ("Accept-Ranges", "bytes")]
        if request.hasStored(tag) { return Response(status: .notModified, headers: headers) }
        switch range(asked: request) {
        case .whole:
            return Response(status: .ok, headers: headers, body: .file(file, type: type, part: 0..<file.size))
        case .part(let part):
            headers.append(("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)"))
            return Response(status: .partialContent, headers: headers, body: .file(file, type: type, part: part))
        case .unsatisfiable:
            headers.append(("Content-Range", "bytes */\(file.size)"))
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    /// A part of another content than the one that the browser began with would be joined to it: then all is sent
    /// (RFC 9110, 13.1.5). Dates are not compared, our tags are exact.
    private func range(asked request: Request) -> ByteRange {
        guard request.ifRange.isEmpty || request.ifRange == tag else { return .whole }
        return ByteRange(header: request.rangeHeader, size: file.size)
    }
}

extension Request {
    /// Whether the browser says that it has this content: one of several tags, weak or not (RFC 9110, 13.1.2).
    func hasStored(_ tag: String) -> Bool {
        ifNoneMatch.split(separator: ",").contains { given in
            var given = given.drop(while: { $0 == " " })
            while given.last == " " { given.removeLast() }
            return given == tag || given == "W/\(tag)"
        }
    }
}
