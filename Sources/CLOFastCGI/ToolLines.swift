/// What the tool says in answer to the responder: `key value` on each line, a key once or several times.
struct ToolLines {
    private let lines: [(key: String, value: String)]

    /// A line of another form is left out.
    init(_ text: [UInt8]) {
        lines = text.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
        }
    }

    /// The last of this key.
    subscript(key: String) -> String? {
        lines.last { $0.key == key }?.value
    }

    /// All of this key, in their order.
    func all(_ key: String) -> [String] {
        lines.filter { $0.key == key }.map(\.value)
    }
}
