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
        let folder = "\(person.responder.configuration.dataFolder)/photos/\(name)"
        guard let file = OpenFile("\(folder)/\(size).\(fileExtension.rawValue)") else { throw Refusal.notFound }
        let answer = FileAnswer(
            file: file, type: fileExtension.mediaType, tag: "\"\(name)-\(size)\"",
            headers: [
                ("Cache-Control", "private, max-age=31536000, immutable"),
                ("Content-Security-Policy", SecurityHeaders.documentPolicy),
            ])
        return answer.response(to: person.request)
    }
}
