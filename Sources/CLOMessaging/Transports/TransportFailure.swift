/// Why a message did not go out. The sentence is shown to administrators at `/admin/envois`, so it is French and says
/// what the other side said.
public enum TransportFailure: Error, Hashable, Sendable {
    /// This message, or its recipient, was refused for good: trying again would bring the same.
    case permanent(String)
    /// It may go out later: a full mailbox, greylisting (SMTP 4xx).
    case temporary(String)
    /// No message would go out now: the server is away, slow, not to be trusted, or does not know us.
    case unreachable(String)

    public var sentence: String {
        switch self {
        case .permanent(let sentence), .temporary(let sentence), .unreachable(let sentence): return sentence
        }
    }
}

/// Takes e-mail messages out of the house.
public protocol EmailTransport {
    /// Returns once the next server has taken responsibility for the message.
    func send(_ message: EmailMessage) throws(TransportFailure)
}
