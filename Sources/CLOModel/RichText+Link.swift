extension RichText {
    /// Where a link of the text leads: a page of the web, a mailbox, a telephone.
    ///
    /// The address is normalised, so that it is nothing but printable ASCII and cannot be read by anybody
    /// otherwise than by us: no white space, no control character, no backslash, no name before the host.
    public struct Link: Hashable, Sendable {
        /// In bytes of the normalised address.
        public static let maximumBytes = 2048

        /// `https://…`, `http://…`, `mailto:…@…` or `tel:…`.
        public let address: String

        /// - Returns: `nil` when the address is of another kind, or not one at all. `www.…` is taken for
        ///   `https://www.…`; white space around it falls away; of a `mailto:` only the mailbox is kept.
        public init?(_ typed: String) {
            var bytes = Array(typed.utf8)
            // No-break spaces come with what is pasted from a text.
            while let last = bytes.last, last <= 0x20 || bytes.suffix(2) == [0xC2, 0xA0] {
                bytes.removeLast(last <= 0x20 ? 1 : 2)
            }
            bytes.removeFirst(bytes.prefix { $0 <= 0x20 }.count)
            if String(decoding: bytes.prefix(4), as: UTF8.self).lowercased() == "www." {
                bytes = Array("https://".utf8) + bytes
            }
            guard bytes.count <= Self.maximumBytes, let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
                let address = Self.normalised(
                    scheme: String(decoding: bytes[..<colon], as: UTF8.self).lowercased(), bytes[(colon + 1)...]),
                address.utf8.count <= Self.maximumBytes
            else { return nil }
            self.address = address
        }

        /// The address as people write it: without `mailto:` or `tel:`.
        var shown: String {
            for scheme in ["mailto:", "tel:"] where address.hasPrefix(scheme) {
                return String(address.dropFirst(scheme.count))
            }
            return address
        }

        private static func normalised(scheme: String, _ rest: ArraySlice<UInt8>) -> String? {
            switch scheme {
            case "http", "https": webAddress(rest).map { scheme + "://" + $0 }
            case "mailto": mailbox(rest).map { "mailto:" + $0 }
            case "tel": telephone(rest).map { "tel:" + $0 }
            default: nil
            }
        }

        // MARK: Web

        private static func webAddress(_ rest: ArraySlice<UInt8>) -> String? {
            guard rest.starts(with: "//".utf8) else { return nil }
            let path = rest.dropFirst(2)
            let end = path.firstIndex { "/?#".utf8.contains($0) } ?? path.endIndex
            guard let authority = authority(path[..<end]), let path = encoded(path[end...]) else { return nil }
            return authority + path
        }

        /// Host and port. A user name before the host serves only to deceive; there is no link then.
        private static func authority(_ bytes: ArraySlice<UInt8>) -> String? {
            var host = bytes
            var port = ""
            if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), bytes.last != UInt8(ascii: "]") {
                host = bytes[..<colon]
                let digits = bytes[(colon + 1)...]
                guard digits.count <= 5, digits.allSatisfy(isDigit) else { return nil }
                if !digits.isEmpty { port = ":" + String(decoding: digits, as: UTF8.self) }
            }
            if host.first == UInt8(ascii: "[") {
                guard host.last == UInt8(ascii: "]"), host.count > 3,
                    host.dropFirst().dropLast().allSatisfy({ isHexDigit($0) || ":.".utf8.contains($0) })
                else { return nil }
                return String(decoding: host, as: UTF8.self).lowercased() + port
            }
            // A host with accents is percent-encoded, as RFC 3986 section 3.2.2 has it: browsers read it so.
            guard host.contains(where: { isLetterOrDigit($0) || $0 >= 0x80 }),
                host.allSatisfy({ isLetterOrDigit($0) || ".-_%".utf8.contains($0) || $0 >= 0x80 }),
                let name = encoded(host), name.utf8.indices.allSatisfy({ isHarmlessEscape(name.utf8[$0...]) })
            else { return nil }
            return lowercasedOutsideEscapes(name) + port
        }

        /// In a host, only what is beyond ASCII may be percent-encoded: `%2F` or `%40` would move its end.
        private static func isHarmlessEscape(_ rest: Substring.UTF8View) -> Bool {
            guard rest.first == UInt8(ascii: "%") else { return true }
            return rest.dropFirst().first.map { "89abcdefABCDEF".utf8.contains($0) } ?? false
        }

        private static func lowercasedOutsideEscapes(_ host: String) -> String {
            host.utf8.contains(UInt8(ascii: "%")) ? host : host.lowercased()
        }

        /// Percent-encodes what RFC 3986 does not allow in a path, query or fragment.
        ///
        /// - Returns: `nil` when there is a control character or a backslash, which browsers take for a slash.
        private static func encoded(_ bytes: ArraySlice<UInt8>) -> String? {
            var encoded: [UInt8] = []
            for (index, byte) in zip(bytes.indices, bytes) {
                switch byte {
                case 0x09, 0x0A, 0x0D: continue
                case ..<0x20, 0x7F, UInt8(ascii: "\\"): return nil
                case UInt8(ascii: "%"):
                    let digits = bytes[(index + 1)...].prefix(2)
                    encoded += digits.count == 2 && digits.allSatisfy(isHexDigit) ? "%".utf8 : "%25".utf8
                case _ where isLetterOrDigit(byte) || "-._~:/?#@!$&'()*+,;=".utf8.contains(byte):
                    encoded.append(byte)
                default:
                    let hexadecimal = Array("0123456789ABCDEF".utf8)
                    encoded += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
                }
            }
            return String(decoding: encoded, as: UTF8.self)
        }

        // MARK: Mail and telephone

        /// Subject, copies and body after a `?` are left out: nobody should send what a link has written.
        private static func mailbox(_ rest: ArraySlice<UInt8>) -> String? {
            let mailbox = rest.prefix { $0 != UInt8(ascii: "?") }
            let parts = mailbox.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
                parts[0].allSatisfy({ isLetterOrDigit($0) || "!#$&'*+-/=^_`{|}~.".utf8.contains($0) }),
                parts[1].allSatisfy({ isLetterOrDigit($0) || "-.".utf8.contains($0) })
            else { return nil }
            return String(decoding: parts[0], as: UTF8.self) + "@"
                + String(decoding: parts[1], as: UTF8.self).lowercased()
        }

        /// What is written between digits for the eye falls away.
        private static func telephone(_ rest: ArraySlice<UInt8>) -> String? {
            let visual = "\u{A0}\u{202F} .-()/".unicodeScalars
            let number = String(decoding: rest, as: UTF8.self).unicodeScalars.filter { !visual.contains($0) }
            let digits = number.first == "+" ? Substring.UnicodeScalarView(number.dropFirst()) : number[...]
            guard (3...20).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
            return String(String.UnicodeScalarView(number))
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }

        private static func isHexDigit(_ byte: UInt8) -> Bool {
            isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        }

        private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
            isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }
}
