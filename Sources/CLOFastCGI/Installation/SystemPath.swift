import Glibc

enum SystemPath {
    /// Without links and dots; `nil` when there is nothing of that name.
    static func resolved(_ path: String) -> String? {
        realpath(path, nil).map { resolved in
            defer { free(resolved) }
            return String(cString: resolved)
        }
    }
}
