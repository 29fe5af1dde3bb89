import CPango
import CRsvg
import Foundation

/// The company's logo: it owns the parsed drawing. An SVG file goes into the document as lines, not as pixels.
public final class Logo {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let handle: UnsafeMutablePointer<RsvgHandle>

    /// - Parameter file: an SVG drawing.
    public init(file: String) throws(Failure) {
        var error: UnsafeMutablePointer<GError>?
        guard let handle = rsvg_handle_new_from_file(file, &error) else {
            throw Self.failure(file, &error)
        }
        self.handle = handle
    }

    /// - Parameter picture: the bytes of a PNG or JPEG file.
    public init(picture: [UInt8], isJPEG: Bool) throws(Failure) {
        // A drawing that holds nothing but the picture, as large as it is let: both kinds of logo are drawn alike.
        let drawing = """
            <svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><image width="100%" height="100%" href="data:image/\(isJPEG ? "jpeg" : "png");base64,\(Data(picture).base64EncodedString())"/></svg>
            """
        let bytes = Array(drawing.utf8)
        var error: UnsafeMutablePointer<GError>?
        guard let handle = rsvg_handle_new_from_data(bytes, gsize(bytes.count), &error) else {
            throw Self.failure("logo", &error)
        }
        self.handle = handle
    }

    private static func failure(_ what: String, _ error: inout UnsafeMutablePointer<GError>?) -> Failure {
        let reason = error.map { String(cString: $0.pointee.message) } ?? "unknown"
        g_clear_error(&error)
        return Failure(description: "\(what): \(reason)")
    }

    deinit {
        g_object_unref(handle)
    }

    /// As large as fits into the rectangle, in its middle.
    func draw(on canvas: Canvas, x: Double, y: Double, width: Double, height: Double) {
        var area = RsvgRectangle(x: x, y: y, width: width, height: height)
        canvas.withContext { context in
            // A drawing that cannot be rendered leaves its cell empty; the rest of the page says whose it is.
            _ = rsvg_handle_render_document(handle, context, &area, nil)
        }
    }
}
