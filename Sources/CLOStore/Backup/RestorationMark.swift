import Glibc

/// The file that says: a restore is under way here, or was interrupted. While it lies in the data folder, the site
/// answers « momentanément indisponible » and no command but `clo restore` works on it.
///
/// It holds the restore's token, which the database has too (``RestorationStore``): what is to be begun anew is only
/// what that very restore began.
public enum RestorationMark {
    public static func path(in dataFolder: String) -> String { "\(dataFolder)/restauration-en-cours" }

    /// One look at the file system: the responder asks for each request.
    public static func isPresent(in dataFolder: String) -> Bool {
        access(path(in: dataFolder), F_OK) == 0
    }

    /// - Returns: the token; `nil` when there is no mark.
    public static func token(in dataFolder: String) -> String? {
        DataFile.read(path(in: dataFolder)).map { String(decoding: $0, as: UTF8.self) }
    }
}
