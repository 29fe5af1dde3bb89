import CLOModel

extension CommonPasswords {
    /// Reads the list that comes with the program, one password a line. Read when a password is chosen, and only then:
    /// that already takes the quarter of a second of its hash.
    public static func load(from file: String) -> CommonPasswords {
        guard let bytes = DataFile.read(file) else {
            // Nobody is kept from choosing a password by a file that was not uploaded; `known` still holds the worst.
            Log.write("common-passwords-missing", ["file": file])
            return .known
        }
        return CommonPasswords(
            lines: String(decoding: bytes, as: UTF8.self).split(separator: "\n").lazy.map(String.init))
    }
}
