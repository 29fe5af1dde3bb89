/// French letters for places that take ASCII alone, such as names of files for old programs.
public enum FrenchLetters {
    /// The letter without its accent: « é » is `e`, « œ » is `oe`.
    /// - Returns: `nil` for what no French word or punctuation has.
    public static func unaccented(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "à", "â", "ä", "á", "ã": return "a"
        case "À", "Â", "Ä", "Á", "Ã": return "A"
        case "ç": return "c"
        case "Ç": return "C"
        case "é", "è", "ê", "ë": return "e"
        case "É", "È", "Ê", "Ë": return "E"
        case "î", "ï", "í": return "i"
        case "Î", "Ï", "Í": return "I"
        case "ñ": return "n"
        case "Ñ": return "N"
        case "ô", "ö", "ó", "õ": return "o"
        case "Ô", "Ö", "Ó", "Õ": return "O"
        case "ù", "û", "ü", "ú": return "u"
        case "Ù", "Û", "Ü", "Ú": return "U"
        case "ÿ": return "y"
        case "Ÿ": return "Y"
        case "œ": return "oe"
        case "Œ": return "OE"
        case "æ": return "ae"
        case "Æ": return "AE"
        case "’", "‘": return "'"
        case "«", "»", "“", "”": return "'"
        case "–", "—", "‑": return "-"
        case "…": return "..."
        case "°": return "o"
        case "\u{A0}", "\u{202F}": return " "
        default: return nil
        }
    }
}
