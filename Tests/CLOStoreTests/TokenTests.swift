import CLOModel
import Testing

@testable import CLOSecurity
@testable import CLOStore

extension StoreTests {
    @Suite("Liens et codes d’accès")
    struct TokenTests {
        let fixture: Fixture
        var tokens: TokenStore { fixture.store.tokens }

        init() throws {
            fixture = try Fixture()
        }

        private func issued(
            _ purpose: AccessPurpose = .recovery, to person: Fixture.Person? = nil, at now: Instant = .start
        ) throws -> TokenStore.Issued {
            try #require(try tokens.issue(purpose, to: (person ?? fixture.client).account, at: now))
        }

        @Test("le lien et le code mènent à la même personne, et ne changent rien en étant regardés")
        func holder() throws {
            let issued = try issued(.activation)
            for _ in 0..<3 {
                for holder in [
                    try tokens.holder(of: issued.token, at: .start),
                    try tokens.holder(of: issued.code, named: fixture.client.name, at: .start),
                ] {
                    let holder = try #require(holder)
                    #expect(holder.account == fixture.client.account && holder.name == fixture.client.name)
                    #expect(holder.fullName == "Martin Dupont" && holder.role == .client)
                    #expect(!holder.isActivated && holder.purpose == .activation)
                    #expect(holder.expiresAt == .start + .days(14))
                }
            }
        }

        @Test("un code ne vaut que pour son identifiant")
        func codeOfAnother() throws {
            let issued = try issued()
            #expect(try tokens.holder(of: issued.code, named: fixture.otherClient.name, at: .start) == nil)
            #expect(try tokens.holder(of: issued.code, named: fixture.newName(), at: .start) == nil)
            #expect(try tokens.holder(of: TypedCode(length: 16), named: fixture.client.name, at: .start) == nil)
            #expect(try tokens.holder(of: SecretToken(), at: .start) == nil)
        }

        @Test("dix minutes pour un oubli, quatorze jours pour une invitation", arguments: AccessPurpose.allCases)
        func expiry(purpose: AccessPurpose) throws {
            let issued = try issued(purpose)
            let end = Instant.start + purpose.lifetime
            let holder = try #require(try tokens.holder(of: issued.token, at: end - .milliseconds(1)))
            #expect(try tokens.holder(of: issued.token, at: end) == nil)
            #expect(try tokens.holder(of: issued.code, named: fixture.client.name, at: end) == nil)
            #expect(try tokens.redeem(holder, password: anyHash(), at: end) == false)
        }

        @Test("seules des empreintes sont gardées")
        func hashesOnly() throws {
            let issued = try issued()
            #expect(
                try fixture.number(
                    """
                    SELECT COUNT(*) FROM access_token
                    WHERE account_id = \(fixture.client.account) AND token_hash = \(issued.token.hash)
                    """) == 1)
        }

        @Test("choisir un mot de passe : une fois, tout ce qui avait été donné a servi, les sessions se ferment")
        func redeem() throws {
            let (older, newer) = (try issued(.activation), try issued())
            let session = try fixture.signIn(fixture.client, at: .start)
            let hash = try anyHash()
            // The newer one has not killed the older one.
            let holder = try #require(try tokens.holder(of: older.token, at: .start))
            #expect(try tokens.redeem(holder, password: hash, at: .start))
            #expect(try fixture.store.accounts.credentials(of: fixture.client.account)?.passwordHash == hash)
            #expect(try fixture.store.sessions.open(session, sheet: nil, at: .start) == nil)
            for token in [older.token, newer.token] { #expect(try tokens.holder(of: token, at: .start) == nil) }
            #expect(try tokens.redeem(holder, password: anyHash(), at: .start) == false)
            #expect(try fixture.store.accounts.credentials(of: fixture.client.account)?.passwordHash == hash)
            // The same again, as after a connection that broke during the commit, is the same answer.
            #expect(try tokens.redeem(holder, password: hash, at: .start))
            let kinds = "SELECT COUNT(*) FROM journal WHERE subject_id = " as SQL
            #expect(
                try fixture.number("\(kinds)\(fixture.client.account) AND kind = 'compte_active'") == 1,
                "the first password activates")
        }

