/// A QR code (ISO/IEC 18004): a text as a square of dark and light modules, byte mode, error correction M (15 %), versions
/// 1 to 20 (666 bytes). For secrets and links, which so never leave the process to be drawn.
public struct QRCode: Hashable, Sendable {
    /// Modules along a side, without the margin.
    public let size: Int
    private var dark: [Bool]
    /// Modules whose place the standard fixes: no data lies there, no mask turns them.
    private var fixed: [Bool]

    /// - Returns: `nil` when the text is too long for version 20.
    public init?(_ text: String) {
        self.init(text, mask: nil)
    }

    /// - Parameter mask: which of the eight; `nil`: the one that is read most easily.
    init?(_ text: String, mask: Int?) {
        let bytes = Array(text.utf8)
        guard let version = (1...Self.largestVersion).first(where: { bytes.count <= Self.byteCapacity($0) }) else {
            return nil
        }
        self.init(version: version)
        drawFixedPatterns(version)
        drawData(Self.withErrorCorrection(Self.dataWords(bytes, version), version))
        if let mask {
            apply(mask)
        } else {
            applyBestMask()
        }
    }

    private init(version: Int) {
        size = 17 + 4 * version
        dark = [Bool](repeating: false, count: size * size)
        fixed = dark
    }

    public func isDark(_ x: Int, _ y: Int) -> Bool {
        dark[y * size + x]
    }

    /// The outline of all dark modules as the `d` of an SVG `<path>`, one unit a module, from (0, 0): one horizontal bar
    /// for each run of them.
    public var svgPath: String {
        var path = ""
        for y in 0..<size {
            var x = 0
            while x < size {
                guard isDark(x, y) else {
                    x += 1
                    continue
                }
                let start = x
                while x < size && isDark(x, y) { x += 1 }
                path += "M\(start) \(y)h\(x - start)v1h-\(x - start)z"
            }
        }
        return path
    }
}

// MARK: - The standard's tables, for error correction M

extension QRCode {
    private static let largestVersion = 20

    /// Table 9: error correction words of each block.
    private static let correctionWords = [
        0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    ]
    /// Table 9: number of blocks.
    private static let blocks = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]

    /// Modules that are left for data and error correction, in words of 8.
    private static func words(_ version: Int) -> Int {
        var modules = (16 * version + 128) * version + 64
        if version >= 2 {
            let alignments = version / 7 + 2
            modules -= (25 * alignments - 10) * alignments - 55
            if version >= 7 { modules -= 36 }
        }
        return modules / 8
    }

    private static func dataWordCount(_ version: Int) -> Int {
        words(version) - correctionWords[version] * blocks[version]
    }

    /// Mode and length take 12 bits, from version 10 on 20.
    private static func byteCapacity(_ version: Int) -> Int {
        dataWordCount(version) - (version < 10 ? 2 : 3)
    }

    /// Where alignment patterns have their centres (annex E).
    private static func alignmentCentres(_ version: Int) -> [Int] {
        guard version >= 2 else { return [] }
        let count = version / 7 + 2
        let step = (version * 8 + count * 3 + 5) / (count * 4 - 4) * 2
        let last = 4 * version + 10
        return [6] + (0..<count - 1).map { last - step * (count - 2 - $0) }
    }
}

// MARK: - Words

extension QRCode {
    private static func dataWords(_ bytes: [UInt8], _ version: Int) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) {
            for bit in stride(from: count - 1, through: 0, by: -1) { bits.append(value >> bit & 1 == 1) }
        }
        append(0b0100, 4)
        append(bytes.count, version < 10 ? 8 : 16)
        for byte in bytes { append(Int(byte), 8) }
        let capacity = dataWordCount(version) * 8
        append(0, min(4, capacity - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        var padding = 0xEC
        while bits.count < capacity {
            append(padding, 8)
            padding ^= 0xEC ^ 0x11
        }
        return stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    /// Cuts the data into blocks, gives each its correction, and interleaves them (clause 7.6).
    private static func withErrorCorrection(_ data: [UInt8], _ version: Int) -> [UInt8] {
        let count = blocks[version]
        let short = data.count / count
        let longFrom = count - data.count % count
        let divisor = generator(degree: correctionWords[version])
        var parts: [[UInt8]] = []
        var start = 0
        for block in 0..<count {
            let length = short + (block >= longFrom ? 1 : 0)
            parts.append(Array(data[start..<start + length]))
            start += length
        }
        let corrections = parts.map { remainder(of: $0, by: divisor) }
        var words: [UInt8] = []
        for index in 0...short { words += parts.compactMap { index < $0.count ? $0[index] : nil } }
        for index in 0..<divisor.count { words += corrections.map { $0[index] } }
        return words
    }

    /// Coefficients of (x − 2⁰)(x − 2¹)… without the leading 1, over GF(2⁸) with 0x11D.
    private static func generator(degree: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: degree)
        result[degree - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in 0..<degree {
                result[index] = multiply(result[index], root)
                if index + 1 < degree { result[index] ^= result[index + 1] }
            }
            root = multiply(root, 2)
        }
        return result
    }

    private static func remainder(of data: [UInt8], by divisor: [UInt8]) -> [UInt8] {
        var rest = [UInt8](repeating: 0, count: divisor.count)
        for byte in data {
            let factor = byte ^ rest[0]
            rest.removeFirst()
            rest.append(0)
            for index in rest.indices { rest[index] ^= multiply(divisor[index], factor) }
        }
        return rest
    }

    private static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var product = 0
        for bit in stride(from: 7, through: 0, by: -1) {
            product = product << 1 ^ (product >> 7) * 0x11D
            product ^= Int(right) >> bit & 1 * Int(left)
        }
        return UInt8(product & 255)
    }
}

// MARK: - Modules

