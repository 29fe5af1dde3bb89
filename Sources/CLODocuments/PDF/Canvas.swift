import CLOModel
import CPango

/// The pages of one PDF file in the making: it owns Cairo's surface, which writes each page out as it is finished.
final class Canvas {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let surface: OpaquePointer
    private let context: OpaquePointer
    /// Elements of the document's structure that are open, from the outside in.
    private var open: [StructureStep] = []
    private(set) var pageCount = 0
    /// What each figure of the document shows, in the order of the figures; Cairo 1.16 has no place for it.
    private(set) var figureDescriptions: [String] = []

    init(file: String) throws(Failure) {
        guard let surface = cairo_pdf_surface_create(file, Paper.width, Paper.height),
            let context = cairo_create(surface)
        else { throw Failure(description: "no memory for \(file)") }
        self.surface = surface
        self.context = context
        try check()
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5)
        begin(StructureStep(.document, 0))
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// Writes what is left, and closes the file.
    func finish() throws(Failure) {
        move(to: [])
        endStep()
        try check()
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw Failure(description: String(cString: cairo_status_to_string(status)))
        }
    }

    func endPage() throws(Failure) {
        move(to: [])
        cairo_show_page(context)
        pageCount += 1
        try check()
    }

    private func check() throws(Failure) {
        for status in [cairo_status(context), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
            throw Failure(description: String(cString: cairo_status_to_string(status)))
        }
    }

    /// Lends Cairo's context to whoever draws with another library.
    func withContext(_ draw: (OpaquePointer) -> Void) {
        draw(context)
    }

    // MARK: Metadata, bookmarks, links

    func setMetadata(title: String, author: String, subject: String, keywords: String, at: Instant) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, subject)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, keywords)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "CLO compte client")
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, at.iso)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, at.iso)
    }

    /// A bookmark to a height of the page in the making.
    func bookmark(_ title: String, y: Double) {
        let target = "page=\(pageCount + 1) pos=[\(decimal(Paper.left)) \(decimal(max(0, y)))]"
        cairo_pdf_surface_add_outline(surface, CAIRO_PDF_OUTLINE_ROOT, title, target, CAIRO_PDF_OUTLINE_FLAG_OPEN)
    }

    /// Makes an area of the page lead to an address.
    func link(to address: String, x: Double, y: Double, width: Double, height: Double) {
        var quoted = ""
        for character in address {
            if character == "'" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        let area = [x, y, width, height].map(decimal).joined(separator: " ")
        cairo_tag_begin(context, CAIRO_TAG_LINK, "rect=[\(area)] uri='\(quoted)'")
        cairo_tag_end(context, CAIRO_TAG_LINK)
    }

    /// Cairo reads numbers with a point and no exponent.
    private func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let digits = String(abs(hundredths) % 100)
        return "\(hundredths < 0 ? "-" : "")\(abs(hundredths) / 100).\(digits.count < 2 ? "0" : "")\(digits)"
    }

    // MARK: Structure

    /// Where what is drawn now stands inside the document.
    var path: [StructureStep] { Array(open.dropFirst()) }

    /// Opens and closes elements so that what is drawn next stands at `path` inside the document.
    func move(to path: [StructureStep]) {
        let shared = zip(open.dropFirst(), path).prefix { $0 == $1 }.count
        while open.count > shared + 1 { endStep() }
        for step in path[shared...] { begin(step) }
    }

    private func begin(_ step: StructureStep) {
        cairo_tag_begin(context, step.role.rawValue, nil)
        open.append(step)
        if case .figure = step.role { figureDescriptions.append(step.description) }
    }

    private func endStep() {
        guard let step = open.popLast() else { return }
        cairo_tag_end(context, step.role.rawValue)
    }

    // MARK: Drawing

    func fill(_ ink: Ink, opacity: Double = 1, x: Double, y: Double, width: Double, height: Double) {
        cairo_set_source_rgba(context, ink.red, ink.green, ink.blue, opacity)
        cairo_rectangle(context, x, y, width, height)
        cairo_fill(context)
    }

    func frame(_ ink: Ink, thickness: Double, x: Double, y: Double, width: Double, height: Double) {
        cairo_set_source_rgb(context, ink.red, ink.green, ink.blue)
        cairo_set_line_width(context, thickness)
        cairo_rectangle(context, x, y, width, height)
        cairo_stroke(context)
    }

    func line(_ ink: Ink, thickness: Double, from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
        cairo_set_source_rgb(context, ink.red, ink.green, ink.blue)
        cairo_set_line_width(context, thickness)
        cairo_move_to(context, start.x, start.y)
        cairo_line_to(context, end.x, end.y)
        cairo_stroke(context)
    }

    /// Lines at 45°, as a drawing shows what was taken down.
    func hatch(_ ink: Ink, x: Double, y: Double, width: Double, height: Double) {
        cairo_save(context)
        cairo_rectangle(context, x, y, width, height)
        cairo_clip(context)
        cairo_set_source_rgb(context, ink.red, ink.green, ink.blue)
        cairo_set_line_width(context, 0.5)
        // From a grid of the page, so that neighbouring areas join.
        let step = 6.0
        var offset = ((x + y) / step).rounded(.down) * step
        while offset < x + width + y + height {
            cairo_move_to(context, offset - y, y)
            cairo_line_to(context, offset - y - height, y + height)
            offset += step
        }
        cairo_stroke(context)
        cairo_restore(context)
    }

    /// Draws a picture into a rectangle.
    func draw(_ picture: PrintPicture, x: Double, y: Double, width: Double, height: Double) {
        cairo_save(context)
        cairo_translate(context, x, y)
        cairo_scale(context, width / Double(picture.width), height / Double(picture.height))
        picture.withSurface { image in
            cairo_set_source_surface(context, image, 0, 0)
            cairo_rectangle(context, 0, 0, Double(picture.width), Double(picture.height))
            cairo_fill(context)
        }
        cairo_restore(context)
    }
}

/// An element of the document's structure, which readers of screens go by.
struct StructureStep: Hashable {
    /// The standard roles of ISO 32000-1, 14.8.4.
    enum Role: String {
        case document = "Document"
        case section = "Sect"
        case division = "Div"
        case title = "H1"
        case heading = "H2"
        case paragraph = "P"
        case list = "L"
        case item = "LI"
        case label = "Lbl"
        case itemBody = "LBody"
        case figure = "Figure"
        case caption = "Caption"
    }

    let role: Role
    /// Neighbours of one role that agree in it are one element.
    let number: Int
    /// Of a figure: what it shows.
    let description: String

    init(_ role: Role, _ number: Int, description: String = "") {
        self.role = role
        self.number = number
        self.description = description
    }
}
