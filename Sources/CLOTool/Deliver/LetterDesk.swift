import CLOMessaging
import CLOModel
import CLOSecurity
import CLOStore

/// Writes the messages that the outbox names, from what the database holds now.
struct LetterDesk {
    let settings: MessagingSettings
    private let store: Store
    private let dataFolder: String
    private let pepper: [UInt8]
    private let logo: CompanyLogo
    private let company: Settings
    private let templates: [NoticeTemplate.Name: NoticeTemplate]

    init(installation: Installation, settings: MessagingSettings) throws {
        self.settings = settings
        store = installation.store
        dataFolder = installation.configuration.dataFolder
        pepper = installation.configuration.pepper
        // Read once for all letters of a run; the next run sees what was changed meanwhile.
        company = try installation.store.settings.settings()
        logo = try CompanyLogo(installation)
        templates = try installation.store.templates.all().mapValues(\.template)
    }

    /// What a message says, before it is put on paper.
    private struct Draft {
        let template: NoticeTemplate
        let values: NoticeTemplate.Values
        /// `nil` for a letter of security.
        let letter: NoticeLetter?
        /// Of the one sheet that it is about.
        let code: WorksiteCode?
    }

    // MARK: E-mail

    /// - Returns: `nil` when there is nothing left to tell.
    func email(
        _ message: MessageStore.Claimed, to address: EmailAddress, at now: Instant
    ) throws -> EmailMessage? {
        guard let mail = settings.mail, let draft = try draft(message, withPhotos: true) else { return nil }
        let preferences =
            message.letter == nil
            ? MessageLink(
                site: settings.site,
                path: NoticeLink.preferences(
                    token: SignedAccount.text(message.recipient.account.rawValue, key: pepper)))
            : nil
        guard let logoName = RichText.PhotoName("clo-logo") else { preconditionFailure("a name of ours is a name") }
        let logo = InlineImage(name: logoName, domain: mail.from, bytes: logo.bytes, type: logo.isJPEG ? .jpeg : .png)
        let writer = LetterWriter(
            logo: logo, letterhead: Letterhead(company, site: settings.site), preferences: preferences,
            home: home(message.recipient.role))
        let introduction = NoticeTemplate.fill(draft.template.text, draft.values)
        let subject = HeaderText(NoticeTemplate.fill(draft.template.subject, draft.values))
        var email = EmailMessage(
            from: Mailbox(name: company.companyName, address: mail.from),
            to: Mailbox(name: message.recipient.fullName, address: address), subject: subject, date: now,
            id: MessageID(message.reference, domain: mail.from), text: writer.text(introduction, draft.letter),
            html: writer.html(subject: subject.text, introduction, draft.letter))
        email.replyTo = mail.replyTo.map { Mailbox(name: nil, address: $0) }
        // One conversation for each sheet: what all its messages answer to is a message that never was.
        email.thread = draft.code.map {
            MessageID("fiche.\($0).\(message.recipient.account.rawValue)", domain: mail.from)
        }
        email.unsubscribe = preferences
        email.images = [logo] + (draft.letter?.items.flatMap { $0.photos.map(\.image) } ?? [])
        return email
    }

    // MARK: SMS

    /// - Returns: `nil` when there is nothing left to tell.
    func sms(_ message: MessageStore.Claimed) throws -> SMSText? {
        try draft(message, withPhotos: false).map { $0.template.sms($0.values) }
    }

    // MARK: What it says

    private func draft(_ message: MessageStore.Claimed, withPhotos: Bool) throws -> Draft? {
        if let name = message.letter {
            var values = message.letterValues
            values[.recipient] = message.recipient.fullName
            return Draft(template: template(name), values: values, letter: nil, code: nil)
        }
        let events = try store.messages.events(of: message.id)
        guard !events.isEmpty else { return nil }
        let photos = withPhotos ? try photos(of: events, for: message.recipient) : [:]
        var letter = NoticeLetter(recipient: message.recipient.fullName, sections: [])
        for event in events {
            let item = try item(event, door: door(message.recipient.role), photos[event.publication] ?? [])
            if letter.sections.last?.code == event.code {
                letter.sections[letter.sections.count - 1].items.append(item)
            } else {
                letter.sections.append(.init(code: event.code, title: event.worksiteTitle, items: [item]))
            }
        }
        return Draft(
            template: template(letter.templateName(isDigest: message.isDaily)),
            values: letter.values(home: home(message.recipient.role)), letter: letter,
            code: letter.sections.count == 1 ? letter.sections.first?.code : nil)
    }

    private func template(_ name: NoticeTemplate.Name) -> NoticeTemplate {
        templates[name] ?? .standard(name)
    }

    private func door(_ role: Role) -> NoticeLink.Door { role.isEmployee ? .office : .client }

    private func home(_ role: Role) -> MessageLink {
        MessageLink(site: settings.site, path: NoticeLink.home(door(role)))
    }

    private func item(
        _ event: MessageStore.Event, door: NoticeLink.Door, _ photos: [NoticeLetter.Photo]
    ) throws -> NoticeLetter.Item {
        let number = event.publicationNumber
        switch event.kind {
        case .publication(let body, let milestone, let author, let datedAt):
            let path = NoticeLink.place(door, event.code, publication: number, comment: nil)
            return .init(
                kind: .publication(try RichText(html: body.text), milestone: milestone), number: "\(number)",
                author: author, at: datedAt, link: MessageLink(site: settings.site, path: path), photos: photos)
        case .comment(let comment, let text, let author, let writtenAt):
            let path = NoticeLink.place(door, event.code, publication: number, comment: comment)
            return .init(
                kind: .comment(text), number: "\(number).\(comment)", author: author, at: writtenAt,
                link: MessageLink(site: settings.site, path: path), photos: [])
        }
    }

    // MARK: Photos

    private static let photoLimit = 6
    /// A message of more than a few megabytes is refused by some servers, and costs who reads it on the road.
    private static let photoBytes = 2_000_000

    /// The smallest rendition of the first photos of what the message tells. One whose file is missing is left out:
    /// the message says more without it than not at all.
    private func photos(
        of events: [MessageStore.Event], for recipient: MessageStore.Claimed.Recipient
    ) throws -> [Publication.ID: [NoticeLetter.Photo]] {
        guard let mail = settings.mail else { return [:] }
        let publications = events.compactMap { event -> Publication.ID? in
            guard case .publication = event.kind else { return nil }
            return event.publication
        }
        let viewer = Viewer(account: recipient.account, role: recipient.role, name: recipient.fullName)
        let found = try store.photos.photos(of: publications, visibleTo: viewer)
        var shown: [Publication.ID: [NoticeLetter.Photo]] = [:]
        var (count, bytes) = (0, 0)
        for publication in publications {
            for photo in found[publication] ?? [] where count < Self.photoLimit {
                guard let name = RichText.PhotoName(photo.name), let size = photo.renditions.first,
                    let image = image(name, size, mail.from), bytes + image.bytes.count <= Self.photoBytes
                else { continue }
                shown[publication, default: []].append(.init(image: image, caption: photo.caption))
                count += 1
                bytes += image.bytes.count
            }
        }
        return shown
    }

    private func image(_ name: RichText.PhotoName, _ size: Int, _ domain: EmailAddress) -> InlineImage? {
        let path = "\(dataFolder)/photos/\(name)/\(size)"
        if let bytes = DataFile.read(path + ".jpg") {
            return InlineImage(name: name, domain: domain, bytes: bytes, type: .jpeg)
        }
        return DataFile.read(path + ".png").map {
            InlineImage(name: name, domain: domain, bytes: $0, type: .png)
        }
    }
}