extension QRCode {
    private mutating func fix(_ x: Int, _ y: Int, _ isDark: Bool) {
        dark[y * size + x] = isDark
        fixed[y * size + x] = true
    }

    private mutating func drawFixedPatterns(_ version: Int) {
        for index in 0..<size {
            fix(6, index, index % 2 == 0)
            fix(index, 6, index % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(x, y) }
        let centres = Self.alignmentCentres(version)
        for x in centres {
            for y in centres where !isFinderCorner(x, y) { drawAlignment(x, y) }
        }
        // Reserves its place; the bits are known with the mask.
        drawFormat(mask: 0)
        if version >= 7 { drawVersion(version) }
    }

    private func isFinderCorner(_ x: Int, _ y: Int) -> Bool {
        (x == 6 && y == 6) || (x == 6 && y == size - 7) || (x == size - 7 && y == 6)
    }

    private mutating func drawFinder(_ centreX: Int, _ centreY: Int) {
        for dy in -4...4 {
            for dx in -4...4 {
                let (x, y) = (centreX + dx, centreY + dy)
                guard (0..<size).contains(x), (0..<size).contains(y) else { continue }
                let distance = max(abs(dx), abs(dy))
                fix(x, y, distance != 2 && distance != 4)
            }
        }
    }

    private mutating func drawAlignment(_ centreX: Int, _ centreY: Int) {
        for dy in -2...2 {
            for dx in -2...2 { fix(centreX + dx, centreY + dy, max(abs(dx), abs(dy)) != 1) }
        }
    }

    /// Level and mask, with their own correction, twice (clause 7.9).
    private mutating func drawFormat(mask: Int) {
        // Level M is 00.
        var rest = mask
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (mask << 10 | rest) ^ 0x5412
        func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { fix(8, index, bit(index)) }
        fix(8, 7, bit(6))
        fix(8, 8, bit(7))
        fix(7, 8, bit(8))
        for index in 9..<15 { fix(14 - index, 8, bit(index)) }
        for index in 0..<8 { fix(size - 1 - index, 8, bit(index)) }
        for index in 8..<15 { fix(8, size - 15 + index, bit(index)) }
        fix(8, size - 8, true)
    }

    /// Clause 7.10.
    private mutating func drawVersion(_ version: Int) {
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1F25 }
        let bits = version << 12 | rest
        for index in 0..<18 {
            let isDark = bits >> index & 1 == 1
            let (far, near) = (size - 11 + index % 3, index / 3)
            fix(far, near, isDark)
            fix(near, far, isDark)
        }
    }

    /// Up and down in columns of two, from the right, around what is fixed (clause 7.7.3).
    private mutating func drawData(_ words: [UInt8]) {
        var index = 0
        for pair in stride(from: size - 1, through: 1, by: -2) {
            // The timing pattern's column is stepped over.
            let right = pair <= 6 ? pair - 1 : pair
            let isUpward = (right + 1) & 2 == 0
            for step in 0..<size {
                let y = isUpward ? size - 1 - step : step
                for x in [right, right - 1] where !fixed[y * size + x] && index < words.count * 8 {
                    dark[y * size + x] = words[index / 8] >> UInt8(7 - index % 8) & 1 == 1
                    index += 1
                }
            }
        }
    }
}

// MARK: - Masks

extension QRCode {
    private mutating func applyBestMask() {
        let candidates = (0..<8).map { mask -> QRCode in
            var code = self
            code.apply(mask)
            return code
        }
        guard let best = candidates.min(by: { $0.penalty < $1.penalty }) else { return }
        self = best
    }

    private mutating func apply(_ mask: Int) {
        for y in 0..<size {
            for x in 0..<size where !fixed[y * size + x] && Self.isTurned(mask, x, y) { dark[y * size + x].toggle() }
        }
        drawFormat(mask: mask)
    }

    /// Table 10.
    private static func isTurned(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: return (x + y) % 2 == 0
        case 1: return y % 2 == 0
        case 2: return x % 3 == 0
        case 3: return (x + y) % 3 == 0
        case 4: return (x / 3 + y / 2) % 2 == 0
        case 5: return x * y % 2 + x * y % 3 == 0
        case 6: return (x * y % 2 + x * y % 3) % 2 == 0
        default: return ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    /// How hard it is to read (clause 7.8.3): long runs, squares, what looks like a finder, too dark or too light.
    private var penalty: Int {
        var total = 0
        for line in 0..<size {
            total += Self.linePenalty((0..<size).map { isDark($0, line) })
            total += Self.linePenalty((0..<size).map { isDark(line, $0) })
        }
        for y in 0..<size - 1 {
            for x in 0..<size - 1 {
                let colour = isDark(x, y)
                if isDark(x + 1, y) == colour && isDark(x, y + 1) == colour && isDark(x + 1, y + 1) == colour {
                    total += 3
                }
            }
        }
        let share = dark.count { $0 } * 100
        let all = size * size
        total += 10 * (abs(share - 50 * all) / (5 * all))
        return total
    }

    private static let finderLike = [true, false, true, true, true, false, true]

    private static func linePenalty(_ line: [Bool]) -> Int {
        var total = 0
        var run = 0
        for index in line.indices {
            run = index > 0 && line[index] == line[index - 1] ? run + 1 : 1
            if run == 5 { total += 3 }
            if run > 5 { total += 1 }
        }
        // Outside the code everything is light.
        let wide = [Bool](repeating: false, count: 4) + line + [Bool](repeating: false, count: 4)
        for start in 4..<wide.count - 4 - 6 where Array(wide[start..<start + 7]) == finderLike {
            if !wide[start - 4..<start].contains(true) { total += 40 }
            if !wide[start + 7..<start + 11].contains(true) { total += 40 }
        }
        return total
    }
}
