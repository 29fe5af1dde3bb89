import CLOMessaging
import CLOModel
import CLOStore
import Glibc

/// Empties the outbox: groups what is due into messages, claims some, sends them one by one, notes each at once.
///
/// A crash between sending a message and noting it is the only case in which it goes out twice, and then under the
/// same Message-ID. What a dead deliverer holds is free again when its lease ends.
struct Deliverer {
    let store: Store
    let desk: LetterDesk
    let posts: Posts
    /// At least twice what one message may take.
    let lease: Duration
    /// Works beside others: does not ask for the duty that one process has at a time.
    let isAlongside: Bool
    let owner: DutyStore.Owner

    /// What became of the messages of a run.
    struct Count {
        var sent = 0
        var postponed = 0
        var failed = 0
        var dropped = 0
    }

    private static let groupBatch = 50
    private static let messageBatch = 25
    private var count = Count()
    /// A channel whose next server is away is left alone for the rest of the run: its messages would all fail alike.
    private var closed: Set<NoticeChannel> = []

    init(store: Store, desk: LetterDesk, posts: Posts, lease: Duration, owner: DutyStore.Owner, isAlongside: Bool) {
        self.store = store
        self.desk = desk
        self.posts = posts
        self.lease = lease
        self.owner = owner
        self.isAlongside = isAlongside
    }

    /// Sends what is due, and stays as long as something becomes due within `patience`.
    /// - Returns: `nil` when another has the duty.
    mutating func run(patience: Duration) throws -> Count? {
        guard try work(patience) else { return nil }
        // Who queued something while we had the duty started nobody else. So what waits is looked at once more after
        // it has been let go.
        while try !StopRequest.wasMade && closed.isEmpty && isAwaited(within: patience) && work(patience) {}
        return count
    }

    /// - Returns: whether the duty was ours, or none was needed.
    private mutating func work(_ patience: Duration) throws -> Bool {
        defer { letGo() }
        while !StopRequest.wasMade {
            let now = Instant.now()
            guard try isAlongside || store.duties.take(owner, for: lease, at: now) else { return false }
            let grouped = try store.messages.group(limit: Self.groupBatch, at: now)
            let open = Set(NoticeChannel.allCases).subtracting(closed)
            let claimed = try store.messages.claim(Self.messageBatch, of: open, by: owner, for: lease, at: .now())
            if claimed.isEmpty && grouped < Self.groupBatch {
                guard closed.isEmpty, try waitForNext(within: patience) else { break }
                continue
            }
            try send(claimed)
        }
        return true
    }

    private mutating func send(_ messages: [MessageStore.Claimed]) throws {
        var leaseEnd = Instant.now() + lease
        for message in messages {
            if StopRequest.wasMade { return }
            let now = Instant.now()
            // Half a lease is what one message may take.
            if leaseEnd.since(now) < lease / 2 {
                guard try store.messages.renew(message.id, by: owner, for: lease, at: now) else { continue }
                if !isAlongside { _ = try store.duties.take(owner, for: lease, at: now) }
            }
            let result = try attempt(message)
            tally(result)
            try store.messages.note(result, of: message.id, by: owner, at: .now())
            if closed.contains(message.channel) {
                try store.messages.release(owner)
                return
            }
            // What comes next was claimed with the first, and is renewed one by one once that lease grows short.
            leaseEnd = min(leaseEnd, now + lease)
        }
    }

    private mutating func attempt(_ message: MessageStore.Claimed) throws -> MessageStore.Result {
        do {
            switch message.channel {
            case .email: return try sendEmail(message)
            case .sms: return try sendSMS(message)
            }
        } catch let failure as TransportFailure {
            Log.write(
                "message-not-sent",
                ["message": "\(message.id.rawValue)", "channel": message.channel.rawValue, "reason": failure.sentence])
            if case .permanent = failure { return .failed(reason: failure.sentence) }
            if case .unreachable = failure { closed.insert(message.channel) }
            guard let delay = RetrySchedule.delay(after: message.attempts + 1) else {
                return .failed(reason: failure.sentence)
            }
            return .later(reason: failure.sentence, at: .now() + delay)
        }
    }

