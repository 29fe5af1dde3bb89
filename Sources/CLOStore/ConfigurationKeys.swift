import CLOModel

/// The lines of `clo.conf`, read and not yet understood.
struct ConfigurationKeys {
    let file: String
    private var values: [String: String] = [:]

    /// - Throws: ``Configuration/Failure/badLine(file:number:)`` for a line that is neither empty, nor a comment, nor
    ///   `KEY = value`.
    init(_ text: String, file: String) throws {
        self.file = file
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let line = String(line).trimmingSpaces
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "=") else {
                throw Configuration.Failure.badLine(file: file, number: index + 1)
            }
            values[String(line[..<equals]).trimmingSpaces] = String(line[line.index(after: equals)...]).trimmingSpaces
        }
    }

    /// `nil` when it is missing or empty.
    func value(_ key: String) -> String? {
        values[key].flatMap { $0.isEmpty ? nil : $0 }
    }

    func required(_ key: String) throws -> String {
        guard let value = value(key) else { throw Configuration.Failure.missing(key: key, file: file) }
        return value
    }

    /// - Parameter folder: where a relative path begins.
    func path(_ key: String, from folder: String) -> String? {
        value(key).map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
    }

    func number(_ key: String, _ bounds: ClosedRange<Int>, or standard: Int) throws -> Int {
        guard let text = value(key) else { return standard }
        guard let number = Int(text), bounds.contains(number) else {
            throw invalid(key, "un nombre de \(bounds.lowerBound) à \(bounds.upperBound)")
        }
        return number
    }

    /// Millionths of a euro: `0.045` or `0,045` is 45,000.
    func euros(_ key: String) throws -> Int? {
        guard let text = value(key) else { return nil }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard parts.count <= 2, let whole = Int(parts[0]), (0...1_000_000).contains(whole),
            let fraction = parts.count == 2 ? Int((parts[1] + "000000").prefix(6)) : 0, fraction >= 0,
            parts.allSatisfy({ (1...7).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { throw invalid(key, "un montant en euros, comme 0,045") }
        return whole * 1_000_000 + fraction
    }

    func invalid(_ key: String, _ expected: String) -> Configuration.Failure {
        .invalid(key: key, file: file, expected: expected)
    }
}
