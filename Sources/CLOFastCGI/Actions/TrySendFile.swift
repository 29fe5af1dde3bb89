import CLOStore

/// What `clo doctor` asks, to find out how this web server may be asked to send files.
enum TrySendFile {
    /// A trial of `non` is answered by us in any case: it tells that the site and the doctor share a data folder.
    static func answer(_ visitor: Visitor, name: String) throws -> Response {
        let folder = visitor.responder.configuration.dataFolder
        let path = SendFileTrial.path(name, dataFolder: folder)
        guard let content = DataFile.read(path), let method = SendFileTrial.method(in: content) else {
            throw Refusal.notFound
        }
        guard method != .byUs, let file = OpenFile(path) else {
            return Response(status: .ok, body: .bytes(content, type: type))
        }
        let whole = Response(status: .ok, body: .file(file, type: type, part: 0..<file.size))
        return FileHandOver.applied(to: whole, method, dataFolder: folder)
    }

    private static let type = "application/octet-stream"
}
