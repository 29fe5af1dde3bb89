import Glibc

/// Why a file did not become photos.
public enum PhotoRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// No byte in it.
    case empty
    /// Its first bytes are those of nothing we know.
    case notAPicture
    /// It is something known that is not taken; `kind` is French, with its article.
    case unsupported(kind: String)
    /// Truncated, corrupt, or not what its first bytes promise. `detail` is the decoder's own words.
    case damaged(detail: String)
    /// More pixels than ``PhotoLimits/pixels``, by its header.
    case tooManyPixels(width: Int, height: Int, limit: Int)
    /// More bytes than ``PhotoLimits/bytes``.
    case tooLarge(bytes: Int, limit: Int)
    /// Decoding it asked for more memory than this process may have.
    case outOfMemory(detail: String)
    /// The file could not be opened or read. `code` is `errno`.
    case unreadable(path: String, code: Int32)
    /// No room left: disk, quota or file size limit. `code` is `errno`.
    case diskFull(path: String, code: Int32)
    /// The renditions could not be written for another reason. `code` is `errno`.
    case unwritable(path: String, code: Int32)
    /// libvips could not start or encode: the installation is at fault, not the photo.
    case unavailable(detail: String)

    /// For the person who sent the file. It stands after the file's name: « façade.jpg : Ce fichier est vide. »
    public var sentence: String {
        switch self {
        case .empty:
            "Ce fichier est vide."
        case .notAPicture:
            "Ce fichier n’est pas une photo (JPEG, PNG, WebP, HEIC ou GIF)."
        case .unsupported(let kind):
            "Ce fichier est \(kind)\u{A0}: envoyez une photo en JPEG, PNG, WebP, HEIC ou GIF."
        case .damaged:
            "Cette photo est abîmée ou incomplète\u{A0}: renvoyez l’original."
        case .tooManyPixels(let width, let height, let limit):
            """
            Cette image mesure \(french(width)) × \(french(height))\u{A0}pixels, c’est trop\u{A0}: \
            la limite est de \(french(limit / 1_000_000))\u{A0}millions de pixels.
            """
        case .tooLarge(let bytes, let limit):
            """
            Cette photo pèse \(megabytes(bytes))\u{A0}Mo, c’est trop\u{A0}: la limite est de \
            \(megabytes(limit))\u{A0}Mo.
            """
        case .outOfMemory:
            "Cette image est trop lourde à ouvrir\u{A0}: enregistrez-la en plus petit et renvoyez-la."
        case .unreadable:
            "Ce fichier n’a pas pu être relu sur le serveur\u{A0}: renvoyez-le."
        case .diskFull:
            "Il n’y a plus de place sur le serveur pour cette photo. Prévenez CLO, puis renvoyez-la."
        case .unwritable, .unavailable:
            "Le serveur n’a pas pu enregistrer cette photo. Prévenez CLO, puis renvoyez-la."
        }
    }

    /// Whether the same file may be taken once there is room again.
    public var isForLackOfRoom: Bool {
        if case .diskFull = self { return true }
        return false
    }

    /// For the log, in English.
    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .notAPicture: "the first bytes are those of no known picture"
        case .unsupported(let kind): "unsupported: \(kind)"
        case .damaged(let detail): "damaged: \(detail)"
        case .tooManyPixels(let width, let height, let limit): "\(width) × \(height) pixels, limit \(limit)"
        case .tooLarge(let bytes, let limit): "\(bytes) bytes, limit \(limit)"
        case .outOfMemory(let detail): "out of memory: \(detail)"
        case .unreadable(let path, let code): "cannot read \(path): \(message(code))"
        case .diskFull(let path, let code): "no room for \(path): \(message(code))"
        case .unwritable(let path, let code): "cannot write \(path): \(message(code))"
        case .unavailable(let detail): "libvips: \(detail)"
        }
    }

    /// What a failed write means.
    static func writing(_ path: String, code: Int32) -> PhotoRefusal {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path, code: code)
        default: .unwritable(path: path, code: code)
        }
    }

    /// What a decoder's complaint means: each library says in its own words that memory lacked.
    static func decoding(_ complaint: String) -> PhotoRefusal {
        let words = complaint.lowercased()
        let memory = ["out of memory", "insufficient memory", "memory allocation", "unable to allocate", "bad alloc"]
        return memory.contains(where: words.contains)
            ? .outOfMemory(detail: complaint) : .damaged(detail: complaint)
    }

    private func message(_ code: Int32) -> String {
        String(cString: strerror(code))
    }

    /// Digits in groups of three, parted by narrow no-break spaces.
    private func french(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0 && index % 3 == 0 { text = "\u{202F}" + text }
            text = String(digit) + text
        }
        return text
    }

    /// Rounded up to a tenth, so that a file just over a limit never seems to be within it.
    private func megabytes(_ bytes: Int) -> String {
        let tenths = (bytes + 99_999) / 100_000
        return tenths % 10 == 0 ? french(tenths / 10) : "\(french(tenths / 10)),\(tenths % 10)"
    }
}
