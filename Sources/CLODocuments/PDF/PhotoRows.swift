/// How photos stand beside one another: rows of one, two or three of equal height, as wide as the text.
enum PhotoRows {
    struct Place: Hashable {
        let index: Int
        let x: Double
        let width: Double
        let height: Double
    }

    /// - Parameters:
    ///   - ratios: width by height of each photo, in order.
    ///   - width: of the text, in points.
    /// - Returns: rows from top to bottom.
    static func rows(_ ratios: [Double], width: Double, gap: Double, tallest: Double) -> [[Place]] {
        var rows: [[Place]] = []
        var next = 0
        for count in counts(ratios) {
            let indices = next..<next + count
            next += count
            let sum = indices.reduce(0) { $0 + ratios[$1] }
            let room = width - gap * Double(count - 1)
            let height = min(room / sum, tallest)
            var x = 0.0
            rows.append(
                indices.map { index in
                    defer { x += ratios[index] * height + gap }
                    return Place(index: index, x: x, width: ratios[index] * height, height: height)
                })
        }
        return rows
    }

    /// Two to a row; three of upright ones, and three at the end rather than one alone.
    private static func counts(_ ratios: [Double]) -> [Int] {
        var counts: [Int] = []
        var next = 0
        while next < ratios.count {
            let left = ratios.count - next
            // Of four, three would leave one alone.
            let areUpright = left > 4 && ratios[next..<next + 3].allSatisfy { $0 < 1 }
            let count = left == 3 || areUpright ? 3 : min(2, left)
            counts.append(count)
            next += count
        }
        return counts
    }
}