    private func sendEmail(_ message: MessageStore.Claimed) throws -> MessageStore.Result {
        guard let post = posts.email else {
            throw TransportFailure.unreachable("Aucun envoi de courriel n’est réglé (CLO_MAIL).")
        }
        guard let typed = message.recipient.email, let address = EmailAddress(typed: typed) else {
            return .failed(reason: "Ce compte n’a pas d’adresse de courriel utilisable.")
        }
        guard let email = try desk.email(message, to: address, at: .now()) else { return Self.nothingLeft }
        try post.send(email)
        return .sent(.init(destination: address.description))
    }

    private func sendSMS(_ message: MessageStore.Claimed) throws -> MessageStore.Result {
        let now = Instant.now()
        guard let post = posts.sms else {
            return try instead(of: message, "Aucun envoi de SMS n’est réglé (CLO_SMS).")
        }
        let awake = desk.settings.timing.quietHours.end(ifQuietAt: now)
        guard awake == now else { return .kept(until: awake) }
        guard let number = message.recipient.mobile.flatMap({ PhoneNumber(typed: $0) }), number.canReceiveSMS else {
            return try instead(of: message, "Ce compte n’a pas de numéro de mobile utilisable.")
        }
        guard let text = try desk.sms(message) else { return Self.nothingLeft }
        let price = desk.settings.sms?.price ?? 0
        if let budget = desk.settings.sms?.budget {
            let spent = try store.messages.cost(since: ParisTime.startOfMonth(now))
            guard spent + text.segmentCount * price <= budget else {
                return try instead(of: message, "Le budget SMS du mois est épuisé.")
            }
        }
        let receipt = try post.send(SMS(to: number, text: text, reference: message.reference))
        let segments = receipt.segmentCount ?? text.segmentCount
        return .sent(
            .init(
                destination: number.description, segments: segments, cost: segments * price,
                gatewayReference: receipt.reference))
    }

    private static let nothingLeft = MessageStore.Result.dropped(
        reason: "Ce qu’il annonçait a été supprimé ou annulé entre-temps.")

    /// What cannot go out as an SMS is told by e-mail, unless it is told so anyhow.
    private func instead(of message: MessageStore.Claimed, _ reason: String) throws -> MessageStore.Result {
        if try store.messages.isToldByEmail(message.id) { return .dropped(reason: "\(reason) Dit par courriel.") }
        guard posts.email != nil, message.recipient.email.flatMap({ EmailAddress(typed: $0) }) != nil else {
            return .failed(reason: reason)
        }
        return .byEmail(reason: "\(reason) Envoyé par courriel à la place.")
    }

    private mutating func tally(_ result: MessageStore.Result) {
        switch result {
        case .sent: count.sent += 1
        case .later, .kept, .byEmail: count.postponed += 1
        case .failed: count.failed += 1
        case .dropped: count.dropped += 1
        }
    }

    /// Sleeps until something is due, in short naps during which the duty is kept.
    /// - Returns: `false` when nothing will be due within `patience`.
    private func waitForNext(within patience: Duration) throws -> Bool {
        guard patience > .zero, let due = try store.messages.nextDue() else { return false }
        let now = Instant.now()
        guard due <= now + patience else { return false }
        // What is due and was not ours to take becomes free, or goes out by another, within moments.
        let nap = max(.milliseconds(200), min(due.since(now), lease / 4, .seconds(20)))
        usleep(UInt32(clamping: nap.wholeMilliseconds) * 1_000)
        return true
    }

    private func isAwaited(within patience: Duration) throws -> Bool {
        guard let due = try store.messages.nextDue() else { return false }
        return due <= .now() + patience
    }

    /// Others need not wait for our leases to end. If the database is away they will have to.
    private func letGo() {
        do {
            try store.messages.release(owner)
            if !isAlongside { try store.duties.release(owner, at: .now()) }
        } catch {
            Log.write("deliverer-not-released", ["error": "\(error)"])
        }
    }
}
