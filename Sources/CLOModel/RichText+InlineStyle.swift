extension RichText {
    /// What a `style` attribute says of the few things that S11 knows. Word, Google Docs and mail programs say
    /// with it what others say with elements.
    ///
    /// Strict: a declaration that is not exactly understood is not there. Its worst outcome is bold text.
    struct InlineStyle: Equatable {
        /// `nil`: nothing is said, so it is as around the element.
        var isBold: Bool?
        var isItalic: Bool?
        var isUnderlined: Bool?
        var size: Size?
        /// Not shown, or the bullet that Word draws itself: what the person who copied did not write.
        var isHidden = false

        init() {}

        init(_ declarations: String) {
            // Real declarations are short; nobody reads a style of many kilobytes.
            for declaration in declarations.utf8.prefix(4096).split(separator: UInt8(ascii: ";")) {
                guard let colon = declaration.firstIndex(of: UInt8(ascii: ":")) else { continue }
                let name = Self.normalised(declaration[..<colon])
                let value = Self.normalised(declaration[declaration.index(after: colon)...])
                apply(name, value.hasSuffix("!important") ? Self.normalised(value.dropLast(10).utf8) : value)
            }
        }

        private mutating func apply(_ name: String, _ value: String) {
            switch name {
            case "font-weight": isBold = Self.isBold(value) ?? isBold
            case "font-style": isItalic = ["italic": true, "oblique": true, "normal": false][value] ?? isItalic
            case "text-decoration", "text-decoration-line":
                let words = value.split(separator: " ")
                if words.contains("underline") { isUnderlined = true }
            case "font-size": size = Size(css: value) ?? size
            case "display": isHidden = isHidden || value == "none"
            case "mso-hide": isHidden = isHidden || value == "all"
            case "mso-list": isHidden = isHidden || value == "ignore"
            default: break
            }
        }

        private static func isBold(_ value: String) -> Bool? {
            switch value {
            case "bold", "bolder": true
            case "normal", "lighter": false
            default: Int(value).map { $0 >= 600 }
            }
        }

        /// ASCII, in lower case, without white space around it.
        private static func normalised(_ bytes: some BidirectionalCollection<UInt8>) -> String {
            let isSpace: (UInt8) -> Bool = { $0 <= 0x20 }
            let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
            guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
            return String(decoding: bytes[start...last], as: UTF8.self).lowercased()
        }
    }
}

extension RichText.Size {
    /// The nearest of our sizes to a `font-size`; `nil` when it says nothing, as 100 % of what is around.
    ///
    /// Body text is 16 px in a browser, 11 or 12 pt in Word and in mail: up to 13 pt is normal.
    init?(css value: String) {
        switch value {
        case "xx-small", "x-small", "small", "smaller": self = .small
        case "medium": self = .normal
        case "large", "larger": self = .large
        case "x-large", "xx-large", "xxx-large": self = .veryLarge
        default:
            guard let pixels = Self.pixels(value) else { return nil }
            switch pixels {
            case ..<13: self = .small
            case ..<17.5: self = .normal
            case ..<23: self = .large
            default: self = .veryLarge
            }
        }
    }

    /// The nearest to `<font size>`: 1 to 7, or so many steps from 3.
    init?(fontElement value: String) {
        guard let number = Int(value) else { return nil }
        let isRelative = value.hasPrefix("+") || value.hasPrefix("-")
        switch isRelative ? max(-7, min(7, number)) + 3 : number {
        case ...2: self = .small
        case 3: self = .normal
        case 4...5: self = .large
        default: self = .veryLarge
        }
    }

    private static func pixels(_ value: String) -> Double? {
        let units: [(suffix: String, pixels: Double, isRelative: Bool)] = [
            ("px", 1, false), ("pt", 4.0 / 3, false), ("rem", 16, true), ("em", 16, true), ("%", 0.16, true),
        ]
        for unit in units where value.hasSuffix(unit.suffix) {
            // Double would read "0x1p3" and "infinity" too.
            let number = value.dropLast(unit.suffix.count)
            guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
                let amount = Double(number), amount > 0
            else { return nil }
            let pixels = amount * unit.pixels
            return unit.isRelative && pixels == 16 ? nil : pixels
        }
        return nil
    }
}
