import CLOModel

/// One row of a result, read from left to right in the order of the SELECT list that stands beside it.
public struct Row: Sendable {
    /// All of them, for code that does not know the table: a backup.
    let values: [SQLValue]
    private var position = 0

    init(_ values: [SQLValue]) {
        self.values = values
    }

    private mutating func next(_ wanted: String) throws(StoreError) -> SQLValue {
        guard position < values.count else {
            throw .unexpectedRow("column \(position + 1) is missing, \(wanted) expected")
        }
        position += 1
        return values[position - 1]
    }

    private func mismatch(_ wanted: String, _ value: SQLValue) -> StoreError {
        .unexpectedRow("column \(position) holds \(value), \(wanted) expected")
    }

    /// Passes over a column that the row's kind leaves empty.
    mutating func skip() throws(StoreError) {
        _ = try next("a column")
    }

    public mutating func unsigned() throws(StoreError) -> UInt64 {
        guard let number = try optionalUnsigned() else { throw mismatch("a number", .null) }
        return number
    }

    public mutating func optionalUnsigned() throws(StoreError) -> UInt64? {
        switch try next("a number") {
        case .null: return nil
        case .unsigned(let number): return number
        case .integer(let number) where number >= 0: return UInt64(number)
        // SUM() answers a DECIMAL, which travels as text.
        case .text(let text):
            guard let number = UInt64(text) else { throw mismatch("a number", .text(text)) }
            return number
        case let other: throw mismatch("a number", other)
        }
    }

    public mutating func int() throws(StoreError) -> Int {
        Int(clamping: try unsigned())
    }

    public mutating func bool() throws(StoreError) -> Bool {
        try unsigned() != 0
    }

    public mutating func id<Entity>() throws(StoreError) -> Identifier<Entity> {
        Identifier(try unsigned())
    }

    public mutating func optionalID<Entity>() throws(StoreError) -> Identifier<Entity>? {
        try optionalUnsigned().map { Identifier($0) }
    }

    public mutating func text() throws(StoreError) -> String {
        guard let text = try optionalText() else { throw mismatch("a text", .null) }
        return text
    }

    public mutating func optionalText() throws(StoreError) -> String? {
        switch try next("a text") {
        case .null: return nil
        case .text(let text): return text
        case let other: throw mismatch("a text", other)
        }
    }

    public mutating func bytes() throws(StoreError) -> [UInt8] {
        switch try next("bytes") {
        case .bytes(let bytes): return bytes
        case .text(let text): return Array(text.utf8)
        case let other: throw mismatch("bytes", other)
        }
    }

    public mutating func moment() throws(StoreError) -> Instant {
        guard let moment = try optionalMoment() else { throw mismatch("a moment", .null) }
        return moment
    }

    public mutating func optionalMoment() throws(StoreError) -> Instant? {
        switch try next("a moment") {
        case .null: return nil
        case .moment(let moment): return moment
        case let other: throw mismatch("a moment", other)
        }
    }

    public mutating func optionalDay() throws(StoreError) -> Day? {
        switch try next("a day") {
        case .null: return nil
        case .day(let day): return day
        case let other: throw mismatch("a day", other)
        }
    }

    public mutating func day() throws(StoreError) -> Day {
        guard let day = try optionalDay() else { throw mismatch("a day", .null) }
        return day
    }

    public mutating func optionalWorksiteCode() throws(StoreError) -> WorksiteCode? {
        guard let text = try optionalText() else { return nil }
        guard let code = WorksiteCode(text) else { throw mismatch("a worksite code", .text(text)) }
        return code
    }

    public mutating func worksiteCode() throws(StoreError) -> WorksiteCode {
        let text = try text()
        guard let code = WorksiteCode(text) else { throw mismatch("a worksite code", .text(text)) }
        return code
    }

    public mutating func optionalMilestone() throws(StoreError) -> Milestone? {
        switch try optionalText() {
        case nil: return nil
        case "finished": return .finished
        case "resumed": return .resumed
        case let other: throw mismatch("a milestone", .text(other ?? ""))
        }
    }
}
