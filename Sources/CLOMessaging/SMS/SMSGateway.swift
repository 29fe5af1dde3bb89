import CLOModel

/// One text message to one telephone.
public struct SMS: Hashable, Sendable {
    public let to: PhoneNumber
    public let text: SMSText
    /// Our own name of it: letters, digits, dots, hyphens. The same when it is sent again.
    public let reference: String

    public init(to: PhoneNumber, text: SMSText, reference: String) {
        self.to = to
        self.text = text
        self.reference = reference
    }
}

/// What a gateway said when it took a message.
public struct SMSReceipt: Hashable, Sendable {
    /// The gateway's own name of it, to quote to its support.
    public let reference: String
    /// How many messages it counts; `nil` when it does not say.
    public let segmentCount: Int?

    public init(reference: String, segmentCount: Int?) {
        self.reference = reference
        self.segmentCount = segmentCount
    }
}

/// Takes text messages out of the house.
public protocol SMSGateway {
    /// Returns once the gateway has taken the message.
    func send(_ sms: SMS) throws(TransportFailure) -> SMSReceipt
}