        @Test("un compte suspendu n’est pas rouvert par un lien")
        func suspended() throws {
            let issued = try issued()
            let holder = try #require(try tokens.holder(of: issued.token, at: .start))
            _ = try fixture.store.accounts.suspend(fixture.client.name, at: .start)
            #expect(try tokens.holder(of: issued.token, at: .start) == nil)
            #expect(try tokens.redeem(holder, password: anyHash(), at: .start) == false)
            #expect(try tokens.issue(.recovery, to: fixture.client.account, at: .start) == nil)
            #expect(try tokens.issue(.recovery, to: Account.ID(.max), at: .start) == nil)
        }

        @Test("de deux qui viennent avec le même lien en même temps, un seul entre")
        func race() throws {
            let issued = try issued()
            let holder = try #require(try tokens.holder(of: issued.token, at: .start))
            let hashes = try (0..<8).map { _ in try anyHash() }
            let address = fixture.address
            let wins = try inParallel(8) { index in
                try Store(Database(address)).tokens.redeem(holder, password: hashes[index], at: .start)
            }
            #expect(wins.count { $0 } == 1)
        }

        /// Changes the client's e-mail address, as an employee.
        private func write(email: String) throws {
            let clerk = fixture.julie.viewer
            var details = try #require(try fixture.store.details.details(of: fixture.client.account, visibleTo: clerk))
            details[.email] = email
            guard
                case .done = try fixture.store.details.change(
                    fixture.client.account, to: details, fields: [.email], by: clerk, at: .start)
            else { throw StoreError.conflict("the address was not changed") }
        }

