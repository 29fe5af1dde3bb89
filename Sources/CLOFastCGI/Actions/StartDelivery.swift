import CLOSecurity

/// A panel whose cron can only fetch pages has messages sent by fetching this one.
enum StartDelivery {
    static func start(_ visitor: Visitor, secret: String) throws -> Response {
        guard visitor.responder.configuration.messaging != nil,
            DeliverySecret.accepts(secret, key: visitor.responder.configuration.pepper)
        else { throw Refusal.notFound }
        visitor.responder.deliver()
        return Response(status: .noContent)
    }
}
