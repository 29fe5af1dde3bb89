import CPango
import CRsvg

/// CLO's logo, an SVG file: it owns the parsed drawing, which goes into the document as lines, not as pixels.
public final class Logo {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let handle: UnsafeMutablePointer<RsvgHandle>

    public init(file: String) throws(Failure) {
        var error: UnsafeMutablePointer<GError>?
        guard let handle = rsvg_handle_new_from_file(file, &error) else {
            let reason = error.map { String(cString: $0.pointee.message) } ?? "unknown"
            g_clear_error(&error)
            throw Failure(description: "\(file): \(reason)")
        }
        self.handle = handle
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
