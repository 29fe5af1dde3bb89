import CLOModel
import CLOStore
import Glibc

/// B9: photos come in pieces that every web server lets through, and go on where they stopped.
///
/// Answered to scripts, in JSON; the protocol is told in `docs/architecture.md`.
enum Uploads {
    /// Of one piece, in bytes.
    static let pieceLimit = 96 << 10
    /// Of one person, begun or waiting to be published: far more than any publication needs (ASVS 12.1.3).
    static let countLimit = 300

    // MARK: Begin

    static func begin(_ here: OnSheet) throws -> Response {
        let form = try here.request.form()
        let fileName = shown(try form.required("nom"))
        let byteCount = try form.number("taille", in: 0...Int.max)
        let fingerprint = try form.required("empreinte")
        guard (22...64).contains(fingerprint.utf8.count), fingerprint.utf8.allSatisfy(isFingerprintByte) else {
            throw BadRequest("Le champ «\u{A0}empreinte\u{A0}» n’est pas acceptable.")
        }
        if byteCount == 0 { return refusal(.unprocessable, fileName, "Ce fichier est vide.") }
        let limit = here.responder.settings().photoLimit
        if byteCount > limit {
            return refusal(
                .contentTooLarge, fileName,
                "Cette photo pèse \(megabytes(byteCount))\u{A0}Mo, c’est trop\u{A0}: la limite est de \(megabytes(limit))\u{A0}Mo."
            )
        }
        // One that is being resumed has been let in already, and needs no more room than it has taken.
        if let earlier = try here.store.uploads.find(
            fingerprint: fingerprint, byteCount: byteCount, for: here.sheet.id, by: here.viewer.account)
        {
            return try answer(earlier, here)
        }
        let workshop = PhotoWorkshop(here.responder)
        do {
            try DataFile.makeFolder(workshop.uploadFolder)
        } catch {
            return unwritable(fileName, .unwritable(code: error.code))
        }
        // The file itself, and about as much again for what is made of it.
        if let room = UploadFile.room(in: workshop.uploadFolder), room < 2 * byteCount + Settings.spareRoom {
            return unwritable(fileName, .unwritable(code: ENOSPC))
        }
        guard try here.store.uploads.count(by: here.viewer.account) < countLimit else {
            return refusal(
                .tooManyRequests, fileName, "Trop de photos attendent d’être publiées. Publiez-les ou retirez-en.")
        }
        let upload = try here.store.uploads.begin(
            name: PhotoWorkshop.newName(), fingerprint: fingerprint, fileName: fileName, byteCount: byteCount,
            for: here.sheet.id, by: here.viewer.account, at: here.now)
        return try answer(upload, here)
    }

    static func show(_ here: OnSheet, _ name: String) throws -> Response {
        guard let upload = try here.store.uploads.find(name, for: here.sheet.id, by: here.viewer.account) else {
            throw Refusal.notFound
        }
        return try answer(upload, here)
    }

    // MARK: Pieces

    static func receive(_ here: OnSheet, _ name: String) throws -> Response {
        let start = try here.request.query.number("debut", in: 0...Int.max)
        let piece = here.request.body
        guard here.request.contentType == "application/octet-stream" else { throw Refusal.unsupportedMediaType }
        guard piece.count <= pieceLimit else { throw Refusal.tooLarge }
        guard var upload = try here.store.uploads.find(name, for: here.sheet.id, by: here.viewer.account) else {
            throw Refusal.notFound
        }
        let workshop = PhotoWorkshop(here.responder)
        let file = UploadFile(folder: workshop.uploadFolder, name: upload.name)
        if !piece.isEmpty {
            let receipt: UploadStore.Receipt
            do {
                receipt = try here.store.uploads.receive(
                    piece.count, at: start, of: name, for: here.sheet.id, by: here.viewer.account, at: here.now
                ) { try file.write(piece, at: start) }
            } catch UploadFile.Failure.lost {
                Log.write("upload-lost", ["upload": name])
                return try forget(upload, here)
            } catch let failure as UploadFile.Failure {
                return unwritable(upload.fileName, failure)
            }
            switch receipt {
            case .stored(let count): upload.received = count
            case .elsewhere(let count): return .json(.object([("recu", .number(count))]), status: .conflict)
            case .gone: throw Refusal.notFound
            }
        } else if start != upload.received {
            return .json(.object([("recu", .number(upload.received))]), status: .conflict)
        }
        guard upload.received == upload.byteCount, !upload.isFinished else { return try answer(upload, here) }
        return try finish(upload, file, workshop, here)
    }

