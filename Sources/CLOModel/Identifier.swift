/// The key of a stored entity, typed by the entity so that a comment's key cannot be passed for a publication's.
public struct Identifier<Entity>: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// A person who signs in: a client or an employee. The entity itself stays in the store.
public enum Account {
    public typealias ID = Identifier<Account>
}
