import CLOModel
import CLOStore

/// A photo, to those who may see the sheet that it belongs to.
enum ShowPhoto {
    static func send(
        _ person: SignedIn, name: String, size: Int, as fileExtension: Photo.FileExtension
    ) throws -> Response {
        guard try person.store.photos.fileExtension(of: name, visibleTo: person.viewer) == fileExtension else {
            throw Refusal.notFound
        }
        // The name is one of ours and the size a number: nothing of the visitor's is part of the path.
        let tag = "\"\(name)-\(size)\""
        let headers = [
            ("ETag", tag), ("Cache-Control", "private, max-age=31536000, immutable"),
            ("Content-Security-Policy", SecurityHeaders.documentPolicy),
        ]
        if person.request.ifNoneMatch == tag { return Response(status: .notModified, headers: headers) }
        let path = "\(person.responder.configuration.dataFolder)/photos/\(name)/\(size).\(fileExtension.rawValue)"
        guard let bytes = DataFile.read(path) else { throw Refusal.notFound }
        return Response(status: .ok, headers: headers, body: .bytes(bytes, type: fileExtension.mediaType))
    }
}
