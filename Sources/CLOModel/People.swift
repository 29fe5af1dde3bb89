/// The three kinds of person (SPEC, vocabulary). An administrator is an employee with more rights.
public enum Role: Hashable, Sendable {
    case client
    case employee(isAdministrator: Bool)

    public var isEmployee: Bool {
        switch self {
        case .client: return false
        case .employee: return true
        }
    }
}

/// Who is asking: the signed-in person on whose behalf an action runs. Everything that is looked up is looked
/// up *as visible to* a viewer.
public struct Viewer: Hashable, Sendable {
    public let account: Account.ID
    public let role: Role
    public let name: String

    public init(account: Account.ID, role: Role, name: String) {
        self.account = account
        self.role = role
        self.name = name
    }
}

/// Who wrote something, as shown beside it: « Julie Moreau, CLO » or « Martin Dupont ».
public struct Author: Hashable, Sendable {
    public let account: Account.ID
    public let name: String
    public let isEmployee: Bool

    public init(account: Account.ID, name: String, isEmployee: Bool) {
        self.account = account
        self.name = name
        self.isEmployee = isEmployee
    }
}

/// The name under which a person signs in: `martin.dupont`.
///
/// 2 to 64 characters among a–z, 0–9, `.`, `_`, `-` and `@` (an e-mail address may serve), not beginning or
/// ending with a sign. Case and the spaces around do not count.
public struct SignInName: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init?(_ typed: some StringProtocol) {
        var name: [UInt8] = []
        for byte in typed.utf8.drop(while: { $0 == 32 }) {
            switch byte {
            case 65...90: name.append(byte + 32)
            case 97...122, 48...57, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "@"), 32:
                name.append(byte)
            default: return nil
            }
            if name.count > 80 { return nil }
        }
        while name.last == 32 { name.removeLast() }
        guard (2...64).contains(name.count), !name.contains(32), let first = name.first, let last = name.last,
            Self.isAlphanumeric(first), Self.isAlphanumeric(last)
        else { return nil }
        description = String(decoding: name, as: UTF8.self)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte)
    }
}