        @Test("un lien parti vers une fausse adresse ne sert plus une fois qu’elle est corrigée")
        func mistypedAddress() throws {
            let card = try issued(.activation)
            try write(email: "martin.dupon@example.fr")
            #expect(try tokens.holder(of: card.token, at: .start) != nil)
            let sent = try issued(.activation)
            try write(email: "martin.dupont@example.fr")
            #expect(try tokens.holder(of: sent.token, at: .start) == nil)
            #expect(try tokens.holder(of: card.token, at: .start) == nil)
        }
    }

    @Suite("Second facteur")
    struct OneTimeCodeTests {
        let fixture: Fixture
        let pepper = Randomness.bytes(32)
        var codes: OneTimeCodeStore { fixture.store.oneTimeCodes }
        private var account: Account.ID { fixture.client.account }

        init() throws {
            fixture = try Fixture()
        }

        private static let secret = OneTimeSecret(
            offeredWith: [1], to: [2], pepper: [UInt8](repeating: 3, count: 32))

        /// The code of the moment, found as a telephone does.
        private func code(at now: Instant) -> String {
            Self.secret.code(at: UInt64(now.milliseconds / 1_000 / OneTimeSecret.period))
        }

        @Test("sans rien, il n’y en a pas ; activé, il a dix codes de secours")
        func enabling() throws {
            #expect(try codes.state(of: account) == .init(enabledAt: nil, remainingCodes: 0))
            #expect(try codes.check("000000", of: account, pepper: pepper, at: .start) == .wrong)
            #expect(try codes.renewRecoveryCodes(of: account, at: .start) == nil)
            let given = try codes.enable(Self.secret, firstStep: 1, pepper: pepper, of: account, at: .start)
            #expect(Set(given).count == 10)
            #expect(try codes.state(of: account) == .init(enabledAt: .start, remainingCodes: 10))
        }

        @Test("un code sert une fois ; le rejouer se voit ; un plus ancien ne sert plus")
        func replay() throws {
            _ = try codes.enable(Self.secret, firstStep: 1, pepper: pepper, of: account, at: .start)
            let now = Instant.start
            #expect(try codes.check(code(at: now), of: account, pepper: pepper, at: now) == .accepted)
            #expect(try codes.check(code(at: now), of: account, pepper: pepper, at: now) == .replayed)
            #expect(try codes.check(code(at: now - .seconds(30)), of: account, pepper: pepper, at: now) == .replayed)
            let next = now + .seconds(30)
            #expect(try codes.check(code(at: next), of: account, pepper: pepper, at: now) == .accepted)
            #expect(
                try codes.check(code(at: now + .seconds(90)), of: account, pepper: pepper, at: now) == .wrong)
        }

        @Test("de huit qui viennent avec le même code en même temps, un seul entre")
        func race() throws {
            _ = try codes.enable(Self.secret, firstStep: 1, pepper: pepper, of: account, at: .start)
            let (address, account, pepper, typed) = (fixture.address, account, pepper, code(at: .start))
            let checks = try inParallel(8) { _ in
                try Store(Database(address)).oneTimeCodes.check(typed, of: account, pepper: pepper, at: .start)
            }
            #expect(checks.count { $0 == .accepted } == 1)
            #expect(checks.count { $0 == .replayed } == 7)
        }

        @Test("chaque code de secours sert une fois ; de nouveaux remplacent les anciens")
        func recovery() throws {
            let given = try codes.enable(Self.secret, firstStep: 1, pepper: pepper, of: account, at: .start)
            let typed = given[3].description.lowercased()
            #expect(
                try codes.check(typed, of: account, pepper: pepper, at: .start) == .acceptedRecoveryCode(remaining: 9))
            #expect(try codes.check(typed, of: account, pepper: pepper, at: .start) == .replayed)
            #expect(try codes.check(typed, of: fixture.otherClient.account, pepper: pepper, at: .start) == .wrong)
            let renewed = try #require(try codes.renewRecoveryCodes(of: account, at: .start))
            #expect(try codes.check(given[0].description, of: account, pepper: pepper, at: .start) == .wrong)
            #expect(
                try codes.check(renewed[0].description, of: account, pepper: pepper, at: .start)
                    == .acceptedRecoveryCode(remaining: 9))
        }

        @Test("sous un autre secret d’installation, les codes de secours servent encore, les autres non")
        func otherPepper() throws {
            let given = try codes.enable(Self.secret, firstStep: 1, pepper: pepper, of: account, at: .start)
            let other = Randomness.bytes(32)
            #expect(try codes.check(code(at: .start), of: account, pepper: other, at: .start) == .wrong)
            #expect(
                try codes.check(given[0].description, of: account, pepper: other, at: .start)
                    == .acceptedRecoveryCode(remaining: 9))
        }

        @Test("retirer enlève tout")
        func disabling() throws {
            let given = try codes.enable(Self.secret, firstStep: 1, pepper: pepper, of: account, at: .start)
            #expect(try codes.disable(of: account, by: nil, at: .start))
            #expect(try codes.disable(of: account, by: nil, at: .start) == false)
            #expect(try codes.check(given[0].description, of: account, pepper: pepper, at: .start) == .wrong)
            #expect(try codes.check(code(at: .start), of: account, pepper: pepper, at: .start) == .wrong)
        }

        @Test("l’étape entre le mot de passe et le code dure dix minutes, et finit avec le mot de passe")
        func steps() throws {
            let steps = fixture.store.steps
            let token = SecretToken()
            try steps.begin(token, for: account, isKnownDevice: true, at: .start)
            let step = try #require(try steps.find(token, at: .start + .minutes(10) - .milliseconds(1)))
            #expect(step.account == account && step.isKnownDevice && step.fullName == "Martin Dupont")
            #expect(try steps.find(token, at: .start + .minutes(10)) == nil)
            #expect(try fixture.store.sessions.open(token, sheet: nil, at: .start) == nil, "a step is no session")
            try fixture.store.accounts.setPassword(anyHash(), of: account, at: .start)
            #expect(try steps.find(token, at: .start) == nil)
        }
    }

    @Suite("Sessions, vues par leur titulaire")
    struct OwnSessionTests {
        let fixture: Fixture
        var sessions: SessionStore { fixture.store.sessions }

        init() throws {
            fixture = try Fixture()
        }

        @Test("on voit les siennes, la présente marquée, et personne d’autre ne les voit")
        func list() throws {
            let old = try fixture.signIn(fixture.client, at: .start)
            let present = try fixture.signIn(fixture.client, at: .start + .hours(1))
            _ = try fixture.signIn(fixture.otherClient, at: .start)
            let own = try sessions.own(of: fixture.client.viewer, present: present, at: .start + .hours(2))
            #expect(own.map(\.isPresent) == [true, false])
            #expect(own.map(\.beganAt) == [.start + .hours(1), .start])
            #expect(own.allSatisfy { $0.address == "192.0.2.7" && $0.userAgent == "Mozilla/5.0" })
            #expect(!own.contains { $0.handle.contains(old.text) })
            let later = Instant.start + .days(14) + .minutes(30)
            #expect(try sessions.own(of: fixture.client.viewer, present: present, at: later).count == 1, "one is idle")
        }

        @Test("on ferme l’une des siennes, ou toutes les autres, jamais celle d’un autre")
        func ending() throws {
            let tokens = try (0..<3).map { _ in try fixture.signIn(fixture.client, at: .start) }
            let other = try fixture.signIn(fixture.otherClient, at: .start)
            let viewer = fixture.client.viewer
            let strange = try #require(
                try sessions.own(of: fixture.otherClient.viewer, present: other, at: .start).first)
            #expect(try sessions.end(handle: strange.handle, of: viewer, at: .start) == false)
            let own = try sessions.own(of: viewer, present: tokens[0], at: .start)
            let present = try #require(own.first { $0.isPresent })
            let another = try #require(own.first { !$0.isPresent })
            #expect(try sessions.end(handle: another.handle, of: viewer, at: .start))
            #expect(try sessions.own(of: viewer, present: tokens[0], at: .start).count == 2)
            #expect(try sessions.endOthers(of: viewer, but: tokens[0], at: .start) == 1)
            #expect(
                try sessions.own(of: viewer, present: tokens[0], at: .start).map(\.handle) == [present.handle])
            #expect(try sessions.open(other, sheet: nil, at: .start) != nil)
        }

        @Test("un mot de passe retapé compte quinze minutes, et seulement dans sa session")
        func recent() throws {
            let (here, elsewhere) = (
                try fixture.signIn(fixture.client, at: .start), try fixture.signIn(fixture.client, at: .start)
            )
            func isRecent(_ token: SecretToken, _ now: Instant) throws -> Bool {
                try #require(try sessions.open(token, sheet: nil, at: now)).isAuthenticated(
                    within: .minutes(15), at: now)
            }
            #expect(try isRecent(here, .start + .minutes(15) - .milliseconds(1)))
            let later = Instant.start + .minutes(15)
            #expect(try !isRecent(here, later))
            try sessions.confirm(here, at: later)
            #expect(try isRecent(here, later) && !isRecent(elsewhere, later))
            try fixture.run("UPDATE session SET authenticated_at = NULL")
            #expect(try !isRecent(here, later))
        }
    }
}

