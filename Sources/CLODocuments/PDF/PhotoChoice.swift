/// Which file of a photo is printed, and whether its bytes go in untouched.
enum PhotoChoice: Hashable {
    case untouched(PrintPhoto.File)
    /// Decoded and encoded anew with a larger side of that many pixels.
    case reduced(PrintPhoto.File, longest: Int)

    /// What looks sharp enough on paper, in pixels by inch, to be preferred to a larger file that had to be encoded
    /// anew: two photos beside one another, one of them upright, then go in as they are.
    static let sharpEnough = 140.0

    /// - Parameter longest: the larger side of the picture on paper, in points.
    /// - Returns: the largest file of at most ``Paper/resolution``, if it is sharp enough or there is no larger one;
    ///   else the next larger file, reduced to just that. `nil` for a photo without files.
    init?(_ photo: PrintPhoto, longest: Double) {
        let limit = max(1, Int(longest / 72 * Paper.resolution))
        let fitting = photo.files.last { $0.size <= limit }
        let larger = photo.files.first { $0.size > limit }
        switch (fitting, larger) {
        case (let fitting?, nil): self = .untouched(fitting)
        case (let fitting?, _?) where Double(fitting.size) / longest * 72 >= Self.sharpEnough:
            self = .untouched(fitting)
        case (_, let larger?): self = .reduced(larger, longest: limit)
        case (nil, nil): return nil
        }
    }
}
