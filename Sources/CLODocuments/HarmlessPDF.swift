import CQPDF
import Glibc

/// Whether a file is a PDF that clients can be handed, and if need be such a one made of it: scripts, programs to
/// start and embedded files are taken out (ASVS 12.4; ISO 32000-1, 12.6 and 7.11.4).
///
/// A file without any of it is copied byte for byte, so that an electronic signature stays valid.
public enum HarmlessPDF {
    /// What a PDF can do besides being read.
    public enum Danger: String, Sendable, Hashable, CaseIterable {
        case script = "code JavaScript"
        case launch = "lancement de programmes"
        case files = "fichiers joints"
        case media = "contenus animés"
        case forms = "formulaires dynamiques ou envois de données"
    }

    public struct Result: Sendable, Hashable {
        public let pageCount: Int
        /// What was taken out.
        public let removed: Set<Danger>
    }

    /// Why a file is not taken: a French sentence for the person who sent it.
    public struct Refused: Error, Sendable, Hashable {
        public let sentence: String
    }

    /// Objects looked at; a contract of hundreds of pages has some thousands.
    private static let objectLimit = 500_000

    /// - Parameters:
    ///   - file: as it was sent.
    ///   - output: where the harmless one is written; not there yet.
    public static func make(from file: String, to output: String) throws(Refused) -> Result {
        guard beginsLikePDF(file) else { throw Refused(sentence: "Ce fichier n’est pas un PDF.") }
        var handle = qpdf_init()
        defer { qpdf_cleanup(&handle) }
        guard let pdf = handle else { throw unreadable }
        qpdf_set_suppress_warnings(pdf, 1)
        qpdf_silence_errors(pdf)
        if qpdf_read(pdf, file, nil) & QPDF_ERROR_CODE(QPDF_ERRORS) != 0 {
            guard let error = qpdf_get_error(pdf), qpdf_get_error_code(pdf, error) == qpdf_e_password else {
                throw unreadable
            }
            throw Refused(sentence: "Ce PDF est protégé par un mot de passe\u{A0}: enregistrez-le sans protection.")
        }
        let pageCount = Int(qpdf_get_num_pages(pdf))
        guard !hasFailed(pdf), pageCount > 0 else { throw unreadable }

        var walk = Walk(pdf)
        guard walk.run(limit: objectLimit), !hasFailed(pdf) else { throw unreadable }
        let isDamaged = qpdf_more_warnings(pdf) != 0
        if walk.found.isEmpty && !isDamaged {
            guard copy(file, to: output) else { throw unstorable }
            return Result(pageCount: pageCount, removed: [])
        }
        if walk.isSigned && !walk.found.isEmpty {
            let what = walk.found.map(\.rawValue).sorted().joined(separator: ", ")
            throw Refused(
                sentence:
                    "Ce PDF est signé électroniquement et contient\u{A0}: \(what). Les retirer casserait la signature\u{A0}; demandez un PDF qui n’en contient pas."
            )
        }
        guard qpdf_init_write(pdf, output) & QPDF_ERROR_CODE(QPDF_ERRORS) == 0 else { throw unstorable }
        qpdf_set_preserve_encryption(pdf, 0)
        guard qpdf_write(pdf) & QPDF_ERROR_CODE(QPDF_ERRORS) == 0 else { throw unstorable }
        return Result(pageCount: pageCount, removed: walk.found)
    }

    /// Fetching the error tells the library that it was dealt with.
    private static func hasFailed(_ pdf: qpdf_data) -> Bool {
        qpdf_has_error(pdf) != 0 && qpdf_get_error(pdf) != nil
    }

    private static let unreadable = Refused(sentence: "Ce PDF est endommagé et ne peut pas être lu.")
    private static let unstorable = Refused(sentence: "Le fichier n’a pas pu être enregistré. Réessayez plus tard.")

    /// ISO 32000-1, Annex H: the header stands within the first 1,024 bytes.
    private static func beginsLikePDF(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = read(file, &bytes, bytes.count)
        guard count > 5 else { return false }
        let mark = Array("%PDF-".utf8)
        return (0...(count - 5)).contains { bytes[$0..<($0 + 5)].elementsEqual(mark) }
    }

    private static func copy(_ source: String, to target: String) -> Bool {
        let from = open(source, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { return false }
        defer { close(from) }
        let to = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard to >= 0 else { return false }
        defer { close(to) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(from, &buffer, buffer.count)
            if count == 0 { return fsync(to) == 0 }
            guard count > 0, write(to, buffer, count) == count else { return false }
        }
    }
}

/// Goes through every object that can be reached: what cannot be is not written out.
private struct Walk {
    private let pdf: qpdf_data
    private(set) var found: Set<HarmlessPDF.Danger> = []
    private(set) var isSigned = false

