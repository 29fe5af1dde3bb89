import CQPDF
import Glibc

/// What Cairo 1.16 cannot say in a PDF, added with qpdf: the language, what figures show, and that the title is to
/// be shown. Streams are copied as they are.
enum Finishing {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - language: RFC 3066.
    ///   - figureDescriptions: for the figures of the document's structure, in its order.
    static func finish(
        _ draft: String, to file: String, language: String, figureDescriptions: [String]
    ) throws(Failure) {
        var pdf = qpdf_init()
        defer { qpdf_cleanup(&pdf) }
        guard let pdf else { throw Failure(description: "no memory for qpdf") }
        qpdf_set_suppress_warnings(pdf, 1)
        try check(qpdf_read(pdf, draft, nil), pdf)

        let root = qpdf_get_root(pdf)
        qpdf_oh_replace_key(pdf, root, "/Lang", qpdf_oh_new_unicode_string(pdf, language))
        let preferences = qpdf_oh_new_dictionary(pdf)
        qpdf_oh_replace_key(pdf, preferences, "/DisplayDocTitle", qpdf_oh_new_bool(pdf, 1))
        qpdf_oh_replace_key(pdf, root, "/ViewerPreferences", preferences)
        describeFigures(pdf, root, figureDescriptions)

        try check(qpdf_init_write(pdf, file), pdf)
        qpdf_set_stream_data_mode(pdf, qpdf_s_preserve)
        qpdf_set_object_stream_mode(pdf, qpdf_o_generate)
        try check(qpdf_write(pdf), pdf)
    }

    /// Walks the structure tree in its order.
    private static func describeFigures(_ pdf: qpdf_data, _ root: qpdf_oh, _ descriptions: [String]) {
        var next = descriptions[...]
        var pending = [qpdf_oh_get_key(pdf, root, "/StructTreeRoot")]
        while let element = pending.popLast(), !next.isEmpty {
            if qpdf_oh_is_array(pdf, element) != 0 {
                let count = qpdf_oh_get_array_n_items(pdf, element)
                pending += (0..<count).reversed().map { qpdf_oh_get_array_item(pdf, element, $0) }
                continue
            }
            guard qpdf_oh_is_dictionary(pdf, element) != 0 else {
                qpdf_oh_release(pdf, element)
                continue
            }
            let role = qpdf_oh_get_key(pdf, element, "/S")
            if qpdf_oh_is_name(pdf, role) != 0, String(cString: qpdf_oh_get_name(pdf, role)) == "/Figure",
                let description = next.popFirst()
            {
                qpdf_oh_replace_key(pdf, element, "/Alt", qpdf_oh_new_unicode_string(pdf, description))
            }
            pending.append(qpdf_oh_get_key(pdf, element, "/K"))
            qpdf_oh_release(pdf, element)
        }
    }

    private static func check(_ code: QPDF_ERROR_CODE, _ pdf: qpdf_data) throws(Failure) {
        guard code & QPDF_ERROR_CODE(QPDF_ERRORS) != 0 else { return }
        guard let error = qpdf_get_error(pdf) else { throw Failure(description: "qpdf failed") }
        throw Failure(description: String(cString: qpdf_get_error_full_text(pdf, error)))
    }
}
