import ArgumentParser
import CLOModel
import Foundation

/// Lets any corpus of HTML be tried on ``RichText``, one JSON object per line in and one out.
struct RichTextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "richtext",
        abstract: "Met des textes HTML sous leur forme canonique, une ligne JSON par texte.",
        discussion: """
            Entrée : {"id": …, "payload": "<html>"} par ligne. Sortie : {"id": …, "output": "<html canonique>"}, \
            ou {"error": "…"} pour une ligne illisible ou un texte refusé ; le code de sortie est alors 1.
            """)

    func run() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var hasErrors = false
        while let line = readLine() {
            guard line.utf8.contains(where: { $0 > 0x20 }) else { continue }
            let answer = Answer(to: line)
            if answer.error != nil { hasErrors = true }
            var data = try encoder.encode(answer)
            data.append(UInt8(ascii: "\n"))
            try FileHandle.standardOutput.write(contentsOf: data)
        }
        if hasErrors { throw ExitCode.failure }
    }

    private struct Question: Decodable {
        let id: Scalar
        let payload: String
    }

    private struct Answer: Encodable {
        var id: Scalar?
        var output: String?
        var error: String?

        init(to line: String) {
            let question: Question
            do {
                question = try JSONDecoder().decode(Question.self, from: Data(line.utf8))
            } catch {
                self.error = "ligne illisible\u{A0}: \(error)"
                return
            }
            id = question.id
            do {
                output = try RichText(html: question.payload).html
            } catch {
                self.error = error.sentence
            }
        }
    }

    /// A JSON value that is neither array nor object, given back as it came.
    private enum Scalar: Codable {
        case null
        case bool(Bool)
        case integer(Int64)
        case decimal(Decimal)
        case string(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = Self.attempt({ try container.decode(Bool.self) }) {
                self = .bool(value)
            } else if let value = Self.attempt({ try container.decode(Int64.self) }) {
                self = .integer(value)
            } else if let value = Self.attempt({ try container.decode(Decimal.self) }) {
                self = .decimal(value)
            } else {
                self = .string(try container.decode(String.self))
            }
        }

        /// A mismatch only says that it is another kind; the last kind tried throws.
        private static func attempt<Value>(_ decode: () throws -> Value) -> Value? {
            try? decode()
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .bool(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .decimal(let value): try container.encode(value)
            case .string(let value): try container.encode(value)
            }
        }
    }
}
