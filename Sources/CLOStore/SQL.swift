import CLOModel

/// A statement with its parameters. What is interpolated is bound, never spliced into the text:
///
///     let sql: SQL = "SELECT title FROM worksite WHERE code = \(code)"   // … WHERE code = ?
///
/// Another piece of SQL can be put in as such; a plain `String` does not become SQL by any way but ``init(raw:)``.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    let text: String
    let parameters: [SQLValue]

    public init(stringLiteral literal: String) {
        text = literal
        parameters = []
    }

    public init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
        parameters = stringInterpolation.parameters
    }

    /// SQL from a file of the installation, such as a migration. The label is the warning.
    init(raw text: String) {
        self.text = text
        parameters = []
    }

    public struct Interpolation: StringInterpolationProtocol {
        var text = ""
        var parameters: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            parameters.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        public mutating func appendInterpolation(_ part: SQL) {
            text += part.text
            parameters += part.parameters
        }

        public mutating func appendInterpolation(_ value: some SQLConvertible) {
            text += "?"
            parameters.append(value.sqlValue)
        }

        public mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            text += "?"
            parameters.append(value?.sqlValue ?? .null)
        }

        /// A list for `IN (…)`. Its length is rounded up to a power of two by repeating the last value, so
        /// that few distinct statements exist, each prepared once. An empty list matches nothing.
        public mutating func appendInterpolation(list values: [some SQLConvertible]) {
            guard let last = values.last else {
                text += "NULL"
                return
            }
            var count = 1
            while count < values.count { count *= 2 }
            text += String(repeating: "?, ", count: count - 1) + "?"
            parameters += values.map(\.sqlValue)
            parameters += [SQLValue](repeating: last.sqlValue, count: count - values.count)
        }
    }
}

/// What a statement can be given and what a row can hold.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case unsigned(UInt64)
    case text(String)
    case bytes([UInt8])
    case moment(Instant)
    case day(Day)
}

public protocol SQLConvertible {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLConvertible {
    public var sqlValue: SQLValue { self }
}

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }
}

extension Int: SQLConvertible {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension UInt64: SQLConvertible {
    public var sqlValue: SQLValue { .unsigned(self) }
}

extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension [UInt8]: SQLConvertible {
    public var sqlValue: SQLValue { .bytes(self) }
}

extension Instant: SQLConvertible {
    public var sqlValue: SQLValue { .moment(self) }
}

extension Day: SQLConvertible {
    public var sqlValue: SQLValue { .day(self) }
}

extension Identifier: SQLConvertible {
    public var sqlValue: SQLValue { .unsigned(rawValue) }
}

extension WorksiteCode: SQLConvertible {
    public var sqlValue: SQLValue { .text(description) }
}

extension SignInName: SQLConvertible {
    public var sqlValue: SQLValue { .text(description) }
}

extension CanonicalHTML: SQLConvertible {
    public var sqlValue: SQLValue { .text(text) }
}

extension Milestone: SQLConvertible {
    /// Spelled in the database as in the code, not as in forms.
    public var sqlValue: SQLValue {
        switch self {
        case .finished: return .text("finished")
        case .resumed: return .text("resumed")
        }
    }
}
