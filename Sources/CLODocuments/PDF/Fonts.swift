import CPango
import Foundation

/// Says from where the process takes its fonts and its dictionary of hyphenation: from one folder, whatever the host
/// has installed. To be called once, before anything is set.
public enum Fonts {
    public enum Failure: Error, CustomStringConvertible {
        case missing(family: String, folder: String)
        case unusable(folder: String)

        public var description: String {
            switch self {
            case .missing(let family, let folder): "no font « \(family) » in \(folder)"
            case .unusable(let folder): "fontconfig cannot use \(folder)"
            }
        }
    }

    /// - Parameters:
    ///   - folder: of font files, and `hyph_fr.dic`.
    ///   - cacheFolder: where fontconfig keeps what it has learnt of them; made when it is missing.
    public static func use(folder: String, cacheFolder: String) throws(Failure) {
        // Emoji are pictures of one size: the last rule makes them as large as the text around.
        guard let configuration = FcConfigCreate() else { throw .unusable(folder: folder) }
        let text = """
            <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>
            <dir>\(escaped(folder))</dir><cachedir>\(escaped(cacheFolder))</cachedir>
            <alias binding="same"><family>emoji</family><prefer><family>Noto Color Emoji</family></prefer></alias>
            <match target="pattern"><edit name="family" mode="append_last"><string>Noto Sans</string></edit></match>
            <match target="font"><test name="outline"><bool>false</bool></test>
            <edit name="pixelsizefixupfactor" mode="assign"><divide><name target="pattern">pixelsize</name>
            <name target="font">pixelsize</name></divide></edit>
            <edit name="matrix" mode="assign"><times><name>matrix</name><matrix>
            <name>pixelsizefixupfactor</name><double>0</double><double>0</double><name>pixelsizefixupfactor</name>
            </matrix></times></edit>
            <edit name="size" mode="assign"><divide><name>size</name><name>pixelsizefixupfactor</name></divide></edit>
            </match></fontconfig>
            """
        guard FcConfigParseAndLoadFromMemory(configuration, text, FcBool(1)) != 0,
            FcConfigBuildFonts(configuration) != 0, FcConfigSetCurrent(configuration) != 0
        else { throw .unusable(folder: folder) }
        for family in [Typeface.text.rawValue, Typeface.label.rawValue] where !has(family, configuration) {
            throw .missing(family: family, folder: folder)
        }
    }

    private static func has(_ family: String, _ configuration: OpaquePointer) -> Bool {
        guard let pattern = FcPatternCreate(), let wanted = FcObjectSetCreate() else { return false }
        defer {
            FcPatternDestroy(pattern)
            FcObjectSetDestroy(wanted)
        }
        FcPatternAddString(pattern, FC_FAMILY, family)
        guard let found = FcFontList(configuration, pattern, wanted) else { return false }
        defer { FcFontSetDestroy(found) }
        return found.pointee.nfont > 0
    }

    private static func escaped(_ path: String) -> String {
        path.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    }
}
