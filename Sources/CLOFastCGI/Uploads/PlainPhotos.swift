import CLOModel
import CLOSecurity
import CLOStore

/// Photos that came with the form itself, from a browser without JavaScript (B7): they become photos before what
/// was written is looked at, so that a refused text loses none of them.
struct PlainPhotos {
    /// In the order in which they came.
    private(set) var photos: [ChosenPhoto] = []
    /// A sentence for each file that was not taken.
    private(set) var refusals: [String] = []

    /// - Parameter taken: how many photos the publication has besides.
    init(of here: OnSheet, _ form: Fields, taken: Int) throws {
        let files = try here.request.files().filter { $0.field == "photos" }
        guard !files.isEmpty else { return }
        let workshop = PhotoWorkshop(here.responder)
        let limit = here.photosPerPublication
        for file in files {
            let shown = Uploads.shown(file.fileName)
            guard taken + photos.count < limit else {
                refusals.append("«\u{A0}\(shown)\u{A0}»\u{A0}: une publication a \(limit)\u{A0}photos au plus.")
                continue
            }
            let name = try Self.name(of: file, form, here)
            do {
                try Self.make(file, name, shown, workshop, here)
                photos.append(ChosenPhoto(name: name, caption: ""))
            } catch let refused as PhotoWorkshop.Refused {
                refusals.append(refused.sentence)
            }
        }
    }

    /// The same file sent again with the same form (a double click, a retry) gets the same name, so that it is one
    /// photo (B3). Nobody can guess the name: it depends on the secret of the installation.
    private static func name(of file: Multipart.File, _ form: Fields, _ here: OnSheet) throws -> String {
        let content = Digest.sha256(file.bytes)
        let sender = "\(here.viewer.account.rawValue) \(try form.required("envoi")) \(file.fileName)"
        let code = Digest.authenticationCode(
            key: here.responder.configuration.pepper, purpose: "photo", content + Array(sender.utf8))
        return Base64URL.encode(Array(code.prefix(18)))
    }

    private static func make(
        _ file: Multipart.File, _ name: String, _ shown: String, _ workshop: PhotoWorkshop, _ here: OnSheet
    ) throws {
        if try here.store.photos.fileExtension(of: name, visibleTo: here.viewer) != nil { return }
        let sent = UploadFile(folder: workshop.uploadFolder, name: name)
        do {
            try DataFile.makeFolder(workshop.uploadFolder)
            try sent.write(file.bytes, at: 0)
        } catch let failure as UploadFile.Failure {
            throw Self.unwritable(shown, failure)
        } catch let failure as DataFile.WriteFailure {
            throw Self.unwritable(shown, .unwritable(code: failure.code))
        }
        defer { sent.delete() }
        let photo = try workshop.photo(of: sent.path, name: name, fileName: shown)
        do {
            try here.store.photos.addPending(photo, for: here.sheet.id, by: here.viewer.account, at: here.now)
        } catch StoreError.duplicate {
            // The same form, sent twice, in another process at this moment: it is the same photo.
        }
    }

    private static func unwritable(_ shown: String, _ failure: UploadFile.Failure) -> PhotoWorkshop.Refused {
        Log.write("upload-unwritable", ["error": "\(failure)"])
        let sentence =
            failure.isForLackOfRoom
            ? "il n’y a plus de place sur le serveur. Prévenez CLO."
            : "le serveur n’a pas pu enregistrer cette photo. Prévenez CLO."
        return PhotoWorkshop.Refused(
            sentence: "«\u{A0}\(shown)\u{A0}»\u{A0}: \(sentence)", isForLackOfRoom: failure.isForLackOfRoom)
    }
}
