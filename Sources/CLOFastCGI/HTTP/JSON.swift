/// The few values that scripts are answered with. Writing only: nothing is read as JSON.
indirect enum JSON {
    case text(String)
    case number(Int)
    case list([JSON])
    case object([(name: String, value: JSON)])

    var text: String {
        var text = ""
        append(to: &text)
        return text
    }

    private func append(to output: inout String) {
        switch self {
        case .text(let text): Self.append(text, to: &output)
        case .number(let number): output += String(number)
        case .list(let values):
            output += "["
            for (index, value) in values.enumerated() {
                if index > 0 { output += "," }
                value.append(to: &output)
            }
            output += "]"
        case .object(let members):
            output += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { output += "," }
                Self.append(member.name, to: &output)
                output += ":"
                member.value.append(to: &output)
            }
            output += "}"
        }
    }

    /// RFC 8259, section 7.
    private static func append(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}

extension Response {
    static func json(_ value: JSON, status: Status = .ok) -> Response {
        Response(status: status, body: .bytes(Array(value.text.utf8), type: "application/json"))
    }
}