    private static func finish(
        _ upload: UploadStore.Upload, _ file: UploadFile, _ workshop: PhotoWorkshop, _ here: OnSheet
    ) throws -> Response {
        let lock = file.lock()
        defer { withExtendedLifetime(lock) {} }
        // Whoever held the lock before may have made the photo.
        guard let upload = try here.store.uploads.find(upload.name, for: here.sheet.id, by: here.viewer.account) else {
            throw Refusal.notFound
        }
        if upload.isFinished { return try answer(upload, here) }
        guard lock != nil else {
            // Somebody is making it: the script asks again. Or else the host has lost the file.
            return file.exists ? try answer(upload, here) : try forget(upload, here)
        }
        do {
            let photo = try workshop.photo(of: file.path, name: upload.name, fileName: upload.fileName)
            try here.store.uploads.finish(
                upload, as: photo, for: here.sheet.id, by: here.viewer.account, at: here.now)
            // Only now: a process that is ended before leaves a file from which the photo is made again.
            file.delete()
            return .json(.object(members(of: upload) + [("photo", description(of: photo))]))
        } catch let refused as PhotoWorkshop.Refused {
            // For lack of room it may be tried again as it is; nothing else gets better by waiting.
            if refused.isForLackOfRoom { return error(.insufficientStorage, refused.sentence) }
            try here.store.uploads.abandon(upload.name, by: here.viewer.account)
            file.delete()
            return error(.unprocessable, refused.sentence)
        }
    }

    /// What was received is gone; the script finds no upload, and begins anew.
    private static func forget(_ upload: UploadStore.Upload, _ here: OnSheet) throws -> Response {
        try here.store.uploads.abandon(upload.name, by: here.viewer.account)
        throw Refusal.notFound
    }

    static func abandon(_ here: OnSheet, _ name: String) throws -> Response {
        // Not somebody else's file: the row says whose it is.
        if try here.store.uploads.find(name, for: here.sheet.id, by: here.viewer.account) != nil {
            try here.store.uploads.abandon(name, by: here.viewer.account)
            UploadFile(
                folder: PhotoWorkshop(here.responder).uploadFolder, name: name
            ).delete()
        }
        return Response(status: .noContent)
    }

    // MARK: Answers

    private static func answer(_ upload: UploadStore.Upload, _ here: OnSheet) throws -> Response {
        var members = members(of: upload)
        if upload.isFinished {
            let chosen = [ChosenPhoto(name: upload.name, caption: "")]
            let photos = try here.store.photos.chosen(chosen, of: here.sheet.id, visibleTo: here.viewer)
            members += photos.map { ("photo", description(of: $0)) }
        }
        return .json(.object(members))
    }

    private static func members(of upload: UploadStore.Upload) -> [(name: String, value: JSON)] {
        [("envoi", .text(upload.name)), ("recu", .number(upload.received)), ("taille", .number(upload.byteCount))]
    }

    private static func description(of photo: Photo) -> JSON {
        let smallest = Route.photo(.office, name: photo.name, size: photo.renditions.first ?? 0, photo.fileExtension)
        return .object([
            ("nom", .text(photo.name)), ("largeur", .number(photo.width)), ("hauteur", .number(photo.height)),
            ("tailles", .list(photo.renditions.map { .number($0) })),
            ("extension", .text(photo.fileExtension.rawValue)), ("adresse", .text(smallest.path)),
        ])
    }

    private static func refusal(_ status: Response.Status, _ fileName: String, _ sentence: String) -> Response {
        error(status, "«\u{A0}\(fileName)\u{A0}»\u{A0}: \(sentence)")
    }

    private static func unwritable(_ fileName: String, _ failure: UploadFile.Failure) -> Response {
        Log.write("upload-unwritable", ["error": "\(failure)"])
        return failure.isForLackOfRoom
            ? refusal(
                .insufficientStorage, fileName,
                "Il n’y a plus de place sur le serveur. Prévenez CLO\u{A0}; la photo reste sur votre appareil.")
            : refusal(
                .internalError, fileName,
                "Le serveur n’a pas pu enregistrer cette photo. Prévenez CLO\u{A0}; elle reste sur votre appareil.")
    }

    private static func error(_ status: Response.Status, _ sentence: String) -> Response {
        .json(.object([("erreur", .text(sentence))]), status: status)
    }

    /// A file's name for messages: what could disturb a line is left out, and what is too long is cut.
    static func shown(_ fileName: String) -> String {
        let line = fileName.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }
        let name = String(String.UnicodeScalarView(line.prefix(200)))
        return name.isEmpty ? "photo" : name
    }

    private static func isFingerprintByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): return true
        default: return false
        }
    }

    /// Rounded up to a tenth, with a comma: a file just over a limit never seems to be within it.
    private static func megabytes(_ bytes: Int) -> String {
        let tenths = bytes / 100_000 + (bytes % 100_000 == 0 ? 0 : 1)
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10),\(tenths % 10)"
    }
}