    private var pending: [qpdf_oh] = []
    private var seen: Set<Int64> = []

    init(_ pdf: qpdf_data) {
        self.pdf = pdf
    }

    /// - Returns: `false` when there are more objects than any contract has.
    mutating func run(limit: Int) -> Bool {
        push(qpdf_get_trailer(pdf))
        var visited = 0
        while let object = pending.popLast() {
            visited += 1
            guard visited <= limit else { return false }
            if qpdf_oh_is_array(pdf, object) != 0 {
                for index in 0..<qpdf_oh_get_array_n_items(pdf, object) {
                    push(qpdf_oh_get_array_item(pdf, object, index))
                }
            } else if qpdf_oh_is_stream(pdf, object) != 0 {
                let dictionary = qpdf_oh_get_dict(pdf, object)
                look(dictionary)
                qpdf_oh_release(pdf, dictionary)
            } else if qpdf_oh_is_dictionary(pdf, object) != 0 {
                look(object)
            }
            qpdf_oh_release(pdf, object)
        }
        return true
    }

    /// Objects of their own are seen once, however many ways lead there.
    private mutating func push(_ object: qpdf_oh) {
        if qpdf_oh_is_indirect(pdf, object) != 0 {
            let key = Int64(qpdf_oh_get_object_id(pdf, object)) << 20 | Int64(qpdf_oh_get_generation(pdf, object))
            guard seen.insert(key).inserted else {
                qpdf_oh_release(pdf, object)
                return
            }
        }
        pending.append(object)
    }

    /// Keys that carry something active wherever they stand.
    private static let activeKeys: [String: HarmlessPDF.Danger] = [
        "/JS": .script, "/JavaScript": .script, "/AA": .script, "/Launch": .launch, "/EmbeddedFiles": .files,
        "/EF": .files, "/AF": .files, "/Collection": .files, "/RichMediaContent": .media, "/RichMediaSettings": .media,
        "/Movie": .media, "/3DD": .media, "/XFA": .forms,
    ]

    /// Actions (ISO 32000-1, 12.6.4) that do more than go somewhere in the document or on the web.
    private static let activeActions: [String: HarmlessPDF.Danger] = [
        "/JavaScript": .script, "/Launch": .launch, "/GoToE": .files, "/GoToR": .launch, "/ImportData": .forms,
        "/SubmitForm": .forms, "/Rendition": .media, "/Movie": .media, "/Sound": .media, "/RichMediaExecute": .media,
        "/GoTo3DView": .media,
    ]

    private mutating func look(_ dictionary: qpdf_oh) {
        let keys = keys(of: dictionary)
        if keys.contains("/ByteRange") && keys.contains("/Contents") { isSigned = true }
        if let danger = name(dictionary, "/S").flatMap({ Self.activeActions[$0] }) {
            found.insert(danger)
            // What is left of the action does nothing; what it would have run or opened is gone.
            for key in ["/S", "/JS", "/F", "/Win", "/Mac", "/Unix", "/R", "/T"] where keys.contains(key) {
                qpdf_oh_remove_key(pdf, dictionary, key)
            }
        }
        for key in keys {
            if let danger = Self.activeKeys[key] {
                found.insert(danger)
                qpdf_oh_remove_key(pdf, dictionary, key)
            } else if qpdf_oh_has_key(pdf, dictionary, key) != 0 {
                push(qpdf_oh_get_key(pdf, dictionary, key))
            }
        }
    }

    private func keys(of dictionary: qpdf_oh) -> [String] {
        var keys: [String] = []
        qpdf_oh_begin_dict_key_iter(pdf, dictionary)
        while qpdf_oh_dict_more_keys(pdf) != 0 {
            keys.append(String(cString: qpdf_oh_dict_next_key(pdf)))
        }
        return keys
    }

    private func name(_ dictionary: qpdf_oh, _ key: String) -> String? {
        guard qpdf_oh_has_key(pdf, dictionary, key) != 0 else { return nil }
        let value = qpdf_oh_get_key(pdf, dictionary, key)
        defer { qpdf_oh_release(pdf, value) }
        return qpdf_oh_is_name(pdf, value) == 0 ? nil : String(cString: qpdf_oh_get_name(pdf, value))
    }
}
