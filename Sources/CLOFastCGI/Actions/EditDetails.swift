import CLOModel
import CLOStore

/// « Mes informations »: what CLO keeps of a client, and what of it he may change himself (S3).
enum EditDetails {
    static func show(_ person: SignedIn) throws -> Response {
        let notice = Notice(person.request)
        let known = try Known(person)
        let response = person.page(
            DetailsPage.page(try model(person, known, form: TypedForm(known.shown), notice: notice?.sentence)))
        return notice == nil ? response : response.setting(Notice.removal(isSecure: person.request.isSecure))
    }

    static func submit(_ person: SignedIn) throws -> Response {
        let sent = try Sent(try person.request.form())
        // Somebody else may write between what is read here and the transaction that compares again: then all is
        // looked at anew. More than once needs a third writer in the same moments.
        for _ in 0..<4 {
            let known = try Known(person)
            var form = TypedForm(known.shown)
            form.values.merge(sent.typed) { _, typed in typed }
            let objections = objections(to: sent, known)
            guard objections.isEmpty else {
                form.errors = objections
                return try refused(person, known, form)
            }
            let wanted: Details
            do {
                wanted = try Details(typed: sent.changes, fields: sent.changedFields, over: known.details)
            } catch {
                form.errors = error.errors
                return try refused(person, known, form)
            }
            if changesAWayIn(from: known.details, to: wanted), !person.hasTypedPassword {
                return Identity.ask(person, .account(.details))
            }
            switch try person.store.details.change(
                person.viewer.account, to: wanted, fields: sent.changedFields, seen: known.details,
                by: person.viewer, at: person.now)
            {
            case .done:
                person.responder.noteNews()
                return person.done(.detailsSaved, next: .account(.details))
            case .gone: throw Refusal.signInNeeded
            // The policy, or the details themselves, changed in between.
            case .forbidden, .changedMeanwhile: continue
            }
        }
        throw StoreError.conflict("the details of account \(person.viewer.account.rawValue) are being written")
    }

    /// A forgotten password is chosen anew through the e-mail address, and CLO rings the mobile before it hands a code over: a
    /// browser that was left open must not be enough to take the account (ASVS 3.7.1).
    private static func changesAWayIn(from known: Details, to wanted: Details) -> Bool {
        [.email, .mobile].contains { known[$0] != wanted[$0] }
    }

    /// What stands now.
    private struct Known {
        let policy: FieldPolicy
        let details: Details

        init(_ person: SignedIn) throws {
            policy = try person.store.settings.fieldPolicy()
            guard
                let details = try person.store.details.details(
                    of: person.viewer.account, visibleTo: person.viewer)
            else { throw Refusal.signInNeeded }
            self.details = details
        }

        /// The fields of the form as they are shown before anything is typed.
        var shown: [DetailField: String] {
            Dictionary(
                uniqueKeysWithValues: policy.modifiable.filter { $0 != .notifications }.map { field in
                    (field, details[field].map(field.shown) ?? "")
                })
        }
    }

    /// What came with the form: what was typed, and what the person had before his eyes when he typed it.
    private struct Sent {
        private(set) var typed: [String: String] = [:]
        private(set) var changes: [String: String] = [:]
        private(set) var changedFields: [DetailField] = []
        private(set) var before: [DetailField: String] = [:]

        /// Each field is named here: nothing else of a form ever reaches an account (ASVS 5.1.2).
        init(_ form: Fields) throws {
            for field in DetailField.texts {
                guard let text = try form.optional(field.rawValue) else { continue }
                typed[field.rawValue] = text
                let before = try form.optional("avant:\(field.rawValue)") ?? ""
                if text.sameWords(as: before) { continue }
                self.before[field] = before
                changes[field.rawValue] = text
                changedFields.append(field)
            }
        }
    }

    /// What the person could not know when he typed: CLO has written the same field, or has just closed it.
    private static func objections(to sent: Sent, _ known: Known) -> [String: String] {
        var objections: [String: String] = [:]
        for field in sent.changedFields {
            let now = known.details[field].map(field.shown) ?? ""
            if known.policy[field] != .modifiable {
                objections[field.rawValue] =
                    "\(field.label)\u{A0}: ce champ ne peut plus être modifié ici. Téléphonez-nous pour le changer."
            } else if !now.sameWords(as: sent.before[field] ?? ""), !now.sameWords(as: sent.typed[field.rawValue] ?? "")
            {
                objections[field.rawValue] =
                    now.isEmpty
                    ? "CLO vient de vider ce champ. Enregistrez de nouveau pour garder ce que vous avez écrit."
                    : "CLO vient d’écrire ici «\u{A0}\(now)\u{A0}». Enregistrez de nouveau pour garder ce que vous avez écrit."
            }
        }
        return objections
    }

    private static func refused(_ person: SignedIn, _ known: Known, _ form: TypedForm) throws -> Response {
        person.page(DetailsPage.page(try model(person, known, form: form, notice: nil)), status: .unprocessable)
    }

    private static func model(
        _ person: SignedIn, _ known: Known, form: TypedForm, notice: String?
    ) throws -> DetailsPage.Model {
        let history = try person.store.details.history(
            of: person.viewer.account, visibleTo: person.viewer, limit: DetailsPage.historyLength * 2)
        let preferences = try person.store.preferences.find(person.viewer.account)?.preferences ?? .standard
        return DetailsPage.Model(
            viewer: person.viewer, formTokens: person.formTokens(), policy: known.policy, details: known.details,
            form: form, preferences: preferences, history: history, notice: notice)
    }
}

extension TypedForm {
    fileprivate init(_ shown: [DetailField: String]) {
        self.init()
        for (field, text) in shown { values[field.rawValue] = text }
    }
}

extension String {
    /// Whether two texts of a line are the same to a reader: browsers, and people who copy numbers, change spaces.
    fileprivate func sameWords(as other: String) -> Bool {
        split(whereSeparator: \.isWhitespace) == other.split(whereSeparator: \.isWhitespace)
    }
}