/// In a database of its own: who is the last administrator depends on everybody who is there.
@Suite("Administrateurs", .database, .serialized)
struct RoleTests {
    let fixture: Fixture
    var accounts: AccountStore { fixture.store.accounts }

    init() throws {
        fixture = try Fixture()
        try fixture.run("UPDATE account SET is_administrator = 0 WHERE id <> \(fixture.administrator.account)")
        try accounts.setPassword(anyHash(), of: fixture.administrator.account, at: .start)
        try accounts.setPassword(anyHash(), of: fixture.julie.account, at: .start)
    }

    private func set(_ isAdministrator: Bool, _ person: Fixture.Person) throws -> AccountStore.RoleOutcome {
        try accounts.setAdministrator(
            isAdministrator, of: person.account, by: fixture.administrator.account, at: .start)
    }

    @Test("le dernier administrateur ne peut ni cesser de l’être, ni être suspendu")
    func last() throws {
        #expect(try set(false, fixture.administrator) == .lastAdministrator)
        #expect(throws: LastAdministrator.self) {
            try accounts.suspend(fixture.administrator.name, at: .start)
        }
        #expect(try set(true, fixture.administrator) == .unchanged)
    }

    @Test("celui qui ne peut pas se connecter ne compte pas")
    func unable() throws {
        #expect(try set(true, fixture.karim) == .changed)
        #expect(try set(false, fixture.administrator) == .lastAdministrator, "Karim has no password yet")
        try accounts.setPassword(anyHash(), of: fixture.karim.account, at: .start)
        _ = try accounts.suspend(fixture.karim.name, at: .start)
        #expect(try set(false, fixture.administrator) == .lastAdministrator, "Karim is suspended")
        _ = try accounts.reopen(fixture.karim.name)
        #expect(try set(false, fixture.administrator) == .changed)
    }

    @Test("un changement de rôle ferme les sessions ; un client n’est jamais administrateur")
    func changing() throws {
        let session = try fixture.signIn(fixture.julie, at: .start)
        #expect(try set(true, fixture.julie) == .changed)
        #expect(try fixture.store.sessions.open(session, sheet: nil, at: .start) == nil)
        #expect(
            try accounts.credentials(of: fixture.julie.account)?.role == .employee(isAdministrator: true))
        #expect(try set(true, fixture.client) == .notAnEmployee)
        #expect(
            try fixture.number(
                "SELECT COUNT(*) FROM journal WHERE kind = 'role_change' AND subject_id = \(fixture.julie.account)")
                == 1)
    }

    @Test("deux administrateurs qui se retirent l’un l’autre au même moment : il en reste un")
    func race() throws {
        #expect(try set(true, fixture.julie) == .changed)
        let address = fixture.address
        let people = [fixture.julie.account, fixture.administrator.account]
        let outcomes = try inParallel(2) { index in
            try Store(Database(address)).accounts.setAdministrator(
                false, of: people[index], by: people[1 - index], at: .start)
        }
        #expect(Set(outcomes) == [.changed, .lastAdministrator])
        #expect(try fixture.number("SELECT COUNT(*) FROM account WHERE is_administrator = 1") == 1)
    }

    @Test("les mots de la personne : tout ce que l’on sait d’elle, le téléphone aussi d’un trait")
    func ownWords() throws {
        let account = try fixture.addAccount { new in
            new.company = "Bardage & Fils"
            new.mobile = "06 12 34 56 78"
            new.email = "zoe@bardage.example"
        }
        let words = try accounts.ownWords(of: account)
        #expect(words.contains("Bardage & Fils") && words.contains("0612345678") && words.contains("Paul"))
    }

    @Test("un oubli se déclare par l’identifiant ou par l’adresse, jamais pour un compte suspendu")
    func reachable() throws {
        let first = try fixture.addAccount { $0.email = "couple@clo.example" }
        let second = try fixture.addAccount { $0.email = "couple@clo.example" }
        let name = try #require(try accounts.signInName(of: first))
        #expect(Set(try accounts.reachable(by: "couple@clo.example")) == [first, second])
        #expect(try accounts.reachable(by: " \(name) ") == [first])
        #expect(try accounts.reachable(by: fixture.client.name.description).isEmpty, "no address to write to")
        _ = try accounts.suspend(name, at: .start)
        #expect(try accounts.reachable(by: "couple@clo.example") == [second])
        for typed in ["", " ", "personne", "%", "couple@clo.exampl_", String(repeating: "x", count: 300)] {
            #expect(try accounts.reachable(by: typed).isEmpty)
        }
    }
}
